package dev.orchestra.stubs.gateways.phonepe;

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
import dev.orchestra.stubs.gateways.phonepe.PhonePeMessages.Envelope;
import dev.orchestra.stubs.gateways.phonepe.PhonePeMessages.ErrorContext;
import dev.orchestra.stubs.gateways.phonepe.PhonePeMessages.OrderView;
import dev.orchestra.stubs.gateways.phonepe.PhonePeMessages.PayRequest;
import dev.orchestra.stubs.gateways.phonepe.PhonePeMessages.PaymentDetail;
import dev.orchestra.stubs.gateways.phonepe.PhonePeMessages.RefundRequest;
import dev.orchestra.stubs.gateways.phonepe.PhonePeMessages.RefundView;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * PhonePe's side of an order. A payment is taken as a whole or fails; an order whose time has run out is failed, and yet
 * paid when late money comes.
 */
@Service
class PhonePe implements Simulator {

    private static final String PAYMENT_ERROR = "PAYMENT_ERROR";
    private static final DateTimeFormatter ID_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmssSSS").withZone(ZoneOffset.UTC);

    private final Ledger ledger;
    private final Rules rules;
    private final Diary diary;
    private final Webhooks webhooks;
    private final JsonMapper json;
    private final GatewayProperties.PhonePe merchant;

    PhonePe(Ledger ledger, Rules rules, Diary diary, Webhooks webhooks, JsonMapper json, GatewayProperties properties) {
        this.ledger = ledger;
        this.rules = rules;
        this.diary = diary;
        this.webhooks = webhooks;
        this.json = json;
        this.merchant = properties.phonepe();
    }

    @Override
    public Gateway gateway() {
        return Gateway.PHONEPE;
    }

    /**
     * Makes the order, or finds the one that the same request made before.
     *
     * @throws PhonePeProblem 400 when the merchant used the id for another request
     */
    @Transactional
    GatewayOrder place(PayRequest request, long expireAfterSeconds) {
        String asked = json.writeValueAsString(request);
        Optional<GatewayOrder> known = known(request.merchantOrderId());
        if (known.isEmpty()) {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            GatewayOrder order = new GatewayOrder(
                    Gateway.PHONEPE,
                    newId("OMO", now),
                    request.merchantOrderId(),
                    request.amount(),
                    "INR",
                    GatewayOrder.State.OPEN,
                    asked,
                    UUID.randomUUID().toString(),
                    now,
                    now.plusSeconds(expireAfterSeconds),
                    null,
                    rules.forNewOrder(Gateway.PHONEPE, request.merchantOrderId()));
            if (ledger.open(order)) {
                return order;
            }
            known = known(request.merchantOrderId());
        }
        return known.filter(order -> order.request().equals(asked))
                .orElseThrow(() -> new PhonePeProblem(
                        HttpStatus.BAD_REQUEST,
                        "DUPLICATE_TXN_REQUEST",
                        "The merchantOrderId was used for another request."));
    }

    /** @throws PhonePeProblem 404 when there is none */
    GatewayOrder order(String merchantOrderId) {
        return known(merchantOrderId)
                .orElseThrow(() -> new PhonePeProblem(
                        HttpStatus.NOT_FOUND, "ORDER_NOT_FOUND", "No entry found for the given merchantOrderId."));
    }

    /**
     * Gives money back, or finds the refund that the same request made before.
     *
     * @throws PhonePeProblem 404 for an order that is not there, 400 for one that is not paid, more than was paid, or an
     *     id that the merchant used for another request
     */
    @Transactional
    GatewayRefund refund(RefundRequest request) {
        GatewayOrder order =
                ledger.lock(order(request.originalMerchantOrderId()).orderId());
        String asked = json.writeValueAsString(request);
        GatewayRefund known = ledger.refundOfMerchant(Gateway.PHONEPE, request.merchantRefundId())
                .orElse(null);
        if (known != null) {
            if (!known.request().equals(asked)) {
                throw new PhonePeProblem(
                        HttpStatus.BAD_REQUEST,
                        "DUPLICATE_TXN_REQUEST",
                        "The merchantRefundId was used for another request.");
            }
            return known;
        }
        GatewayPayment payment =
                captured(order).orElseThrow(() -> PhonePeProblem.badRequest("Only a completed order can be refunded."));
        if (request.amount() > ledger.refundable(payment)) {
            throw PhonePeProblem.badRequest("The amount is more than what is left of the payment.");
        }
        Instant now = Instant.now();
        GatewayRefund refund = new GatewayRefund(
                Gateway.PHONEPE,
                newId("OMR", now),
                order.orderId(),
                payment.paymentId(),
                request.merchantRefundId(),
                request.amount(),
                asked,
                GatewayRefund.State.PENDING,
                now);
        ledger.add(refund);
        Rule rule = order.rule();
        if (rule.refundOutcome() != Rule.RefundOutcome.STAY_PENDING) {
            Instant settled = now.plusMillis(rule.refundAfterMs());
            diary.add(
                    Gateway.PHONEPE,
                    Diary.Event.REFUND_IS_ACCEPTED,
                    refund.refundId(),
                    now.plusMillis(rule.refundAfterMs() / 2));
            diary.add(Gateway.PHONEPE, Diary.Event.REFUND_IS_SETTLED, refund.refundId(), settled);
        }
        return refund;
    }

