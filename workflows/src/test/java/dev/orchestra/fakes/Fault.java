package dev.orchestra.fakes;

import dev.orchestra.support.ServiceProblem;
import java.time.Duration;

/**
 * What goes wrong with the calls of one activity: which of them, for how long, and how. Without a limit it lasts for ever.
 *
 * @param skip how many calls go well before the first that does not
 * @param times how many calls it strikes
 * @param lasting how long it lasts from its first strike, in the environment's time; null for ever
 * @param problem the refusal, for {@link Kind#REFUSES}
 * @param meanwhile what happens elsewhere just before the call, for {@link Kind#MEANWHILE}
 */
public record Fault(Kind kind, int skip, int times, Duration lasting, ServiceProblem problem, Runnable meanwhile) {

    /** How a call goes wrong. */
    public enum Kind {
        /** The service cannot be reached: nothing happens there. */
        DOWN,
        /** The service does what it is asked, and its answer gets lost. */
        ANSWER_LOST,
        /** The caller hears nothing, and the call arrives when {@link Ledger#deliverLate()} is called. */
        ARRIVES_LATE,
        /** The service says no. */
        REFUSES,
        /** Nothing goes wrong, but something else happens first. */
        MEANWHILE
    }

    public static Fault of(Kind kind) {
        return new Fault(kind, 0, Integer.MAX_VALUE, null, null, null);
    }

    public static Fault down() {
        return of(Kind.DOWN);
    }

    public static Fault answerLost() {
        return of(Kind.ANSWER_LOST);
    }

    public static Fault refuses(int status, String code) {
        return refuses(new ServiceProblem(status, code, "refused for the test", null, null, null, null));
    }

    public static Fault refuses(ServiceProblem problem) {
        return new Fault(Kind.REFUSES, 0, Integer.MAX_VALUE, null, problem, null);
    }

    /** Runs once, before the next call. */
    public static Fault meanwhile(Runnable event) {
        return new Fault(Kind.MEANWHILE, 0, 1, null, null, event);
    }

    public Fault times(int times) {
        return new Fault(kind, skip, times, lasting, problem, meanwhile);
    }

    public Fault once() {
        return times(1);
    }

    public Fault after(int calls) {
        return new Fault(kind, calls, times, lasting, problem, meanwhile);
    }

    public Fault lasting(Duration duration) {
        return new Fault(kind, skip, times, duration, problem, meanwhile);
    }
}
