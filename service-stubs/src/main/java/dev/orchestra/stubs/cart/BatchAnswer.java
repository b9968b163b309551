package dev.orchestra.stubs.cart;

import java.util.List;

/** What became of each operation of a batch, and the cart after all of them. */
record BatchAnswer(int operationsApplied, List<Result> results, CartView cart) {

    /** {@code code} and {@code error} tell why an operation failed; {@code item} is the line after it. */
    record Result(
            BatchRequest.OperationType operation,
            Status status,
            Action actionTaken,
            String itemId,
            CartLine.View item,
            Failure code,
            String error) {

        static Result done(BatchRequest.OperationType operation, Action action, CartLine line) {
            return new Result(operation, Status.SUCCESS, action, line.itemId(), line.view(), null, null);
        }

        static Result failed(BatchRequest.Operation operation, Failure code, String error) {
            return new Result(operation.op(), Status.FAILED, null, operation.itemId(), null, code, error);
        }
    }

    enum Status {
        SUCCESS,
        FAILED
    }

    enum Action {
        ADDED,
        UPDATED,
        REMOVED,
        UNCHANGED
    }

    enum Failure {
        ITEM_NOT_FOUND,
        QUANTITY_LIMIT,
        LINE_LIMIT
    }
}
