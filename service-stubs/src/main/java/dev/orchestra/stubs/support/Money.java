package dev.orchestra.stubs.support;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Amounts in rupees with exactly two decimals. */
public final class Money {

    public static final BigDecimal ZERO = new BigDecimal("0.00");

    private Money() {}

    /** The amount with two decimals, half up; an absent amount is zero. */
    public static BigDecimal of(BigDecimal amount) {
        return amount == null ? ZERO : amount.setScale(2, RoundingMode.HALF_UP);
    }

    /**
     * Splits an amount in proportion to the weights, by largest remainder: the parts add up to the amount exactly, none
     * is more than a paisa off its share, and a weight of zero gets nothing. Weights that are all zero count as equal.
     *
     * @param amount rupees, of either sign
     * @param weights zero or more each; empty only when there is nothing to split
     * @return one part a weight, in the same order
     */
    public static List<BigDecimal> split(BigDecimal amount, List<BigDecimal> weights) {
        if (weights.stream().allMatch(weight -> weight.signum() == 0)) {
            if (amount.signum() == 0) {
                return Collections.nCopies(weights.size(), ZERO);
            }
            if (weights.isEmpty()) {
                throw new IllegalArgumentException("Nobody to split " + amount + " among");
            }
            return split(amount, Collections.nCopies(weights.size(), BigDecimal.ONE));
        }
        BigInteger paise = of(amount).abs().unscaledValue();
        BigDecimal sum = weights.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        List<BigDecimal[]> shares = new ArrayList<>();
        BigInteger left = paise;
        for (BigDecimal weight : weights) {
            // Quotient and remainder of an exact division: comparing remainders needs no rounding at all.
            BigDecimal[] share = new BigDecimal(paise).multiply(weight).divideAndRemainder(sum);
            shares.add(share);
            left = left.subtract(share[0].toBigIntegerExact());
        }
        List<Integer> byRemainder = IntStream.range(0, shares.size())
                .boxed()
                .sorted(Comparator.comparing((Integer index) -> shares.get(index)[1])
                        .reversed())
                .toList();
        BigDecimal[] parts = shares.stream().map(share -> share[0]).toArray(BigDecimal[]::new);
        for (int index : byRemainder.subList(0, left.intValueExact())) {
            parts[index] = parts[index].add(BigDecimal.ONE);
        }
        return IntStream.range(0, parts.length)
                .mapToObj(index -> parts[index].movePointLeft(2).setScale(2, RoundingMode.UNNECESSARY))
                .map(part -> amount.signum() < 0 ? part.negate() : part)
                .toList();
    }
}
