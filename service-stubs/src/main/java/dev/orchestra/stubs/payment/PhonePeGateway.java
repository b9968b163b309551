package dev.orchestra.stubs.payment;

import static dev.orchestra.stubs.payment.GatewayHttp.amount;
import static dev.orchestra.stubs.payment.GatewayHttp.id;
import static dev.orchestra.stubs.payment.GatewayHttp.text;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.LowerCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * PhonePe PG v2, Standard Checkout. The attempt's id is the {@code merchantOrderId}, the refund's the {@code merchantRefundId}; of an
 * order's state the one at the root counts alone, as its payments may fail one by one.
 */
@Component
class PhonePeGateway implements Gateway {

    static final String NAME = "PHONEPE";

    private static final Logger log = LoggerFactory.getLogger(PhonePeGateway.class);
    private static final Duration LONGEST = Duration.ofSeconds(3600);
    /** PhonePe names no currency, as it takes only this one. */
    private static final String CURRENCY = "INR";

    private final PhonePeProperties properties;
    private final PhonePeTokens tokens;
    private final GatewayHttp http;

    PhonePeGateway(PhonePeProperties properties, PhonePeTokens tokens, GatewayHttp http) {
        this.properties = properties;
        this.tokens = tokens;
        this.http = http;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean tooLateFor(Attempt attempt) {
        return left(attempt).compareTo(properties.shortestLife()) < 0;
    }

    /** An order is paid once. */
    @Override
    public boolean mayTakeMore() {
        return false;
    }

    @Override
    public GatewayPayment begin(Attempt attempt, String returnUrl, boolean perhapsBegun) {
        // From when it was wanted, not from now: a repeat must ask for the very same order.
        Duration life = Duration.between(attempt.createdAt(), attempt.expiresAt());
        PayRequest pay = new PayRequest(
                attempt.attemptId(),
                GatewayHttp.paise(attempt.amount()),
                (life.compareTo(LONGEST) > 0 ? LONGEST : life).toSeconds(),
                new MetaInfo(attempt.orderId()),
                new PaymentFlow("PG_CHECKOUT", new MerchantUrls(returnUrl)));
        try {
            JsonNode answer = call("pay", request("checkout/v2/pay").post(http.body(pay)));
            String redirect = text(answer, "redirectUrl");
            if (redirect == null) {
                throw GatewayHttp.garbage(NAME, "pay");
            }
            return GatewayPayment.pending(id(answer, "orderId"), redirect);
        } catch (GatewayDeclined declined) {
            // It also declines an order that it has already, from a call whose answer was lost.
            return payment(attempt).orElseGet(() -> GatewayPayment.failed(null, null, declined.code()));
        }
    }

    @Override
    public Optional<GatewayPayment> payment(Attempt attempt) {
        return ask("order status", "checkout/v2/order/" + attempt.attemptId() + "/status", PhonePeGateway::payment);
    }

    /** There is nothing to capture: PhonePe takes what it authorises. */
    @Override
    public GatewayPayment capture(Attempt attempt) {
        return payment(attempt).orElseThrow(() -> GatewayHttp.garbage(NAME, "order status"));
    }

    @Override
    public GatewayRefund refund(Attempt attempt, Refund refund) {
        RefundRequest body =
                new RefundRequest(refund.refundId(), attempt.attemptId(), GatewayHttp.paise(refund.amount()));
        try {
            return refund(call("refund", request("payments/v2/refund").post(http.body(body))));
        } catch (GatewayDeclined declined) {
            return refundStatus(attempt, refund, null).orElseGet(() -> {
                log.warn("PhonePe declines refund {}: {}", refund.refundId(), declined.getMessage());
                return new GatewayRefund(Refund.Status.FAILED, null);
            });
        }
    }

    @Override
    public Optional<GatewayRefund> refundStatus(Attempt attempt, Refund refund, String gatewayRefundId) {
        return ask("refund status", "payments/v2/refund/" + refund.refundId() + "/status", PhonePeGateway::refund);
    }

    private static GatewayPayment payment(JsonNode order) {
        String orderId = id(order, "orderId");
        switch (Objects.requireNonNullElse(text(order, "state"), "")) {
            case "PENDING":
                return GatewayPayment.pending(orderId, null);
            case "FAILED":
                return GatewayPayment.failed(orderId, null, id(order, "errorCode"));
            case "COMPLETED":
                BigDecimal amount = amount(order, "amount");
                if (amount != null) {
                    String currency = text(order, "currency");
                    return GatewayPayment.captured(
                            orderId, transaction(order), amount, currency == null ? CURRENCY : currency);
                }
                break;
            default:
                break;
        }
        throw GatewayHttp.garbage(NAME, "order status");
    }

    private static String transaction(JsonNode order) {
        for (JsonNode payment : order.path("paymentDetails")) {
            if ("COMPLETED".equals(text(payment, "state"))) {
                return id(payment, "transactionId");
            }
        }
        return null;
    }

    private static GatewayRefund refund(JsonNode refund) {
        Refund.Status status = switch (Objects.requireNonNullElse(text(refund, "state"), "")) {
            case "PENDING", "CONFIRMED" -> Refund.Status.PENDING;
            case "COMPLETED" -> Refund.Status.COMPLETED;
            case "FAILED" -> Refund.Status.FAILED;
            default -> throw GatewayHttp.garbage(NAME, "refund");
        };
        return new GatewayRefund(status, id(refund, "refundId"));
    }

    private <T> Optional<T> ask(String what, String path, Function<JsonNode, T> reading) {
        try {
            return Optional.of(reading.apply(call(what, request(path))));
        } catch (GatewayDeclined unknown) {
            return Optional.empty();
        }
    }

    /** With a token; with a new one when the first was not good after all. */
    private JsonNode call(String what, Request.Builder request) throws GatewayDeclined {
        String token = tokens.token();
        try {
            return http.call(NAME, what, with(token, request));
        } catch (GatewayDeclined declined) {
            if (!declined.forbidden()) {
                throw declined;
            }
        }
        tokens.refused(token);
        try {
            return http.call(NAME, what, with(tokens.token(), request));
        } catch (GatewayDeclined declined) {
            if (!declined.forbidden()) {
                throw declined;
            }
            log.error("PhonePe does not let the client do {}: {}", what, declined.getMessage());
            throw TryLater.gatewayUnavailable(NAME, null);
        }
    }

    private static Request with(String token, Request.Builder request) {
        return request.header("Authorization", "O-Bearer " + token).build();
    }

    private Request.Builder request(String path) {
        return new Request.Builder()
                .url(HttpUrl.get(properties.baseUrl())
                        .newBuilder()
                        .addPathSegments(path)
                        .build());
    }

    private static Duration left(Attempt attempt) {
        return Duration.between(Instant.now(), attempt.expiresAt());
    }

    @JsonNaming(LowerCamelCaseStrategy.class)
    private record PayRequest(
            String merchantOrderId, long amount, long expireAfter, MetaInfo metaInfo, PaymentFlow paymentFlow) {}

    private record MetaInfo(String udf1) {}

    @JsonNaming(LowerCamelCaseStrategy.class)
    private record PaymentFlow(String type, MerchantUrls merchantUrls) {}

    @JsonNaming(LowerCamelCaseStrategy.class)
    private record MerchantUrls(String redirectUrl) {}

    @JsonNaming(LowerCamelCaseStrategy.class)
    private record RefundRequest(String merchantRefundId, String originalMerchantOrderId, long amount) {}
}
