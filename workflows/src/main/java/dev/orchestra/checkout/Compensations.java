package dev.orchestra.checkout;

import io.temporal.workflow.Async;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * The undos of a checkout, each registered before its forward call: a call whose answer was lost is undone like any other. They run in parallel, each once;
 * the cart is unlocked when the others are through, so that its owner never sees an open cart beside stock that is still held.
 */
public final class Compensations {

    private final List<Functions.Proc> undos = new ArrayList<>();
    private final List<Functions.Proc> undosOfHold = new ArrayList<>();
    private final List<Functions.Proc> undosBeside = new ArrayList<>();
    private final List<Promise<Void>> beside = new ArrayList<>();
    private Functions.Proc unlock = () -> {};

    public void unlockLast(Functions.Proc undo) {
        unlock = undo;
    }

    /** An undo of the order itself, which outlives the hold. */
    public void add(Functions.Proc undo) {
        undos.add(undo);
    }

    /** An undo of what is held for the order. */
    public void addOfHold(Functions.Proc undo) {
        undosOfHold.add(undo);
    }

    /** As {@link #addOfHold}, but the unlocking does not wait for it, because a new attempt of the same cart takes over what it gives back. */
    void addBeside(Functions.Proc undo) {
        undosBeside.add(undo);
    }

    /** Starts all that is left; the promise is fulfilled when no stock, order or payment is held any more and the cart is open. Undos never fail: they go on until they are through. */
    Promise<Void> start() {
        List<Functions.Proc> due = new ArrayList<>(undosOfHold);
        due.addAll(undos);
        undos.clear();
        return run(due);
    }

    /** As {@link #start}, of what is held alone: the order stays as it is. */
    Promise<Void> letGoOfHold() {
        return run(List.copyOf(undosOfHold));
    }

    private Promise<Void> run(List<Functions.Proc> due) {
        Functions.Proc last = unlock;
        unlock = () -> {};
        undosOfHold.clear();
        undosBeside.forEach(undo -> beside.add(Async.procedure(undo)));
        undosBeside.clear();
        return Async.procedure(() -> {
            Promise.allOf(due.stream().map(Async::procedure).toList()).get();
            last.apply();
        });
    }

    /** Waits for those that the unlocking did not wait for. */
    void awaitBeside() {
        Promise.allOf(beside).get();
    }
}
