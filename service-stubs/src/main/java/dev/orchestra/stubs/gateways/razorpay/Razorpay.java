package dev.orchestra.stubs.gateways.razorpay;

import dev.orchestra.stubs.gateways.Diary;
import dev.orchestra.stubs.gateways.Gateway;
import dev.orchestra.stubs.gateways.GatewayOrder;
import dev.orchestra.stubs.gateways.GatewayPayment;
import dev.orchestra.stubs.gateways.GatewayProperties;
import dev.orchestra.stubs.gateways.GatewayRefund;
import dev.orchestra.stubs.gateways.Ledger;
import dev.orchestra.stubs.gateways.Rule;
import dev.orchestra.stubs.gateways.Rules;
import dev.orchestra.stubs.gateways.Signatures;
import dev.orchestra.stubs.gateways.Simulator;
import dev.orchestra.stubs.gateways.Webhooks;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.AcquirerData;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.CaptureOptions;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.CaptureRequest;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.Event;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.Item;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.OrderEntity;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.OrderRequest;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.Payload;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.PaymentEntity;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.RefundAcquirerData;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.RefundEntity;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.RefundRequest;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.Upi;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Razorpay's side of an order. A payment is authorised first; then Razorpay captures it by itself, if the order says so
 * and its window is open, or the merchant does, or it goes back to the customer. A failed payment may succeed after all.
 */
@Service
class Razorpay implements Simulator {

    /** Where neither the order nor the account says anything. */
    private static final Duration USUAL_RELEASE = Duration.ofDays(5);

    private static final String VPA = "customer@upi";
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int ID_LENGTH = 14;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Ledger ledger;
    private final Rules rules;
    private final Diary diary;
    private final Webhooks webhooks;
    private final JsonMapper json;
    private final JdbcClient database;
    private final GatewayProperties.Razorpay merchant;

    Razorpay(
            Ledger ledger,
            Rules rules,
            Diary diary,
            Webhooks webhooks,
            JsonMapper json,
            JdbcClient database,
            GatewayProperties properties) {
        this.ledger = ledger;
        this.rules = rules;
        this.diary = diary;
        this.webhooks = webhooks;
        this.json = json;
        this.database = database;
        this.merchant = properties.razorpay();
    }

    @Override
    public Gateway gateway() {
        return Gateway.RAZORPAY;
    }

