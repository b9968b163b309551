package dev.orchestra.stubs.payment;

/** What a gateway says of a refund; {@code gatewayRefundId} is its own id for it, null when it gave none. */
record GatewayRefund(Refund.Status status, String gatewayRefundId) {}
