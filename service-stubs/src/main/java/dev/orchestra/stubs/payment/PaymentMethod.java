package dev.orchestra.stubs.payment;

/** A way to pay that a customer can choose; {@code paymentMode} and {@code gateway} are what a payment then carries. */
public record PaymentMethod(
        String paymentMethodId, String name, PaymentMode paymentMode, String gateway, Status status) {

    /** Who takes the money: a payment gateway, the shop's own wallet, or the courier. */
    public enum PaymentMode {
        GATEWAY,
        WALLET,
        MANUAL
    }

    /** Whether it can be chosen at present. */
    public enum Status {
        ACTIVE,
        INACTIVE
    }
}
