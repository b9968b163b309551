package dev.orchestra.stubs.inventory;

import dev.orchestra.stubs.inventory.Hold.Status;
import dev.orchestra.stubs.inventory.Stock.Level;
import dev.orchestra.stubs.support.Headers;
import dev.orchestra.stubs.support.IdempotentWrites;
import dev.orchestra.stubs.support.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP face of the Inventory service. */
@RestController
@RequestMapping("/api/inventory")
class InventoryController {

    private static final String SERVICE = "inventory";
    private static final int LONGEST_TTL_SECONDS = 3600;

    private final Stock stock;
    private final Holds holds;
    private final IdempotentWrites writes;

    InventoryController(Stock stock, Holds holds, IdempotentWrites writes) {
        this.stock = stock;
        this.holds = holds;
        this.writes = writes;
    }

    @PostMapping("/check-availability")
    Availability checkAvailability(@RequestBody @Valid AvailabilityQuestion question) {
        if (Boolean.TRUE.equals(question.strict())) {
            holds.expire();
        }
        SortedMap<Sku, Integer> quantities = Item.bySku(question.items());
        Map<Sku, Integer> available =
                stock.available(quantities.keySet().stream().map(Sku::productId).toList());
        Map<Sku, Integer> own = question.orderId() == null ? Map.of() : holds.heldFor(question.orderId());
        return new Availability(quantities.entrySet().stream()
                .map(asked -> {
                    Sku sku = asked.getKey();
                    int pieces = available.getOrDefault(sku, 0) + own.getOrDefault(sku, 0);
                    return new ItemAvailability(
                            sku.productId(), sku.variantIdOrNull(), pieces >= asked.getValue(), pieces);
                })
                .toList());
    }

    @PostMapping("/reserve")
    Reserved reserve(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid ReserveRequest request) {
        if (request.ttlSeconds() < 1 || request.ttlSeconds() > LONGEST_TTL_SECONDS) {
            throw new Refusal(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "TTL_OUT_OF_BOUNDS",
                    "Stock is held for 1 to " + LONGEST_TTL_SECONDS + " seconds.");
        }
        // Before the transaction of the write: it locks other holds' stock, in its own order.
        holds.expire();
        return writes.once(SERVICE, key, request, Reserved.class, () -> {
            Hold hold = holds.hold(request.orderId(), request.cartId(), request.ttlSeconds(), request.items());
            return new Reserved(hold.reservationId(), hold.status(), hold.expiresAt());
        });
    }

    @PostMapping("/release-reservations")
    Released release(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestHeader(name = Headers.UNDO_OF, required = false) String undoOf,
            @RequestBody @Valid ReleaseRequest request) {
        if ((request.orderId() == null) == (request.cartId() == null)) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "BAD_REQUEST", "Name either the order_id or the cart_id.");
        }
        return writes.undo(
                SERVICE,
                key,
                undoOf,
                request,
                Released.class,
                () -> new Released(holds.release(request.orderId(), request.cartId())));
    }

    @PostMapping("/deduct")
    Deducted deduct(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid DeductRequest request) {
        return writes.once(SERVICE, key, request, Deducted.class, () -> {
            holds.deduct(request.reservationId(), request.orderId());
            return new Deducted(request.reservationId(), Status.DEDUCTED);
        });
    }

    @GetMapping("/stock")
    Levels stock(@RequestParam("product_ids") @Size(min = 1, max = 100) List<@NotBlank String> productIds) {
        return new Levels(stock.levels(productIds));
    }

    @GetMapping("/reservations")
    Reservations reservations(@RequestParam("order_id") @NotBlank String orderId) {
        return new Reservations(holds.ofOrder(orderId));
    }

    /** @param orderId whose own hold is no obstacle to it; null for a question that belongs to no order */
    record AvailabilityQuestion(
            @NotNull @Size(max = 250) List<@Valid @NotNull Item> items,
            Boolean strict,
            @Size(max = 64) String orderId) {}

    record Availability(List<ItemAvailability> items) {}

    record ItemAvailability(String productId, String variantId, boolean available, int quantityAvailable) {}

    record ReserveRequest(
            @NotBlank @Size(max = 64) String orderId,
            @NotBlank @Size(max = 64) String cartId,
            @NotNull Integer ttlSeconds,
            @NotEmpty @Size(max = 100) List<@Valid @NotNull Item> items) {}

    record Reserved(String reservationId, Status status, Instant expiresAt) {}

    record ReleaseRequest(
            @Size(min = 1, max = 64) String orderId,
            @Size(min = 1, max = 64) String cartId) {}

    record Released(int released) {}

    record DeductRequest(
            @NotBlank @Size(max = 64) String reservationId,
            @NotBlank @Size(max = 64) String orderId) {}

    record Deducted(String reservationId, Status status) {}

    record Levels(List<Level> items) {}

    record Reservations(List<Hold> reservations) {}
}
