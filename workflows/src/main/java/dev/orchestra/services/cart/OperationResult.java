package dev.orchestra.services.cart;

/**
 * What became of one operation.
 *
 * @param status {@code SUCCESS} or {@code FAILED}
 * @param actionTaken {@code ADDED}, {@code UPDATED}, {@code REMOVED} or {@code UNCHANGED}; null when it failed
 * @param code why it failed, stable; {@code error} says it for a person
 */
public record OperationResult(
        CartOperation.Op operation,
        String status,
        String actionTaken,
        String itemId,
        Cart.Line item,
        String code,
        String error) {

    public static OperationResult failed(CartOperation operation, String code, String error) {
        return new OperationResult(operation.op(), "FAILED", null, operation.itemId(), null, code, error);
    }
}