    /** @throws PhonePeProblem 404 when there is none */
    RefundView refund(String merchantRefundId) {
        GatewayRefund refund = ledger.refundOfMerchant(Gateway.PHONEPE, merchantRefundId)
                .orElseThrow(() -> new PhonePeProblem(
                        HttpStatus.NOT_FOUND, "REFUND_NOT_FOUND", "No entry found for the given merchantRefundId."));
        return view(ledger.order(Gateway.PHONEPE, refund.orderId()).orElseThrow(), refund);
    }

    @Override
    public Optional<GatewayPayment> pay(GatewayOrder order, boolean late, boolean capture) {
        boolean payable = late ? order.state() != GatewayOrder.State.PAID : payable(order);
        if (!payable) {
            return Optional.empty();
        }
        GatewayPayment payment = late
                ? begun(order).orElseGet(() -> newPayment(order, GatewayPayment.State.STARTED))
                : newPayment(order, GatewayPayment.State.STARTED);
        GatewayPayment captured = ledger.setState(payment, GatewayPayment.State.CAPTURED);
        ledger.setState(order, GatewayOrder.State.PAID);
        tell("checkout.order.completed", order);
        return Optional.of(captured);
    }

    @Override
    public Optional<GatewayPayment> begin(GatewayOrder order) {
        if (!payable(order)) {
            return Optional.empty();
        }
        return begun(order).or(() -> Optional.of(newPayment(order, GatewayPayment.State.STARTED)));
    }

    @Override
    public Optional<GatewayPayment> fail(GatewayOrder order, boolean again) {
        if (!payable(order)) {
            return Optional.empty();
        }
        GatewayPayment failed = newPayment(order, GatewayPayment.State.FAILED);
        // As long as the customer may try again the order is pending, and the merchant hears nothing.
        if (!again) {
            ledger.setState(order, GatewayOrder.State.FAILED);
            tell("checkout.order.failed", order);
        }
        return Optional.of(failed);
    }

    @Override
    public void expire(GatewayOrder order) {
        if (order.state() == GatewayOrder.State.OPEN) {
            ledger.setState(order, GatewayOrder.State.FAILED);
            tell("checkout.order.failed", order);
        }
    }

    @Override
    public void release(GatewayOrder order, GatewayPayment payment) {
        throw new IllegalStateException("PhonePe authorises nothing");
    }

    @Override
    public void refundAccepted(GatewayOrder order, GatewayRefund refund) {
        if (refund.state() == GatewayRefund.State.PENDING) {
            tell("pg.refund.accepted", order, ledger.setState(refund, GatewayRefund.State.CONFIRMED));
        }
    }

    @Override
    public void refundSettled(GatewayOrder order, GatewayRefund refund, boolean success) {
        refundAccepted(order, refund);
        if (success) {
            tell("pg.refund.completed", order, ledger.setState(refund, GatewayRefund.State.COMPLETED));
        } else {
            tell("pg.refund.failed", order, ledger.setState(refund, GatewayRefund.State.FAILED));
        }
    }

    /**
     * An order as PhonePe shows it.
     *
     * @param details all payments instead of the newest alone
     */
    OrderView view(GatewayOrder order, boolean details, boolean errorContext) {
        List<GatewayPayment> payments = ledger.payments(order);
        List<GatewayPayment> shown =
                details || payments.isEmpty() ? payments : payments.subList(payments.size() - 1, payments.size());
        boolean failed = order.state() == GatewayOrder.State.FAILED;
        String detailed = failed ? (order.over(Instant.now()) ? "TXN_NOT_COMPLETED" : "ZM") : null;
        return new OrderView(
                merchant.merchantId(),
                order.merchantOrderId(),
                order.orderId(),
                state(order),
                // What was taken, which a rule may have falsified.
                captured(payments).map(GatewayPayment::amount).orElse(order.amount()),
                order.expiresAt().toEpochMilli(),
                json.readValue(order.request(), PayRequest.class).metaInfo(),
                failed ? PAYMENT_ERROR : null,
                detailed,
                failed && errorContext
                        ? new ErrorContext(
                                PAYMENT_ERROR, detailed, "CUSTOMER", "AUTHENTICATION", "The payment did not succeed.")
                        : null,
                shown.stream().map(PhonePe::view).toList());
    }

