package dev.orchestra.support;

import java.util.List;

/**
 * The body of a core service's refusal (RFC 9457, docs/core-services.md), as far as the checkout reads it. Travels as the
 * detail of the activity's failure.
 */
public record ServiceProblem(
        Integer status,
        String code,
        String detail,
        String orderId,
        Integer attempt,
        List<Refusal.LineProblem> items,
        List<String> productIds) {}
