package dev.orchestra.checkout;

import io.temporal.workflow.Async;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * The undos of a checkout, each registered before its forward call: a call whose answer was lost is undone like any other. They run in parallel;
 * the cart is unlocked when the others are through, so that its owner never sees an open cart beside stock that is still held.
 */
final class Compensations {

    private final List<Functions.Proc> undos = new ArrayList<>();
    private Functions.Proc unlock;

    void unlockLast(Functions.Proc undo) {
        unlock = undo;
    }

    void add(Functions.Proc undo) {
        undos.add(undo);
    }

    /** Starts them all; the promise is fulfilled when nothing is held any more. Undos never fail: they go on until they are through. */
    Promise<Void> start() {
        return Async.procedure(() -> {
            Promise.allOf(undos.stream().map(Async::procedure).toList()).get();
            if (unlock != null) {
                unlock.apply();
            }
        });
    }
}