    /** Makes an order; the same receipt twice is two orders. */
    @Transactional
    OrderEntity place(OrderRequest request) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        CaptureOptions options =
                request.payment() == null ? null : request.payment().captureOptions();
        Integer automatic = options == null ? null : options.automaticExpiryPeriod();
        Integer manual = options == null ? null : options.manualExpiryPeriod();
        GatewayOrder order = new GatewayOrder(
                Gateway.RAZORPAY,
                newId("order_"),
                request.receipt(),
                request.amount(),
                request.currency(),
                GatewayOrder.State.OPEN,
                json.writeValueAsString(request),
                UUID.randomUUID().toString(),
                now,
                capturesItself(request) && automatic != null ? now.plus(Duration.ofMinutes(automatic)) : null,
                now.plus(manual == null ? USUAL_RELEASE : Duration.ofMinutes(manual)),
                rules.forNewOrder(Gateway.RAZORPAY, request.receipt()));
        ledger.open(order);
        return view(order);
    }

    /** @throws RazorpayProblem 400 when there is none */
    GatewayOrder order(String id) {
        return ledger.order(Gateway.RAZORPAY, id).orElseThrow(RazorpayProblem::unknownId);
    }

    /** @throws RazorpayProblem 400 when there is none */
    GatewayPayment payment(String id) {
        return ledger.payment(id)
                .filter(payment ->
                        ledger.order(Gateway.RAZORPAY, payment.orderId()).isPresent())
                .orElseThrow(RazorpayProblem::unknownId);
    }

    List<PaymentEntity> payments(GatewayOrder order) {
        return ledger.payments(order).stream().map(this::view).toList();
    }

    /** @throws RazorpayProblem 400 when there is none */
    RefundEntity refund(String id) {
        return ledger.refund(Gateway.RAZORPAY, id).map(this::view).orElseThrow(RazorpayProblem::unknownId);
    }

    List<RefundEntity> refunds(GatewayPayment payment) {
        return ledger.refunds(order(payment.orderId())).stream()
                .filter(refund -> refund.paymentId().equals(payment.paymentId()))
                .map(this::view)
                .toList();
    }

    /**
     * Captures an authorised payment for the merchant.
     *
     * @throws RazorpayProblem 400 when it is not authorised, or for another amount or currency
     */
    @Transactional
    PaymentEntity capture(String paymentId, CaptureRequest request) {
        GatewayOrder order = ledger.lock(payment(paymentId).orderId());
        GatewayPayment payment = payment(paymentId);
        if (payment.state() == GatewayPayment.State.CAPTURED) {
            throw RazorpayProblem.badRequest("This payment has already been captured", null);
        }
        if (payment.state() != GatewayPayment.State.AUTHORIZED) {
            throw RazorpayProblem.badRequest(
                    "Only payments which have been authorized and not yet captured can be captured", null);
        }
        if (request.amount() == null || request.amount() != payment.amount()) {
            throw RazorpayProblem.badRequest("Capture amount must be equal to the amount authorized", "amount");
        }
        if (!payment.currency().equals(request.currency())) {
            throw RazorpayProblem.badRequest("Capture currency must be that of the payment", "currency");
        }
        return view(captured(order, payment));
    }

    /**
     * Gives money back, or finds the refund that the same request made before.
     *
     * @param idempotencyKey null for a new refund each time
     * @throws RazorpayProblem 400 when nothing of that amount is there to give back, or the key was used for another
     *     request; 409 while a request of this key is being worked on
     */
    @Transactional
    RefundEntity refund(String paymentId, String idempotencyKey, RefundRequest request) {
        GatewayPayment asked = payment(paymentId);
        String what = paymentId + " " + json.writeValueAsString(request);
        if (idempotencyKey != null) {
            GatewayRefund known = refundOfKey(idempotencyKey).orElse(null);
            if (known != null) {
                if (!known.request().equals(what)) {
                    throw RazorpayProblem.badRequest(
                            "Different request with the same idempotency key has been sent before", null);
                }
                return view(known);
            }
        }
        GatewayOrder order = ledger.lock(asked.orderId());
        GatewayPayment payment = payment(paymentId);
        if (payment.state() != GatewayPayment.State.CAPTURED) {
            throw RazorpayProblem.badRequest("The payment status should be captured for action to be taken", null);
        }
        long left = ledger.refundable(payment);
        if (left == 0) {
            throw RazorpayProblem.badRequest("The payment has been fully refunded already", null);
        }
        long amount = request.amount() == null ? payment.amount() : request.amount();
        if (amount > left) {
            throw RazorpayProblem.badRequest(
                    "The total refund amount is greater than the refund payment amount", "amount");
        }
        GatewayRefund refund = newRefund(payment, idempotencyKey, amount, what, GatewayRefund.State.PENDING);
        tellOfRefund("refund.created", order, refund);
        Rule rule = order.rule();
        if (rule.refundOutcome() != Rule.RefundOutcome.STAY_PENDING) {
            diary.add(
                    Gateway.RAZORPAY,
                    Diary.Event.REFUND_IS_SETTLED,
                    refund.refundId(),
                    refund.createdAt().plusMillis(rule.refundAfterMs()));
        }
        return view(refund);
    }

    private Optional<GatewayRefund> refundOfKey(String idempotencyKey) {
        boolean first = database.sql("select pg_try_advisory_xact_lock(hashtextextended('razorpay-refund/' || ?, 0))")
                .param(idempotencyKey)
                .query(Boolean.class)
                .single();
        if (!first) {
            throw new RazorpayProblem(
                    HttpStatus.CONFLICT, "Another request with the same idempotency key is in progress", null);
        }
        return ledger.refundOfMerchant(Gateway.RAZORPAY, idempotencyKey);
    }

    @Override
    public Optional<GatewayPayment> pay(GatewayOrder order, boolean late, boolean capture) {
        if (!payable(order)) {
            return Optional.empty();
        }
        GatewayPayment begun = late
                ? unpaid(order).orElseGet(() -> newPayment(order, GatewayPayment.State.STARTED))
                : newPayment(order, GatewayPayment.State.STARTED);
        GatewayPayment authorized = ledger.setState(begun, GatewayPayment.State.AUTHORIZED);
        tellOfPayment("payment.authorized", order, authorized);
        OrderRequest request = json.readValue(order.request(), OrderRequest.class);
        if (capture && capturesItself(request) && !order.over(Instant.now())) {
            return Optional.of(captured(order, authorized));
        }
        diary.add(Gateway.RAZORPAY, Diary.Event.AUTHORISATION_LAPSES, order.orderId(), order.releaseAt());
        return Optional.of(authorized);
    }

    @Override
    public Optional<GatewayPayment> begin(GatewayOrder order) {
        return payable(order) ? Optional.of(newPayment(order, GatewayPayment.State.STARTED)) : Optional.empty();
    }

    @Override
    public Optional<GatewayPayment> fail(GatewayOrder order, boolean again) {
        if (!payable(order)) {
            return Optional.empty();
        }
        GatewayPayment failed = newPayment(order, GatewayPayment.State.FAILED);
        tellOfPayment("payment.failed", order, failed);
        return Optional.of(failed);
    }

    /** The order stays as it is; payments of which the bank has said nothing have failed, as far as anyone knows. */
    @Override
    public void expire(GatewayOrder order) {
        ledger.payments(order).stream()
                .filter(payment -> payment.state() == GatewayPayment.State.STARTED)
                .forEach(payment ->
                        tellOfPayment("payment.failed", order, ledger.setState(payment, GatewayPayment.State.FAILED)));
    }

    @Override
    public void release(GatewayOrder order, GatewayPayment payment) {
        ledger.setState(payment, GatewayPayment.State.RELEASED);
        GatewayRefund refund = newRefund(payment, null, payment.amount(), "released", GatewayRefund.State.COMPLETED);
        tellOfRefund("refund.created", order, refund);
        tellOfRefund("refund.processed", order, refund);
    }

    @Override
    public void refundAccepted(GatewayOrder order, GatewayRefund refund) {
        throw new IllegalStateException("Razorpay has no state between pending and processed");
    }

    @Override
    public void refundSettled(GatewayOrder order, GatewayRefund refund, boolean success) {
        if (success) {
            tellOfRefund("refund.processed", order, ledger.setState(refund, GatewayRefund.State.COMPLETED));
        } else {
            tellOfRefund("refund.failed", order, ledger.setState(refund, GatewayRefund.State.FAILED));
        }
    }

    OrderEntity view(GatewayOrder order) {
        List<GatewayPayment> payments = ledger.payments(order);
        long paid = payments.stream()
                .filter(payment -> payment.state() == GatewayPayment.State.CAPTURED)
                .mapToLong(GatewayPayment::amount)
                .sum();
        OrderRequest request = json.readValue(order.request(), OrderRequest.class);
        return new OrderEntity(
                order.orderId(),
                "order",
                order.amount(),
                paid,
                Math.max(0, order.amount() - paid),
                order.currency(),
                order.merchantOrderId(),
                null,
                order.state() == GatewayOrder.State.PAID ? "paid" : payments.isEmpty() ? "created" : "attempted",
                payments.size(),
                notes(request.notes()),
                order.createdAt().getEpochSecond());
    }

    PaymentEntity view(GatewayPayment payment) {
        boolean failed = payment.state() == GatewayPayment.State.FAILED;
        boolean captured = payment.state() == GatewayPayment.State.CAPTURED;
        long refunded = ledger.refunded(payment);
        boolean whole = refunded == payment.amount();
        return new PaymentEntity(
                payment.paymentId(),
                "payment",
                payment.amount(),
                payment.currency(),
                switch (payment.state()) {
                    case STARTED -> "created";
                    case FAILED -> "failed";
                    case AUTHORIZED -> "authorized";
                    case CAPTURED -> whole ? "refunded" : "captured";
                    case RELEASED -> "refunded";
                },
                payment.orderId(),
                null,
                false,
                "upi",
                refunded,
                refunded == 0 ? null : whole ? "full" : "partial",
                captured,
                null,
                null,
                null,
                null,
                VPA,
                "customer@example.com",
                "+919000000000",
                notes(null),
                captured ? 0L : null,
                captured ? 0L : null,
                failed ? "BAD_REQUEST_ERROR" : null,
                failed ? "Payment was not completed" : null,
                failed ? "customer" : null,
                failed ? "payment_authentication" : null,
                failed ? "payment_failed" : null,
                new AcquirerData(
                        captured
                                ? "%012d".formatted(Math.abs(payment.paymentId().hashCode()))
                                : null),
                payment.createdAt().getEpochSecond(),
                new Upi(VPA));
    }

    private RefundEntity view(GatewayRefund refund) {
        GatewayPayment payment = payment(refund.paymentId());
        boolean completed = refund.state() == GatewayRefund.State.COMPLETED;
        return new RefundEntity(
                refund.refundId(),
                "refund",
                refund.amount(),
                payment.currency(),
                refund.paymentId(),
                notes(null),
                null,
                new RefundAcquirerData(
                        completed ? "%012d".formatted(Math.abs(refund.refundId().hashCode())) : null),
                refund.createdAt().getEpochSecond(),
                null,
                switch (refund.state()) {
                    case PENDING, CONFIRMED -> "pending";
                    case COMPLETED -> "processed";
                    case FAILED -> "failed";
                },
                "normal",
                "normal");
    }

    private GatewayPayment captured(GatewayOrder order, GatewayPayment authorized) {
        GatewayPayment payment = ledger.setState(authorized, GatewayPayment.State.CAPTURED);
        ledger.setState(order, GatewayOrder.State.PAID);
        tellOfPayment("payment.captured", order, payment);
        OrderEntity paid = view(order(order.orderId()));
        send(
                "order.paid",
                order,
                List.of("payment", "order"),
                new Payload(new Item<>(view(payment)), new Item<>(paid), null));
        return payment;
    }

    private void tellOfPayment(String event, GatewayOrder order, GatewayPayment payment) {
        send(event, order, List.of("payment"), new Payload(new Item<>(view(payment)), null, null));
    }

    private void tellOfRefund(String event, GatewayOrder order, GatewayRefund refund) {
        PaymentEntity payment = view(payment(refund.paymentId()));
        send(
                event,
                order,
                List.of("refund", "payment"),
                new Payload(new Item<>(payment), null, new Item<>(view(refund))));
    }

    private void send(String event, GatewayOrder order, List<String> contains, Payload payload) {
        String body = json.writeValueAsString(new Event(
                "event",
                merchant.accountId(),
                event,
                contains,
                payload,
                Instant.now().getEpochSecond()));
        String eventId = newId("");
        webhooks.write(
                order,
                eventId,
                event,
                merchant.webhookUrl(),
                Map.of(
                        "X-Razorpay-Signature",
                        Signatures.hmacSha256(merchant.webhookSecret(), body),
                        "x-razorpay-event-id",
                        eventId),
                body);
    }

    private static boolean capturesItself(OrderRequest request) {
        return request.payment() != null && "automatic".equals(request.payment().capture());
    }

    private boolean payable(GatewayOrder order) {
        return order.state() != GatewayOrder.State.PAID
                && ledger.payments(order).stream()
                        .noneMatch(payment -> payment.state() == GatewayPayment.State.AUTHORIZED);
    }

    private Optional<GatewayPayment> unpaid(GatewayOrder order) {
        return ledger.payments(order).stream()
                .filter(payment -> payment.state() == GatewayPayment.State.STARTED
                        || payment.state() == GatewayPayment.State.FAILED)
                .reduce((first, second) -> second);
    }

    private GatewayPayment newPayment(GatewayOrder order, GatewayPayment.State state) {
        Rule rule = order.rule();
        GatewayPayment payment = new GatewayPayment(
                newId("pay_"),
                order.orderId(),
                rule.wrongAmount() == null ? order.amount() : rule.wrongAmount(),
                rule.wrongCurrency() == null ? order.currency() : rule.wrongCurrency(),
                state,
                Instant.now());
        ledger.add(payment);
        return payment;
    }

    private GatewayRefund newRefund(
            GatewayPayment payment, String merchantRefundId, long amount, String request, GatewayRefund.State state) {
        GatewayRefund refund = new GatewayRefund(
                Gateway.RAZORPAY,
                newId("rfnd_"),
                payment.orderId(),
                payment.paymentId(),
                merchantRefundId,
                amount,
                request,
                state,
                Instant.now());
        ledger.add(refund);
        return refund;
    }

    private JsonNode notes(JsonNode notes) {
        return notes == null || notes.isEmpty() ? json.createArrayNode() : notes;
    }

    /** Such as {@code order_DBJOWzybf0sJbb}. */
    private static String newId(String prefix) {
        StringBuilder id = new StringBuilder(prefix);
        for (int position = 0; position < ID_LENGTH; position++) {
            id.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