    static String state(GatewayOrder order) {
        return switch (order.state()) {
            case OPEN -> "PENDING";
            case PAID -> "COMPLETED";
            case FAILED -> "FAILED";
        };
    }

    private static PaymentDetail view(GatewayPayment payment) {
        boolean failed = payment.state() == GatewayPayment.State.FAILED;
        return new PaymentDetail(
                payment.paymentId(),
                "UPI_INTENT",
                payment.createdAt().toEpochMilli(),
                payment.amount(),
                payment.amount(),
                0,
                switch (payment.state()) {
                    case CAPTURED -> "COMPLETED";
                    case FAILED -> "FAILED";
                    default -> "PENDING";
                },
                failed ? PAYMENT_ERROR : null,
                failed ? "ZM" : null);
    }

    private RefundView view(GatewayOrder order, GatewayRefund refund) {
        boolean failed = refund.state() == GatewayRefund.State.FAILED;
        return new RefundView(
                merchant.merchantId(),
                refund.merchantRefundId(),
                order.merchantOrderId(),
                refund.refundId(),
                refund.amount(),
                refund.state().name(),
                refund.createdAt().toEpochMilli(),
                failed ? "REFUND_ERROR" : null,
                failed ? "BANK_DECLINED" : null);
    }

    private void tell(String event, GatewayOrder order) {
        OrderView payload = view(ledger.order(Gateway.PHONEPE, order.orderId()).orElseThrow(), true, false);
        send(event, order, new Envelope<>(event, type(event), payload));
    }

    private void tell(String event, GatewayOrder order, GatewayRefund refund) {
        send(event, order, new Envelope<>(event, type(event), view(order, refund)));
    }

    private void send(String event, GatewayOrder order, Envelope<?> envelope) {
        String body = json.writeValueAsString(envelope);
        Map<String, String> headers = switch (merchant.webhookMode()) {
            case SHA ->
                Map.of(
                        "Authorization",
                        Signatures.sha256(merchant.webhookUsername() + ":" + merchant.webhookPassword()));
            case HMAC ->
                Map.of(
                        "x-phonepe-checksum-key-id",
                        merchant.webhookKeyId(),
                        "x-phonepe-checksum-signature",
                        Signatures.hmacSha256(merchant.webhookHmacSecret(), body));
        };
        // Its messages have no id of their own; this one is for our books.
        webhooks.write(order, UUID.randomUUID().toString(), event, merchant.webhookUrl(), headers, body);
    }

    private static String type(String event) {
        return event.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private static boolean payable(GatewayOrder order) {
        return order.state() == GatewayOrder.State.OPEN && !order.over(Instant.now());
    }

    private GatewayPayment newPayment(GatewayOrder order, GatewayPayment.State state) {
        Instant now = Instant.now();
        Long falsified = order.rule().wrongAmount();
        GatewayPayment payment = new GatewayPayment(
                newId("OM", now),
                order.orderId(),
                falsified == null ? order.amount() : falsified,
                order.currency(),
                state,
                now);
        ledger.add(payment);
        return payment;
    }

    private Optional<GatewayPayment> begun(GatewayOrder order) {
        return ledger.payments(order).stream()
                .filter(payment -> payment.state() == GatewayPayment.State.STARTED)
                .reduce((first, second) -> second);
    }

    private Optional<GatewayPayment> captured(GatewayOrder order) {
        return captured(ledger.payments(order));
    }

    private static Optional<GatewayPayment> captured(List<GatewayPayment> payments) {
        return payments.stream()
                .filter(payment -> payment.state() == GatewayPayment.State.CAPTURED)
                .findFirst();
    }

    private Optional<GatewayOrder> known(String merchantOrderId) {
        return ledger.ofMerchant(Gateway.PHONEPE, merchantOrderId).stream().findFirst();
    }

    /** Such as {@code OMO2403282020198641071317}: a prefix, the time, digits. */
    private static String newId(String prefix, Instant now) {
        return prefix + ID_TIME.format(now) + ThreadLocalRandom.current().nextLong(1_000_000_000L, 10_000_000_000L);
    }
}
