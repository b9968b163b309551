package dev.orchestra.stubs.payment;

import static dev.orchestra.stubs.payment.GatewayHttp.amount;
import static dev.orchestra.stubs.payment.GatewayHttp.id;
import static dev.orchestra.stubs.payment.GatewayHttp.text;

import dev.orchestra.stubs.support.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Razorpay's Orders API. The attempt's id is the order's {@code receipt}. Razorpay's orders do not end, so customers' payments are only
 * reserved, and taken by {@link #capture} or given back by Razorpay: nothing is charged that is not wanted any more.
 */
@Component
class RazorpayGateway implements Gateway {

    static final String NAME = "RAZORPAY";

    private static final Logger log = LoggerFactory.getLogger(RazorpayGateway.class);
    /** Minutes, as everywhere in the periods of an order. */
    private static final long SHORTEST_PERIOD = 12;

    private static final long LONGEST_PERIOD = 7200;

    /** The best first. A payment that was reserved and given back says more than one that failed. */
    private static final List<String> STATUSES = List.of("captured", "authorized", "created", "refunded", "failed");

    private final RazorpayProperties properties;
    private final GatewayHttp http;

    RazorpayGateway(RazorpayProperties properties, GatewayHttp http) {
        this.properties = properties;
        this.http = http;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean tooLateFor(Attempt attempt) {
        return !attempt.expiresAt().isAfter(Instant.now());
    }

    /** A customer may have two pages of one order open. */
    @Override
    public boolean mayTakeMore() {
        return true;
    }

    @Override
    public GatewayPayment begin(Attempt attempt, String returnUrl, boolean perhapsBegun) {
        String orderId = (perhapsBegun ? order(attempt) : Optional.<String>empty()).orElse(null);
        if (orderId == null) {
            try {
                orderId = id(call("order", request("v1/orders").post(http.body(orderRequest(attempt)))), "id");
            } catch (GatewayDeclined declined) {
                return GatewayPayment.failed(null, null, declined.code());
            }
        }
        if (orderId == null) {
            throw GatewayHttp.garbage(NAME, "order");
        }
        HttpUrl redirect = HttpUrl.get(properties.checkoutUrl())
                .newBuilder()
                .addQueryParameter("order_id", orderId)
                .addQueryParameter("key_id", properties.keyId())
                .addQueryParameter("callback_url", returnUrl)
                .build();
        return GatewayPayment.pending(orderId, redirect.toString());
    }

    @Override
    public Optional<GatewayPayment> payment(Attempt attempt) {
        String orderId = orderId(attempt);
        if (orderId == null) {
            return Optional.empty();
        }
        return Optional.of(together(orderId, payments(orderId))
                .orElseGet(() -> tooLateFor(attempt)
                        ? GatewayPayment.failed(orderId, null, "EXPIRED")
                        : GatewayPayment.pending(orderId, null)));
    }

    @Override
    public GatewayPayment capture(Attempt attempt) {
        String orderId = orderId(attempt);
        JsonNode payment =
                orderId == null ? null : payments(orderId).stream().findFirst().orElse(null);
        if (payment == null) {
            throw GatewayHttp.garbage(NAME, "payments of an order");
        }
        if (!"authorized".equals(text(payment, "status"))) {
            return payment(orderId, payment);
        }
        BigDecimal amount = amount(payment, "amount");
        String paymentId = id(payment, "id");
        if (amount == null || paymentId == null) {
            throw GatewayHttp.garbage(NAME, "payments of an order");
        }
        try {
            CaptureRequest body = new CaptureRequest(GatewayHttp.paise(amount), text(payment, "currency"));
            return payment(
                    orderId,
                    call(
                            "capture",
                            request("v1/payments/" + paymentId + "/capture").post(http.body(body))));
        } catch (GatewayDeclined declined) {
            // It also declines what it has captured already, from a call whose answer was lost.
            log.warn("Razorpay declines the capture of attempt {}: {}", attempt.attemptId(), declined.getMessage());
            return together(orderId, payments(orderId))
                    .orElseThrow(() -> GatewayHttp.garbage(NAME, "payments of an order"));
        }
    }

    @Override
    public GatewayRefund refund(Attempt attempt, Refund refund) {
        if (severalPaid(attempt)) {
            return refundOfSeveral(attempt, refund);
        }
        try {
            return refund(refund(attempt, refund, attempt.gatewayPaymentId(), refund.amount()));
        } catch (GatewayDeclined declined) {
            return refundStatus(attempt, refund, null).orElseGet(() -> {
                log.warn("Razorpay declines refund {}: {}", refund.refundId(), declined.getMessage());
                return new GatewayRefund(Refund.Status.FAILED, null);
            });
        }
    }

    @Override
    public Optional<GatewayRefund> refundStatus(Attempt attempt, Refund refund, String gatewayRefundId) {
        if (gatewayRefundId != null) {
            return ask("refund status", request("v1/refunds/" + gatewayRefundId))
                    .map(RazorpayGateway::refund);
        }
        if (severalPaid(attempt)) {
            return together(
                    refund,
                    paid(attempt, refund)
                            .flatMap(payment -> parts(refund, id(payment, "id")))
                            .toList());
        }
        return parts(refund, attempt.gatewayPaymentId()).findFirst().map(RazorpayGateway::refund);
    }

    /** More than was asked for may be several payments, of which each is refunded by itself. */
    private static boolean severalPaid(Attempt attempt) {
        return attempt.capturedAmount().compareTo(attempt.amount()) > 0;
    }

    /** Goes on with what an earlier call has left: a part of each payment, as much as there still is of it. */
    private GatewayRefund refundOfSeveral(Attempt attempt, Refund refund) {
        List<JsonNode> payments = paid(attempt, refund).toList();
        BigDecimal left = refund.amount()
                .subtract(standing(payments.stream().flatMap(payment -> parts(refund, id(payment, "id")))));
        for (JsonNode payment : payments) {
            String paymentId = id(payment, "id");
            BigDecimal part = left.min(amountOf(payment).subtract(standing(refunds(paymentId))));
            if (part.signum() > 0) {
                try {
                    refund(attempt, refund, paymentId, part);
                    left = left.subtract(part);
                } catch (GatewayDeclined declined) {
                    log.warn("Razorpay declines a part of refund {}: {}", refund.refundId(), declined.getMessage());
                }
            }
        }
        return refundStatus(attempt, refund, null).orElseGet(() -> new GatewayRefund(Refund.Status.FAILED, null));
    }

    private JsonNode refund(Attempt attempt, Refund refund, String paymentId, BigDecimal amount)
            throws GatewayDeclined {
        RefundRequest body = new RefundRequest(
                GatewayHttp.paise(amount),
                "normal",
                refund.refundId(),
                new RefundNotes(refund.refundId(), attempt.attemptId()));
        String key =
                paymentId.equals(attempt.gatewayPaymentId()) ? refund.refundId() : refund.refundId() + "-" + paymentId;
        return call(
                "refund",
                request("v1/payments/" + paymentId + "/refund")
                        .header("X-Refund-Idempotency", key)
                        .post(http.body(body)));
    }

    /** Done when all of it is, failed when nothing of it can come; what has come in part is an operator's. */
    private static Optional<GatewayRefund> together(Refund refund, List<JsonNode> parts) {
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        Refund.Status status = Refund.Status.PENDING;
        if (parts.stream().allMatch(part -> refund(part).status() == Refund.Status.FAILED)) {
            status = Refund.Status.FAILED;
        } else if (refund.amount()
                        .compareTo(standing(
                                parts.stream().filter(part -> refund(part).status() == Refund.Status.COMPLETED)))
                == 0) {
            status = Refund.Status.COMPLETED;
        }
        return Optional.of(new GatewayRefund(status, null));
    }

    /** The payments of the order that were taken, in the currency of the refund. */
    private Stream<JsonNode> paid(Attempt attempt, Refund refund) {
        return payments(orderId(attempt)).stream()
                .filter(RazorpayGateway::wasCaptured)
                .filter(payment -> refund.currency().equals(text(payment, "currency")));
    }

    /** What belongs to the refund among the refunds of a payment. */
    private Stream<JsonNode> parts(Refund refund, String paymentId) {
        return refunds(paymentId)
                .filter(one -> refund.refundId().equals(text(one, "receipt"))
                        || refund.refundId().equals(text(one.path("notes"), "refund_id")));
    }

    private Stream<JsonNode> refunds(String paymentId) {
        return ask("refunds of a payment", request("v1/payments/" + paymentId + "/refunds")).stream()
                .flatMap(refunds -> items(refunds).stream());
    }

    /** What these refunds come to, without those that failed. */
    private static BigDecimal standing(Stream<JsonNode> refunds) {
        return refunds.filter(one -> refund(one).status() != Refund.Status.FAILED)
                .map(RazorpayGateway::amountOf)
                .reduce(Money.ZERO, BigDecimal::add);
    }

    private OrderRequest orderRequest(Attempt attempt) {
        long minutesLeft = Duration.between(Instant.now(), attempt.expiresAt()).toMinutes() + 1;
        return new OrderRequest(
                GatewayHttp.paise(attempt.amount()),
                attempt.currency(),
                attempt.attemptId(),
                new OrderNotes(attempt.attemptId(), attempt.orderId()),
                new Capture(
                        "manual",
                        new CaptureOptions(
                                SHORTEST_PERIOD,
                                Math.min(Math.max(minutesLeft, SHORTEST_PERIOD), LONGEST_PERIOD),
                                "normal")));
    }

    private String orderId(Attempt attempt) {
        return attempt.gatewayOrderId() == null ? order(attempt).orElse(null) : attempt.gatewayOrderId();
    }

    /** The order that an earlier call made; the first one, should two calls have made one each. */
    private Optional<String> order(Attempt attempt) {
        HttpUrl url = url("v1/orders")
                .addQueryParameter("receipt", attempt.attemptId())
                .build();
        return ask("orders of a receipt", new Request.Builder().url(url))
                .flatMap(orders -> items(orders).stream()
                        .filter(order -> attempt.attemptId().equals(text(order, "receipt")) && id(order, "id") != null)
                        .min(Comparator.comparingLong(
                                order -> order.path("created_at").asLong(0))))
                .map(order -> id(order, "id"));
    }

    /** The payments of the order, the one that has come furthest first. */
    private List<JsonNode> payments(String orderId) {
        return ask("payments of an order", request("v1/orders/" + orderId + "/payments")).stream()
                .flatMap(payments -> items(payments).stream())
                .filter(payment -> STATUSES.contains(text(payment, "status")))
                .sorted(Comparator.comparingInt(RazorpayGateway::rank))
                .toList();
    }

    /** As the payment stands that has come furthest; what was taken is all that was, in its currency. */
    private static Optional<GatewayPayment> together(String orderId, List<JsonNode> payments) {
        List<GatewayPayment> each = payments.stream()
                .filter(payment -> wasCaptured(payment) || payment == payments.get(0))
                .map(payment -> payment(orderId, payment))
                .toList();
        return each.stream()
                .reduce((first, next) -> next.capturedCurrency().equals(first.capturedCurrency())
                        ? GatewayPayment.captured(
                                orderId,
                                first.gatewayPaymentId(),
                                first.capturedAmount().add(next.capturedAmount()),
                                first.capturedCurrency())
                        : first);
    }

    private static int rank(JsonNode payment) {
        return wasCaptured(payment) ? 0 : STATUSES.indexOf(text(payment, "status"));
    }

    /** Also of one that was refunded since. */
    private static boolean wasCaptured(JsonNode payment) {
        String status = text(payment, "status");
        return "captured".equals(status)
                || "refunded".equals(status) && payment.path("captured").asBoolean(false);
    }

    private static BigDecimal amountOf(JsonNode paymentOrRefund) {
        BigDecimal amount = amount(paymentOrRefund, "amount");
        if (amount == null) {
            throw GatewayHttp.garbage(NAME, "an amount");
        }
        return amount;
    }

    private static GatewayPayment payment(String orderId, JsonNode payment) {
        String paymentId = id(payment, "id");
        if (wasCaptured(payment)) {
            BigDecimal amount = amount(payment, "amount");
            String currency = text(payment, "currency");
            if (paymentId != null && amount != null && currency != null && currency.length() <= 8) {
                return GatewayPayment.captured(orderId, paymentId, amount, currency);
            }
            throw GatewayHttp.garbage(NAME, "payments of an order");
        }
        return switch (Objects.requireNonNullElse(text(payment, "status"), "")) {
            case "authorized" -> GatewayPayment.authorized(orderId, paymentId);
            case "created" -> GatewayPayment.pending(orderId, null);
            case "failed" -> GatewayPayment.failed(orderId, paymentId, id(payment, "error_code"));
            case "refunded" -> GatewayPayment.lapsed(orderId, paymentId);
            default -> throw GatewayHttp.garbage(NAME, "payments of an order");
        };
    }

    private static GatewayRefund refund(JsonNode refund) {
        Refund.Status status = switch (Objects.requireNonNullElse(text(refund, "status"), "")) {
            case "pending", "created" -> Refund.Status.PENDING;
            case "processed" -> Refund.Status.COMPLETED;
            case "failed" -> Refund.Status.FAILED;
            default -> throw GatewayHttp.garbage(NAME, "refund");
        };
        return new GatewayRefund(status, id(refund, "id"));
    }

    private static List<JsonNode> items(JsonNode collection) {
        JsonNode items = collection.path("items");
        if (!items.isArray()) {
            throw GatewayHttp.garbage(NAME, "a collection");
        }
        return StreamSupport.stream(items.spliterator(), false).toList();
    }

    /** Razorpay says 400 of an id that it does not know. */
    private Optional<JsonNode> ask(String what, Request.Builder request) {
        try {
            return Optional.of(call(what, request));
        } catch (GatewayDeclined unknown) {
            return Optional.empty();
        }
    }

    private JsonNode call(String what, Request.Builder request) throws GatewayDeclined {
        try {
            return http.call(
                    NAME,
                    what,
                    request.header("Authorization", Credentials.basic(properties.keyId(), properties.keySecret()))
                            .build());
        } catch (GatewayDeclined declined) {
            if (declined.forbidden()) {
                log.error("Razorpay does not let the key do {}: {}", what, declined.getMessage());
                throw TryLater.gatewayUnavailable(NAME, null);
            }
            throw declined;
        }
    }

    private Request.Builder request(String path) {
        return new Request.Builder().url(url(path).build());
    }

    private HttpUrl.Builder url(String path) {
        return HttpUrl.get(properties.baseUrl()).newBuilder().addPathSegments(path);
    }

    private record OrderRequest(long amount, String currency, String receipt, OrderNotes notes, Capture payment) {}

    private record OrderNotes(String attemptId, String orderId) {}

    private record Capture(String capture, CaptureOptions captureOptions) {}

    private record CaptureOptions(long automaticExpiryPeriod, long manualExpiryPeriod, String refundSpeed) {}

    private record CaptureRequest(long amount, String currency) {}

    private record RefundRequest(long amount, String speed, String receipt, RefundNotes notes) {}

    private record RefundNotes(String refundId, String attemptId) {}
}
