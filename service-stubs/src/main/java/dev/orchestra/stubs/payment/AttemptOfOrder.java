package dev.orchestra.stubs.payment;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** The body of a capture and of a cancellation: which attempt of which order. */
record AttemptOfOrder(
        @NotBlank @Size(max = 64) String orderId,
        @NotBlank @Size(max = 40) String attemptId) {}
