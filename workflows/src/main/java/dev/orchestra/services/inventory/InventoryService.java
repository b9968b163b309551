package dev.orchestra.services.inventory;

import dev.orchestra.support.AboutCart;
import dev.orchestra.support.AboutOrder;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import io.temporal.activity.ActivityInterface;
import java.time.Instant;
import java.util.List;

/** The Inventory service (docs/core-services.md, Inventory service). */
@ActivityInterface(namePrefix = "Inventory.")
public interface InventoryService {

    /** {@code POST /api/inventory/check-availability}. */
    Availability checkAvailability(CheckAvailability question);

    /** {@code POST /api/inventory/reserve}: all or nothing. Refusals: OUT_OF_STOCK with items. */
    Reservation reserve(Write<Reserve> write);

    /** {@code POST /api/inventory/release-reservations}. */
    Released releaseReservations(Undo<Release> undo);

    /** {@code POST /api/inventory/deduct}. Refusals: HOLD_NOT_FOUND, HOLD_EXPIRED, HOLD_RELEASED. */
    Deducted deduct(Write<Deduct> write);

    /** @param variantId null for a product without variants */
    record Item(String productId, String variantId, int quantity) {}

    /** @param orderId whose own hold is no obstacle to it; null when the question belongs to no order */
    record CheckAvailability(List<Item> items, boolean strict, String orderId) {}

    record Availability(List<ItemAvailability> items) {}

    record ItemAvailability(String productId, String variantId, boolean available, int quantityAvailable) {}

    /** @param ttlSeconds how long the stock is held, 1 to 3600 */
    record Reserve(String orderId, String cartId, long ttlSeconds, List<Item> items) implements AboutCart, AboutOrder {}

    record Reservation(String reservationId, String status, Instant expiresAt) {}

    /** What is held for the order or, where that is null, for the cart. */
    record Release(String orderId, String cartId) implements AboutCart, AboutOrder {}

    record Released(int released) {}

    record Deduct(String reservationId, String orderId) implements AboutOrder {}

    record Deducted(String reservationId, String status) {}
}
