package dev.orchestra.support;

import java.math.BigDecimal;
import java.util.List;

/**
 * Why an operation was refused: a value, so that a repeat of the request gets the same answer. Fields that do not apply
 * are null.
 *
 * @param code stable, listed in docs/errors.md
 * @param message for a person, without personal data
 * @param service the core service that refused or could not be reached
 * @param orderId the order that stands in the way, for {@code CART_LOCKED}
 * @param problems the operations or lines it is about
 * @param changes what differs from what the customer agreed to, for {@code TOTAL_CHANGED}
 * @param total what the cart owes now, for {@code TOTAL_CHANGED}
 */
public record Refusal(
        String code,
        String message,
        String service,
        String orderId,
        List<LineProblem> problems,
        List<LineChange> changes,
        BigDecimal total) {

    /** One operation or line that cannot be had as asked. */
    public record LineProblem(
            String code, String productId, String variantId, Integer requested, Integer quantityAvailable) {}

    /**
     * One difference between the quote and now.
     *
     * @param what {@code price}, {@code coupon}, {@code total}
     */
    public record LineChange(String what, String itemId, String id, String old, String now) {}

    public static Refusal of(String code, String message) {
        return new Refusal(code, message, null, null, null, null, null);
    }

    /** A core service that this operation cannot do without gave no usable answer in time. */
    public static Refusal unavailable(String service) {
        return new Refusal(
                "SERVICE_UNAVAILABLE",
                "A service that this operation needs does not answer: " + service + ". Nothing was applied.",
                service,
                null,
                null,
                null,
                null);
    }

    public static Refusal lines(String code, String message, List<LineProblem> problems) {
        return new Refusal(code, message, null, null, problems, null, null);
    }

    public static Refusal locked(String orderId) {
        return new Refusal(
                "CART_LOCKED", "The cart is frozen while an order is placed from it.", null, orderId, null, null, null);
    }
}
