package dev.orchestra.payment;

import java.time.Duration;
import java.util.List;

/**
 * When a gateway is asked how a payment stands, although no webhook came.
 *
 * @param stages one after the other; the last goes on for as long as it takes
 */
public record PollPlan(List<Stage> stages) {

    /** @param times how many questions are this far apart */
    public record Stage(Duration gap, int times) {}

    /** @param asked how many questions there were so far */
    public Duration next(int asked) {
        int left = asked;
        for (Stage stage : stages) {
            if (left < stage.times()) {
                return stage.gap();
            }
            left -= stage.times();
        }
        return stages.get(stages.size() - 1).gap();
    }
}
