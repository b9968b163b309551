package dev.orchestra.services.cart;

import java.util.List;

/**
 * One operation on a cart (request body of {@code POST /cart/items}).
 *
 * @param op {@code SET}, {@code ADD}, {@code UPDATE} or {@code DELETE}
 * @param productId for SET and ADD
 * @param variantId for SET and ADD of a product with variants
 * @param itemId for UPDATE and DELETE
 * @param quantity 1 to 99, not for DELETE
 */
public record CartOperation(
        Op op, String productId, String variantId, String itemId, Integer quantity, List<Addon> addons) {

    /** What to do; the words of the cart API. */
    public enum Op {
        SET,
        ADD,
        UPDATE,
        DELETE
    }

    public record Addon(String addonId, Integer quantity) {}
}
