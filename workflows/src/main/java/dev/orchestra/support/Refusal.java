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

    /** The code of a refusal that the contract does not have. */
    public static final String UNEXPECTED = "UNEXPECTED_REFUSAL";

    /** One operation or line that cannot be had as asked. */
    public record LineProblem(
            String code, String productId, String variantId, Integer requested, Integer quantityAvailable) {}

    /**
     * One difference between the quote and now.
     *
     * @param what {@code price}, {@code tax}, {@code promotion}, {@code coupon}, {@code points}, {@code fee}, {@code total}
     * @param old null for what was not there before; {@code now} null for what is not there any more
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

    /**
     * What a service's refusal means to the customer, in our own words: a service's text is for its own people. A code that the contract
     * (docs/core-services.md) does not have for this call, or that tells of a mistake of ours, is {@link #UNEXPECTED}.
     */
    public static Refusal meaning(ServiceFailure.Refused refused) {
        String code = refused.problem().code();
        return switch (code) {
            case "CART_LOCKED" -> locked(refused.problem().orderId());
            case "CART_NOT_FOUND", "CART_DELETED" ->
                of("CART_CHANGED", "The cart was ordered or cleared meanwhile. Send the request again.");
            case "QUOTE_INPUT_MISSING" ->
                lines(
                        "PRODUCT_UNAVAILABLE",
                        "Some of the cart is not sold any more.",
                        products(refused.problem().productIds()));
            case "OUT_OF_STOCK" ->
                lines(
                        "OUT_OF_STOCK",
                        "Some of the cart is not in stock any more.",
                        refused.problem().items());
            case "USED_UP", "UNKNOWN_COUPON" ->
                of("COUPON_UNAVAILABLE", "A coupon of the cart cannot be used any more.");
            case "INSUFFICIENT_POINTS" -> of(code, "The cart redeems more points than there are.");
            case "COD_NOT_ALLOWED" -> of(code, "This order cannot be paid in cash at the door.");
            case "AMOUNT_OUT_OF_BOUNDS" -> of(code, "An amount is too small or too large to be paid this way.");
            case "WALLET_NOT_FOUND" -> of(code, "There is no such wallet.");
            case "INSUFFICIENT_BALANCE" -> of(code, "There is not enough money in the wallet.");
            case "WALLET_AUTHORIZATION_INVALID" ->
                of(code, "The payment from the wallet is not authorized, or not any more. Ask for a new password.");
            case "PAYMENT_MODE_UNSUPPORTED" -> of(code, "This way to pay is not offered.");
            case "NOT_SERVICEABLE", "DELIVERY_OPTION_NOT_FOUND" ->
                of("NOT_SERVICEABLE", "The chosen delivery is not possible to the chosen address.");
            case "ATTEMPT_OVER" -> of(code, "The checkout of this cart has ended meanwhile. Send the request again.");
            default ->
                new Refusal(
                        UNEXPECTED,
                        "The service " + refused.service() + " refused: " + code + ".",
                        refused.service(),
                        null,
                        null,
                        null,
                        null);
        };
    }

    private static List<LineProblem> products(List<String> productIds) {
        return productIds == null
                ? List.of()
                : productIds.stream()
                        .map(id -> new LineProblem("PRODUCT_UNAVAILABLE", id, null, null, null))
                        .toList();
    }

    public static Refusal lines(String code, String message, List<LineProblem> problems) {
        return new Refusal(code, message, null, null, problems, null, null);
    }

    public static Refusal locked(String orderId) {
        return new Refusal(
                "CART_LOCKED", "The cart is frozen while an order is placed from it.", null, orderId, null, null, null);
    }
}
