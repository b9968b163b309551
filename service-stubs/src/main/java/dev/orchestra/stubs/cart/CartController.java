package dev.orchestra.stubs.cart;

import dev.orchestra.stubs.support.Headers;
import dev.orchestra.stubs.support.IdempotentWrites;
import dev.orchestra.stubs.support.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The Cart service's endpoints. */
@RestController
@RequestMapping("/api/carts")
class CartController {

    private static final String SERVICE = "cart";

    private final CartService carts;
    private final IdempotentWrites writes;

    CartController(CartService carts, IdempotentWrites writes) {
        this.carts = carts;
        this.writes = writes;
    }

    @PostMapping("/find-or-create")
    CartView findOrCreate(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @Valid @RequestBody FindOrCreate request) {
        return writes.once(
                SERVICE, key, request, CartView.class, () -> carts.findOrCreate(request.ownerId(), request.kind()));
    }

    @GetMapping("/{cartId}")
    CartView get(@PathVariable String cartId) {
        return carts.get(cartId);
    }

    @GetMapping
    CartService.OwnersCarts ofOwner(@RequestParam("owner_id") String ownerId) {
        return carts.ofOwner(ownerId);
    }

    @PostMapping("/{cartId}/items/batch")
    BatchAnswer applyBatch(
            @PathVariable String cartId,
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestHeader(name = Headers.CHECKOUT_ATTEMPT, required = false) Integer attempt,
            @Valid @RequestBody BatchRequest request) {
        requireProducts(request.operations());
        return writes.once(SERVICE, key, request, BatchAnswer.class, () -> carts.applyBatch(cartId, attempt, request));
    }

    @PutMapping("/{cartId}/options")
    CartView choose(
            @PathVariable String cartId,
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestHeader(name = Headers.CHECKOUT_ATTEMPT, required = false) Integer attempt,
            @Valid @RequestBody CartOptions.Change request) {
        return writes.once(SERVICE, key, request, CartView.class, () -> carts.choose(cartId, attempt, request));
    }

    @PostMapping("/{cartId}/compute")
    CartView compute(
            @PathVariable String cartId,
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestHeader(name = Headers.CHECKOUT_ATTEMPT, required = false) Integer attempt,
            @Valid @RequestBody ComputeRequest request) {
        return writes.once(SERVICE, key, request, CartView.class, () -> carts.compute(cartId, attempt, request));
    }

    @PostMapping("/{cartId}/lock")
    CartView lock(
            @PathVariable String cartId,
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @Valid @RequestBody Lock request) {
        return writes.once(
                SERVICE, key, request, CartView.class, () -> carts.lock(cartId, request.attempt(), request.orderId()));
    }

    @PostMapping("/{cartId}/relock")
    CartView relock(
            @PathVariable String cartId,
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @Valid @RequestBody Relock request) {
        return writes.once(
                SERVICE,
                key,
                request,
                CartView.class,
                () -> carts.relock(cartId, request.attempt(), request.orderId(), request.version()));
    }

    @PostMapping("/{cartId}/unlock")
    CartView unlock(
            @PathVariable String cartId,
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestHeader(name = Headers.UNDO_OF, required = false) String undoOf,
            @Valid @RequestBody Unlock request) {
        return writes.undo(
                SERVICE, key, undoOf, request, CartView.class, () -> carts.unlock(cartId, request.attempt()));
    }

    @DeleteMapping("/{cartId}")
    Deleted delete(
            @PathVariable String cartId,
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestHeader(name = Headers.CHECKOUT_ATTEMPT, required = false) Integer presented,
            @RequestParam(name = "order_id", required = false) @Size(max = 255) String orderId,
            @RequestParam(required = false) Integer attempt,
            @RequestParam(required = false) BigDecimal total,
            @RequestParam(required = false) Long version) {
        boolean checkoutEnds = orderId != null;
        if (checkoutEnds != (attempt != null) || checkoutEnds != (total != null)) {
            throw badRequest("order_id", "Give order_id, attempt and total, or none of them.");
        }
        return writes.once(SERVICE, key, new Delete(orderId, attempt, total, version), Deleted.class, () -> {
            Long deleted = carts.delete(cartId, attempt == null ? presented : attempt, orderId, total, version);
            return new Deleted(cartId, true, deleted);
        });
    }

    private static void requireProducts(List<BatchRequest.Operation> operations) {
        for (int index = 0; index < operations.size(); index++) {
            BatchRequest.Operation operation = operations.get(index);
            boolean namesProduct = operation.op() == BatchRequest.OperationType.SET
                    || operation.op() == BatchRequest.OperationType.ADD;
            if (namesProduct
                    && (operation.productId() == null || operation.productId().isBlank())) {
                throw badRequest(
                        "operations[" + index + "].product_id", operation.op() + " needs the product it is about.");
            }
        }
    }

    private static Refusal badRequest(String field, String detail) {
        return new Refusal(HttpStatus.BAD_REQUEST, "BAD_REQUEST", detail).with("field", field);
    }

    record FindOrCreate(
            @NotBlank @Size(max = 255) String ownerId,
            @NotNull CartKind kind) {}

    record Lock(
            @NotNull Integer attempt,
            @NotBlank @Size(max = 255) String orderId) {}

    record Relock(
            @NotNull Integer attempt,
            @NotBlank @Size(max = 255) String orderId,
            @NotNull Long version) {}

    record Unlock(@NotNull Integer attempt) {}

    record Delete(String orderId, Integer attempt, BigDecimal total, Long version) {}

    record Deleted(String cartId, boolean deleted, Long version) {}
}
