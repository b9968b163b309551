package dev.orchestra.support;

import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * How a workflow calls its steps. The one place that decides whether a step runs as a local or a regular activity, how long
 * it tries, and what its failure means; the call sites only say which {@link Step} it is.
 */
public final class Steps {

    /** Told when a step that must get through is late or refused, and when it is through after all. */
    public interface Attention {
        void needed(Step step, String why);

        void over(Step step);
    }

    private static final Attention NOBODY = new Attention() {
        @Override
        public void needed(Step step, String why) {}

        @Override
        public void over(Step step) {}
    };

    private final String workflowId = Workflow.getInfo().getWorkflowId();
    private final Duration budget;
    private final long deadline;
    private final Attention attention;

    /** Steps of an operation whose caller waits at most {@code budget}. */
    public Steps(Duration budget) {
        this(budget, NOBODY);
    }

    public Steps(Duration budget, Attention attention) {
        this.budget = budget;
        this.deadline = Workflow.currentTimeMillis() + budget.toMillis();
        this.attention = attention;
    }

    /** The idempotency key of a step: the same in every replay and retry. */
    public String key(Step step) {
        return workflowId + "/" + step.number();
    }

    /** The idempotency key of a step that can happen more than once. */
    public String key(Step step, int counter) {
        return key(step) + "/" + counter;
    }

    /** The time of the run: the same in a replay. */
    public static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }

    /** An id of something that this run makes, the same in every execution of it: an undo must find what another execution did. */
    public String id(String prefix, String what) {
        return id(prefix, workflowId, what);
    }

    /** As {@link #id(String, String)}, from outside the run. */
    public static String id(String prefix, String workflowId, String what) {
        return prefix + uuid(workflowId, what).replace("-", "");
    }

    /** As {@link #id(String, String)}, where the ticket flow wants a UUID. */
    public String uuid(String what) {
        return uuid(workflowId, what);
    }

    private static String uuid(String workflowId, String what) {
        return UUID.nameUUIDFromBytes((workflowId + what).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    public <T> Write<T> write(Step step, T body) {
        return new Write<>(key(step), body);
    }

    /** Starts a step; its failure, if any, is a {@link ServiceFailure}. */
    public <S, R> Promise<R> start(Step step, Class<S> service, Functions.Func1<S, R> call) {
        return Async.function(() -> call(step, service, call));
    }

    /**
     * Makes a step happen and returns its answer.
     *
     * @throws ServiceFailure.Refused the service said no; for steps that must get through as well, since asking the same again does
     *     not change a no
     * @throws ServiceFailure.Unavailable a step that may give up got no usable answer
     */
    public <S, R> R call(Step step, Class<S> service, Functions.Func1<S, R> call) {
        if (step.kind() == Step.Kind.INSIST_REGULAR) {
            return regular(step, service, call);
        }
        if (step.kind() == Step.Kind.TRY_REGULAR) {
            return thirdParty(step, service, call);
        }
        Duration remaining = Duration.ofMillis(deadline - Workflow.currentTimeMillis());
        // What must get through is not bound by the time of a caller who may have left.
        Duration allowed = step.kind() == Step.Kind.INSIST ? StepCatalogue.CART_OPERATION : remaining;
        if (allowed.isNegative() || allowed.isZero()) {
            throw new ServiceFailure.Unavailable(step.service().id(), null);
        }
        try {
            return call.apply(Workflow.newLocalActivityStub(service, StepCatalogue.local(step, budget, allowed)));
        } catch (ActivityFailure failure) {
            ServiceFailure meaning = meaning(step, failure);
            if (step.kind() == Step.Kind.INSIST && meaning instanceof ServiceFailure.Unavailable) {
                return regular(step, service, call);
            }
            throw meaning;
        }
    }

    /**
     * Makes an undo, or a step after the decision, happen: a refusal calls an operator and the step is asked again, for ever.
     */
    public <S, R> R insist(Step step, Class<S> service, Functions.Func1<S, R> call) {
        for (int refusals = 1; ; refusals++) {
            try {
                R answer = call(step, service, call);
                attention.over(step);
                return answer;
            } catch (ServiceFailure.Refused refused) {
                askAgainLater(step, refused, refusals);
            }
        }
    }

    /**
     * Calls an operator to a step that was refused, and waits before it is asked again: longer each time.
     *
     * @param refusals how often it was refused so far, from 1
     */
    public void askAgainLater(Step step, ServiceFailure.Refused refused, int refusals) {
        attention.needed(step, refused.problem().code());
        Workflow.newTimer(
                        StepCatalogue.askAgainAfter(refusals),
                        TimerOptions.newBuilder()
                                .setSummary("ask again: " + step.summary())
                                .build())
                .get();
    }

    /** Waits until every branch has ended, one way or the other; what became of each is then read from it. Nulls are skipped. */
    public static void allSettled(Promise<?>... branches) {
        for (Promise<?> branch : branches) {
            if (branch != null) {
                branch.handle((value, failure) -> null).get();
            }
        }
    }

    private <S, R> R regular(Step step, Class<S> service, Functions.Func1<S, R> call) {
        CancellationScope alarm = alarm(step);
        try {
            R answer = call.apply(Workflow.newActivityStub(service, StepCatalogue.regular(step)));
            attention.over(step);
            return answer;
        } catch (ActivityFailure failure) {
            throw meaning(step, failure);
        } finally {
            alarm.cancel();
        }
    }

    private static <S, R> R thirdParty(Step step, Class<S> service, Functions.Func1<S, R> call) {
        try {
            return call.apply(Workflow.newActivityStub(service, StepCatalogue.thirdParty(step)));
        } catch (ActivityFailure failure) {
            throw meaning(step, failure);
        }
    }

    /** Races the step: when it has not come through in time an operator is called, and the step goes on trying. */
    private CancellationScope alarm(Step step) {
        CancellationScope alarm = Workflow.newCancellationScope(() -> Workflow.newTimer(
                        StepCatalogue.NEEDS_ATTENTION_AFTER,
                        TimerOptions.newBuilder()
                                .setSummary("call an operator: " + step.summary())
                                .build())
                // Not thenApply: a step that comes through cancels the timer, and that is no failure to warn of.
                .handle((elapsed, cancelled) -> {
                    if (cancelled == null) {
                        attention.needed(step, "LATE");
                    }
                    return null;
                }));
        alarm.run();
        return alarm;
    }

    private static ServiceFailure meaning(Step step, ActivityFailure failure) {
        String service = step.service().id();
        if (failure.getCause() instanceof ApplicationFailure cause
                && cause.isNonRetryable()
                && cause.getDetails().getSize() > 0) {
            return new ServiceFailure.Refused(service, cause.getDetails().get(ServiceProblem.class), failure);
        }
        return new ServiceFailure.Unavailable(service, failure);
    }
}
