package dev.orchestra.stubs.gateways.phonepe;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.SortedMap;
import tools.jackson.databind.PropertyNamingStrategies.LowerCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** PhonePe's JSON: camelCase, amounts in paise, times in milliseconds, absent fields left out. */
final class PhonePeMessages {

    private PhonePeMessages() {}

    @JsonNaming(LowerCamelCaseStrategy.class)
    record PayRequest(
            String merchantOrderId,
            Long amount,
            Long expireAfter,
            SortedMap<String, String> metaInfo,
            PaymentFlow paymentFlow,
            Boolean disablePaymentRetry) {}

    @JsonNaming(LowerCamelCaseStrategy.class)
    record PaymentFlow(String type, String message, MerchantUrls merchantUrls) {}

    @JsonNaming(LowerCamelCaseStrategy.class)
    record MerchantUrls(String redirectUrl) {}

    @JsonNaming(LowerCamelCaseStrategy.class)
    record PayAnswer(String orderId, String state, long expireAt, String redirectUrl) {}

    /** The status answer, and the payload of webhooks about orders. */
    @JsonNaming(LowerCamelCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OrderView(
            String merchantId,
            String merchantOrderId,
            String orderId,
            String state,
            long amount,
            long expireAt,
            SortedMap<String, String> metaInfo,
            String errorCode,
            String detailedErrorCode,
            ErrorContext errorContext,
            List<PaymentDetail> paymentDetails) {}

    @JsonNaming(LowerCamelCaseStrategy.class)
    record ErrorContext(String errorCode, String detailedErrorCode, String source, String stage, String description) {}

    @JsonNaming(LowerCamelCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PaymentDetail(
            String transactionId,
            String paymentMode,
            long timestamp,
            long amount,
            long payableAmount,
            long feeAmount,
            String state,
            String errorCode,
            String detailedErrorCode) {}

    @JsonNaming(LowerCamelCaseStrategy.class)
    record RefundRequest(String merchantRefundId, String originalMerchantOrderId, Long amount) {}

    @JsonNaming(LowerCamelCaseStrategy.class)
    record RefundAnswer(String refundId, long amount, String state) {}

    /** The status answer, and the payload of webhooks about refunds. */
    @JsonNaming(LowerCamelCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RefundView(
            String merchantId,
            String merchantRefundId,
            String originalMerchantOrderId,
            String refundId,
            long amount,
            String state,
            long timestamp,
            String errorCode,
            String detailedErrorCode) {}

    /** {@code type} is the older name of the event, still sent. */
    record Envelope<T>(String event, String type, T payload) {}
}
