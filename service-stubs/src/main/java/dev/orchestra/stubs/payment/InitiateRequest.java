package dev.orchestra.stubs.payment;

import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;

/** The body of {@code POST /api/payments/initiate}; the fields of the other modes are null. */
record InitiateRequest(
        @NotNull @Pattern(regexp = InitiateRequest.ID) String attemptId,
        @NotBlank @Size(max = 64) String paymentId,
        @NotBlank @Size(max = 64) String orderId,
        @NotBlank @Size(max = 64) String ownerId,
        @NotBlank @Size(max = 16) String paymentMode,
        @NotBlank @Size(max = 32) String gateway,
        @NotNull @Digits(integer = 10, fraction = 2) BigDecimal amount,
        @NotNull @Pattern(regexp = "INR") String currency,
        Instant expiresAt,
        @Size(max = 2000) @Pattern(regexp = "https?://.+") String returnUrl,
        @Size(max = 64) String walletId,
        @Size(max = 64) String walletAuthorizationId,
        @Size(max = 64) String shippingAddressId) {

    /** What both gateways take as an order's id. */
    static final String ID = "[A-Za-z0-9_-]{1,40}";
}
