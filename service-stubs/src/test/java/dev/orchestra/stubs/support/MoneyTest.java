package dev.orchestra.stubs.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MoneyTest {

    @Test
    void splitsAHundredInThreeWithoutLosingAPaisa() {
        assertThat(Money.split(new BigDecimal("100"), amounts("1", "1", "1")))
                .isEqualTo(amounts("33.34", "33.33", "33.33"));
    }

    @Test
    void givesTheLeftOverPaisaToTheLargestRemainder() {
        assertThat(Money.split(new BigDecimal("0.10"), amounts("1.00", "2.00", "4.00")))
                .isEqualTo(amounts("0.01", "0.03", "0.06"));
    }

    @Test
    void splitsADiscountAsItSplitsACharge() {
        assertThat(Money.split(new BigDecimal("-100.00"), amounts("1", "1", "1")))
                .isEqualTo(amounts("-33.34", "-33.33", "-33.33"));
    }

    @Test
    void aWeightOfZeroGetsNothingUnlessAllAreZero() {
        assertThat(Money.split(new BigDecimal("5.01"), amounts("0", "3", "0")))
                .isEqualTo(amounts("0.00", "5.01", "0.00"));
        assertThat(Money.split(new BigDecimal("5.01"), amounts("0", "0"))).isEqualTo(amounts("2.51", "2.50"));
    }

    @Test
    void nothingIsSplitAmongNobodyButSomethingIsNot() {
        assertThat(Money.split(Money.ZERO, List.of())).isEmpty();
        assertThatThrownBy(() -> Money.split(BigDecimal.ONE, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anySplitAddsUpAndIsFairToThePaisa() {
        for (long seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            BigDecimal amount = BigDecimal.valueOf(random.nextInt(10_000_000) - 5_000_000, 2);
            List<BigDecimal> weights = Stream.generate(() -> BigDecimal.valueOf(random.nextInt(1_000_000), 2))
                    .limit(1 + random.nextInt(20))
                    .toList();
            BigDecimal sum = weights.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
            List<BigDecimal> parts = Money.split(amount, weights);
            assertThat(parts.stream().reduce(BigDecimal.ZERO, BigDecimal::add))
                    .as("seed %d", seed)
                    .isEqualByComparingTo(amount);
            for (int index = 0; sum.signum() > 0 && index < parts.size(); index++) {
                assertThat(parts.get(index)
                                .multiply(sum)
                                .subtract(amount.multiply(weights.get(index)))
                                .abs())
                        .as("seed %d, part %d", seed, index)
                        .isLessThan(sum.movePointLeft(2));
            }
        }
    }

    private static List<BigDecimal> amounts(String... amounts) {
        return Stream.of(amounts).map(BigDecimal::new).toList();
    }
}
