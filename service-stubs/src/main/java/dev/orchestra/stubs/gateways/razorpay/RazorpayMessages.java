package dev.orchestra.stubs.gateways.razorpay;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Razorpay's JSON: snake_case, amounts in paise, times in seconds, {@code notes} a list when empty, else an object. */
final class RazorpayMessages {

    private RazorpayMessages() {}

    record OrderRequest(Long amount, String currency, String receipt, JsonNode notes, PaymentOptions payment) {}

    record PaymentOptions(String capture, CaptureOptions captureOptions) {}

    /** Periods in minutes from when the order was made. */
    record CaptureOptions(Integer automaticExpiryPeriod, Integer manualExpiryPeriod, String refundSpeed) {}

    record OrderEntity(
            String id,
            String entity,
            long amount,
            long amountPaid,
            long amountDue,
            String currency,
            String receipt,
            String offerId,
            String status,
            int attempts,
            JsonNode notes,
            long createdAt) {}

    record PaymentEntity(
            String id,
            String entity,
            long amount,
            String currency,
            String status,
            String orderId,
            String invoiceId,
            boolean international,
            String method,
            long amountRefunded,
            String refundStatus,
            boolean captured,
            String description,
            String cardId,
            String bank,
            String wallet,
            String vpa,
            String email,
            String contact,
            JsonNode notes,
            Long fee,
            Long tax,
            String errorCode,
            String errorDescription,
            String errorSource,
            String errorStep,
            String errorReason,
            AcquirerData acquirerData,
            long createdAt,
            Upi upi) {}

    record AcquirerData(String rrn) {}

    record Upi(String vpa) {}

    record CaptureRequest(Long amount, String currency) {}

    record RefundRequest(Long amount, String speed, JsonNode notes, String receipt) {}

    record RefundEntity(
            String id,
            String entity,
            long amount,
            String currency,
            String paymentId,
            JsonNode notes,
            String receipt,
            RefundAcquirerData acquirerData,
            long createdAt,
            String batchId,
            String status,
            String speedProcessed,
            String speedRequested) {}

    record RefundAcquirerData(String arn) {}

    record Collection<T>(String entity, int count, List<T> items) {

        static <T> Collection<T> of(List<T> items) {
            return new Collection<>("collection", items.size(), items);
        }
    }

    record Event(
            String entity, String accountId, String event, List<String> contains, Payload payload, long createdAt) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Payload(Item<PaymentEntity> payment, Item<OrderEntity> order, Item<RefundEntity> refund) {}

    record Item<T>(T entity) {}
}
