package dev.orchestra.support;

import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Functions;

/** How the run of an operation ends that somebody waits for, and that has nothing to see through afterwards. */
public final class Operation {

    private Operation() {}

    /**
     * Its answer, a refusal as a value, or a failed run when a service that it needs is away.
     *
     * @param meaning of a service's no
     * @param refused the answer that tells of a refusal
     */
    public static <A> A answer(
            Functions.Func<A> operation,
            Functions.Func1<ServiceFailure.Refused, Refusal> meaning,
            Functions.Func1<Refusal, A> refused) {
        try {
            return operation.apply();
        } catch (OperationRefused refusal) {
            return refused.apply(refusal.refusal());
        } catch (ServiceFailure.Refused refusal) {
            Refusal meant = meaning.apply(refusal);
            if (Refusal.UNEXPECTED.equals(meant.code())) {
                // No answer to keep: a proxy's page, or a mistake that somebody mends, must not stay the outcome of
                // this request.
                throw failed(meant);
            }
            return refused.apply(meant);
        } catch (ServiceFailure.Unavailable down) {
            // The run fails, so that the same request under the same key may run again once the service is back.
            throw failed(Refusal.unavailable(down.service()));
        } catch (TemporalFailure failure) {
            throw failure;
        } catch (RuntimeException bug) {
            // Without this the task would be tried for ever, while an operation has nothing to see through.
            throw ApplicationFailure.newNonRetryableFailureWithCause("An operation broke", "BUG", bug);
        }
    }

    /** Fails the run; the API reads the refusal from the failure. */
    private static ApplicationFailure failed(Refusal refusal) {
        return ApplicationFailure.newNonRetryableFailure(refusal.message(), refusal.code(), refusal);
    }
}
