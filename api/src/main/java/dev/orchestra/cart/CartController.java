package dev.orchestra.cart;

import dev.orchestra.api.IdempotencyKey;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Pending;
import dev.orchestra.api.Problem;
import dev.orchestra.api.Problems;
import dev.orchestra.api.Problems.InvalidField;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.OperationResult;
import dev.orchestra.support.Warning;
import jakarta.validation.Valid;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The cart API. */
@RestController
@RequestMapping("/cart")
public class CartController {

    private final CartOperations operations;
    private final CartReads reads;

    public CartController(CartOperations operations, CartReads reads) {
        this.operations = operations;
        this.reads = reads;
    }

    /** Answer of {@code POST /cart/items}. */
    public record ItemsAnswer(
            boolean success,
            int operationsApplied,
            List<OperationResult> results,
            Cart cart,
            List<Cart.CouponApplied> couponApplied,
            List<Warning> warnings) {}

    /** Answer of {@code GET /cart?compute=false}; a customer without a cart gets {@code cart: null}. */
    public record CachedCartAnswer(boolean success, boolean fromCache, Cart cart, Long cacheAgeSeconds) {}

    /** Add/Update Cart Items, full computation (10 steps). */
    @PostMapping("/items")
    ResponseEntity<Object> updateItems(
            Owner owner,
            @RequestAttribute(IdempotencyKey.ATTRIBUTE) String key,
            @RequestParam(defaultValue = "true") boolean compute,
            @Valid @RequestBody CartItemsRequest request) {
        if (!compute) {
            throw Problems.invalid(List.of(new InvalidField("compute", "must be true for this operation")));
        }
        Optional<CartOperations.Updated> updated = operations.updateItems(owner, key, request);
        if (updated.isEmpty()) {
            return Pending.answer();
        }
        UpdateCartItemsWorkflow.Answer answer = updated.get().answer();
        if (answer.refusal() != null) {
            throw Problem.of(answer.refusal());
        }
        ResponseEntity.BodyBuilder ok = ResponseEntity.ok();
        if (updated.get().replayed()) {
            ok.header(IdempotencyKey.REPLAYED, "true");
        }
        return ok.body(new ItemsAnswer(
                answer.operationsApplied() > 0,
                answer.operationsApplied(),
                answer.results(),
                answer.cart(),
                answer.couponApplied(),
                answer.warnings()));
    }

    /** Get Cart, cached (2 steps). */
    @GetMapping
    CachedCartAnswer cachedCart(Owner owner, @RequestParam(defaultValue = "true") boolean compute) {
        if (compute) {
            throw Problems.invalid(List.of(new InvalidField("compute", "must be false for this operation")));
        }
        return reads.cached(owner);
    }
}
