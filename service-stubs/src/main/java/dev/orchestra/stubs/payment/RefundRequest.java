package dev.orchestra.stubs.payment;

import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;

/** The body of {@code POST /api/payments/refund}; the id is one that both gateways take. */
record RefundRequest(
        @NotBlank @Size(max = 64) String orderId,
        @NotBlank @Size(max = 40) String attemptId,
        @NotNull @Pattern(regexp = "[A-Za-z0-9_-]{10,63}") String refundId,

        @NotNull @DecimalMin("0.01") @Digits(integer = 12, fraction = 2)
        BigDecimal amount,

        @NotBlank @Size(max = 8) String currency) {}
