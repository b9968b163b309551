package dev.orchestra.payment;

import dev.orchestra.store.WebhookInbox.Receipt;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads of a webhook what identifies it. Gateways add fields, leave them out and change their types as they like: what is missing or odd is taken for unknown,
 * never for a reason to refuse.
 */
final class WebhookReader {

    /** Gateways repeat for a day by themselves, and for a week by hand. */
    private static final Duration OLD = Duration.ofDays(8);

    private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,100}");
    private static final String NO_EVENT = "(none)";

    private final JsonMapper json = JsonMapper.builder().build();
    private final Clock clock;

    WebhookReader(Clock clock) {
        this.clock = clock;
    }

    /** @return empty when the body is not a JSON object */
    Optional<Receipt> phonePe(byte[] body) {
        return object(body).map(root -> {
            String event = event(root);
            JsonNode payload = root.path("payload");
            String refund = id(payload.path("merchantRefundId"));
            String original = id(payload.path("originalMerchantOrderId"));
            String order = original == null ? id(payload.path("merchantOrderId")) : original;
            List<String> transactions = new ArrayList<>();
            payload.path("paymentDetails").forEach(payment -> transactions.add(id(payment.path("transactionId"))));
            transactions.removeIf(unknown -> unknown == null);
            String about = refund == null ? order : refund;
            return new Receipt(
                    Gateway.PHONEPE,
                    about == null
                            ? keyOfBody(body)
                            : key(event, about, id(payload.path("state")), String.join(" ", transactions)),
                    null,
                    event,
                    order,
                    id(payload.path("orderId")),
                    refund == null ? last(transactions) : id(payload.path("refundId")),
                    WebhookSignatures.sha256(body),
                    null);
        });
    }

    /**
     * @param eventId as the header has it, which is not signed; null when there is none
     * @return empty when the body is not a JSON object
     */
    Optional<Receipt> razorpay(byte[] body, String eventId) {
        return object(body).map(root -> {
            String event = event(root);
            JsonNode payload = root.path("payload");
            JsonNode payment = payload.path("payment").path("entity");
            JsonNode order = payload.path("order").path("entity");
            JsonNode refund = payload.path("refund").path("entity");
            String orderId = id(payment.path("order_id"));
            String paymentId = id(payment.path("id"));
            return new Receipt(
                    Gateway.RAZORPAY,
                    keyOfFirst(event, body, refund, payment, order),
                    eventId != null && ID.matcher(eventId).matches() ? eventId : null,
                    event,
                    id(order.path("receipt")),
                    orderId == null ? id(order.path("id")) : orderId,
                    paymentId == null ? id(refund.path("payment_id")) : paymentId,
                    WebhookSignatures.sha256(body),
                    isOld(root.path("created_at")) ? "sent more than 8 days after the event" : null);
        });
    }

    private Optional<JsonNode> object(byte[] body) {
        try {
            return Optional.of(json.readTree(body)).filter(JsonNode::isObject);
        } catch (JacksonException unreadable) {
            return Optional.empty();
        }
    }

    private boolean isOld(JsonNode createdAt) {
        return createdAt.isIntegralNumber()
                && createdAt.canConvertToLong()
                && createdAt.longValue() < clock.instant().minus(OLD).getEpochSecond();
    }

    private static String event(JsonNode root) {
        String event = id(root.path("event"));
        return event == null ? NO_EVENT : event;
    }

    /** What could not be stored, or is longer than any id, is none. */
    private static String id(JsonNode value) {
        return value.isString() && ID.matcher(value.stringValue()).matches() ? value.stringValue() : null;
    }

    private static String last(List<String> all) {
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    private static String keyOfFirst(String event, byte[] body, JsonNode... entities) {
        return Arrays.stream(entities)
                .filter(entity -> id(entity.path("id")) != null)
                .findFirst()
                .map(entity -> key(event, id(entity.path("id")), id(entity.path("status"))))
                .orElseGet(() -> keyOfBody(body));
    }

    private static String key(String... parts) {
        return hash(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
    }

    /** Of what is not known to be about anything; not to be taken for one of the other keys. */
    private static String keyOfBody(byte[] body) {
        return "body " + hash(body);
    }

    private static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(WebhookSignatures.sha256(bytes));
    }
}
