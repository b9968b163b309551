package dev.orchestra.services.marketing;

/** @param status {@code VALID} or {@code INVALID}; then {@code reason} says why */
public record CouponCheck(String code, String status, String reason, PricingRule rule) {

    public boolean valid() {
        return "VALID".equals(status);
    }
}
