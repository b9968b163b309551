package dev.orchestra.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.recovery.BrokenOffRuns.Standing;
import dev.orchestra.recovery.LostRuns.Keeper;
import dev.orchestra.store.OpenRows.OpenAttempt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who looks after an attempt whose row is not closed: where it is not clear, nothing is given back. */
class KeeperTest {

    private static final String CHECKOUT = "place-order/cart_1/1";

    @ParameterizedTest
    @CsvSource({
        // The checkout's row has its end, its run goes on: it is about to hand the payment over.
        "UNDER_WAY, true, UNKNOWN, SOMEBODY",
        "UNDER_WAY, false, UNKNOWN, SOMEBODY",
        "BROKEN_OFF, true, UNKNOWN, SOMEBODY",
        "BROKEN_OFF, false, UNKNOWN, SOMEBODY",
        "ENDED, true, UNKNOWN, NOBODY_KNOWS",
        "UNKNOWN, true, UNKNOWN, NOBODY_KNOWS",
        "ENDED, false, UNKNOWN, NOBODY",
        "UNKNOWN, false, UNKNOWN, NOBODY",
        "UNKNOWN, false, UNDER_WAY, SOMEBODY"
    })
    void ofACheckout(Standing checkout, boolean complete, Standing guardian, Keeper keeper) {
        assertThat(LostRuns.whoIsAt(
                        new OpenAttempt("pa_1", CHECKOUT, complete), run -> run.equals(CHECKOUT) ? checkout : guardian))
                .isEqualTo(keeper);
    }

    @ParameterizedTest
    @CsvSource({"UNDER_WAY, SOMEBODY", "ENDED, SOMEBODY", "BROKEN_OFF, NOBODY", "UNKNOWN, NOBODY"})
    void ofAGuardian(Standing guardian, Keeper keeper) {
        assertThat(LostRuns.whoIsAt(new OpenAttempt("pa_1", null, true), run -> guardian))
                .isEqualTo(keeper);
    }
}
