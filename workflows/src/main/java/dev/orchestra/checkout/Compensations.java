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
public final class Compensations {

    private final List<Functions.Proc> undos = new ArrayList<>();
    private final List<Functions.Proc> undosBeside = new ArrayList<>();
    private Functions.Proc unlock;
    private Promise<Void> beside;

    public void unlockLast(Functions.Proc undo) {
        unlock = undo;
    }

    public void add(Functions.Proc undo) {
        undos.add(undo);
    }

    /** An undo that the unlocking does not wait for, because a new attempt of the same cart takes over what it gives back. */
    void addBeside(Functions.Proc undo) {
        undosBeside.add(undo);
    }

    /**
     * Starts them all; the promise is fulfilled when no stock, order or payment is held any more and the cart is open. Undos never fail: they go on until
     * they are through.
     */
    Promise<Void> start() {
        beside = Promise.allOf(undosBeside.stream().map(Async::procedure).toList());
        return Async.procedure(() -> {
            Promise.allOf(undos.stream().map(Async::procedure).toList()).get();
            if (unlock != null) {
                unlock.apply();
            }
        });
    }

    /** Waits for those that the unlocking did not wait for. */
    void awaitBeside() {
        beside.get();
    }
}
