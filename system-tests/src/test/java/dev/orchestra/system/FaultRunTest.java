package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.deploy.LocalStack;
import dev.orchestra.system.FaultRun.Scoreboard;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Whatever breaks, every order ends paid and carried out, or with nothing held and all money back. A short run; {@code deploy/faults} makes longer ones:
 * properties {@code orchestra.faults.runs}, {@code .seed}, {@code .customers} and {@code .kills}.
 */
class FaultRunTest {

    private static final String PROPERTY = "orchestra.faults.";

    @Test
    void everyOrderEndsAsItMust() {
        int runs = Integer.getInteger(PROPERTY + "runs", 1);
        long seed = Long.getLong(PROPERTY + "seed", 1L);
        int customers = Integer.getInteger(PROPERTY + "customers", 19);
        int kills = Integer.getInteger(PROPERTY + "kills", 5);
        int killed = 0;
        for (int run = 0; run < runs; run++) {
            try (LocalStack stack = FaultRun.hurriedStack(UnaryOperator.identity())) {
                Scoreboard scoreboard = new FaultRun(stack, seed + run, customers, kills).run();
                System.out.println(scoreboard);
                killed += scoreboard.kills();
                assertThat(scoreboard.broken()).as("%s", scoreboard).isEmpty();
            }
        }
        System.out.println("Fault runs: " + runs + ", processes killed: " + killed);
    }
}
