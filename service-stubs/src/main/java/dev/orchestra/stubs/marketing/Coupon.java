package dev.orchestra.stubs.marketing;

import java.time.Instant;

/**
 * A code that a customer enters for a discount, from {@code startsAt} to before {@code endsAt}. A null limit is no limit;
 * {@code used} counts the orders that used it.
 */
public record Coupon(
        String code,
        Rule rule,
        Instant startsAt,
        Instant endsAt,
        Integer usageLimit,
        Integer perCustomerLimit,
        int used) {}
