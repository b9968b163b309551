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
        int used) {

    /** Whether one more order of a customer who used it {@code usesByCustomer} times goes beyond a limit. */
    boolean isUsedUp(int usesByCustomer) {
        return (usageLimit != null && used >= usageLimit)
                || (perCustomerLimit != null && usesByCustomer >= perCustomerLimit);
    }
}
