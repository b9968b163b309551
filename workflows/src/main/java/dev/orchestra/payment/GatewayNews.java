package dev.orchestra.payment;

import dev.orchestra.support.StepCatalogue;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** The patience to wait for news of one payment, and not to ask its gateway more often than is polite. */
final class GatewayNews {

    private boolean nudged;
    private long askedAt;

    /** Somebody heard something: the gateway is asked now, or once more after the question that is under way. */
    void nudge() {
        nudged = true;
    }

    boolean isNudged() {
        return nudged;
    }

    /** The gateway is about to be asked: news until now is answered by that. */
    void asking() {
        nudged = false;
        askedAt = Workflow.currentTimeMillis();
    }

    /** Waits until somebody heard something, or for so long. */
    void await(Duration atMost, String why) {
        Promise<?>[] elapsed = new Promise<?>[1];
        CancellationScope timer = Workflow.newCancellationScope(() -> elapsed[0] = Workflow.newTimer(
                        atMost, TimerOptions.newBuilder().setSummary(why).build())
                // Not the timer itself: it is called off when news comes, and that is no failure to warn of.
                .handle((over, calledOff) -> null));
        timer.run();
        Workflow.await(() -> nudged || elapsed[0].isCompleted());
        timer.cancel();
        nudged = false;
        Duration pause = StepCatalogue.BETWEEN_QUESTIONS.minusMillis(Workflow.currentTimeMillis() - askedAt);
        if (!pause.isNegative() && !pause.isZero()) {
            Workflow.newTimer(
                            pause,
                            TimerOptions.newBuilder()
                                    .setSummary("not asked more often")
                                    .build())
                    .get();
        }
    }
}
