package dev.orchestra.fakes;

import dev.orchestra.services.payment.PaymentService;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** The Payment service with both gateways behind it, a wallet and the courier: whoever pays, fails or is too late is a test's to say. */
public final class FakePayments implements PaymentService {

    /** The only wallet there is. */
    public static final String WALLET = "wallet_1";

    private static final String AUTHORIZATION = "wauth_";
    private static final BigDecimal COD_LIMIT = new BigDecimal("10000.00");
    private static final BigDecimal LEAST_PAYMENT = new BigDecimal("1.00");

    private final Object lock;
    private final LongSupplier clock;
    private final UnaryOperator<String> methodStatus;
    private final Map<String, Made> made = new LinkedHashMap<>();
    private final Map<String, Given> refunds = new LinkedHashMap<>();
    private BigDecimal walletBalance = new BigDecimal("1000.00");
    private RefundStatus nextRefund = RefundStatus.COMPLETED;
    private int refundsThatFail;
    private String declines;
    private boolean quick;
    private boolean noCash;
    private boolean noWallet;

    private static final class Made {
        private final Initiate asked;
        private AttemptStatus status;
        private BigDecimal captured = BigDecimal.ZERO;
        private String currency;
        private BigDecimal refunded = BigDecimal.ZERO;
        private boolean cancelled;
        private String errorCode;

        private Made(Initiate asked, AttemptStatus status) {
            this.asked = asked;
            this.status = status;
        }

        private boolean atGateway() {
            return asked.paymentMode().equals("GATEWAY");
        }
    }

    private static final class Given {
        private final RefundRequest asked;
        private RefundStatus status;

        private Given(RefundRequest asked, RefundStatus status) {
            this.asked = asked;
            this.status = status;
        }
    }

    FakePayments(Object lock, LongSupplier clock, UnaryOperator<String> methodStatus) {
        this.lock = lock;
        this.clock = clock;
        this.methodStatus = methodStatus;
    }

    // ------------------------------------------------------------------------------- what the customer and the
    // gateways do

    /** The customer pays at the gateway: the newest attempt there. */
    public String pays(String gateway) {
        return paysAs(gateway, null, null);
    }

    /** An amount or a currency that nobody asked for; null for what was. */
    public String paysAs(String gateway, String amount, String currency) {
        synchronized (lock) {
            Made attempt = newest(gateway);
            attempt.status = AttemptStatus.CAPTURED;
            attempt.captured = amount == null ? attempt.asked.amount() : new BigDecimal(amount);
            attempt.currency = currency == null ? attempt.asked.currency() : currency;
            attempt.errorCode = null;
            return attempt.asked.attemptId();
        }
    }

    /** The customer pays the newest attempt a second time, by another payment. */
    public String paysOnTop(String gateway) {
        synchronized (lock) {
            Made attempt = newest(gateway);
            attempt.captured = attempt.captured.add(attempt.asked.amount());
            return attempt.asked.attemptId();
        }
    }

    /** The first attempt at the gateway is paid, whatever came after it. */
    public String paysTheFirst(String gateway) {
        synchronized (lock) {
            Made attempt = made.values().stream()
                    .filter(each -> gateway.equals(each.asked.gateway()))
                    .findFirst()
                    .orElseThrow();
            attempt.status = AttemptStatus.CAPTURED;
            attempt.captured = attempt.asked.amount();
            attempt.currency = attempt.asked.currency();
            return attempt.asked.attemptId();
        }
    }

    /** The customer's bank reserves the money; it comes when it is captured. */
    public String authorizes(String gateway) {
        synchronized (lock) {
            Made attempt = newest(gateway);
            attempt.status = AttemptStatus.AUTHORIZED;
            return attempt.asked.attemptId();
        }
    }

    /** The bank says no, for now. */
    public String declines(String gateway) {
        synchronized (lock) {
            Made attempt = newest(gateway);
            attempt.status = AttemptStatus.FAILED;
            attempt.errorCode = "PAYMENT_DECLINED";
            return attempt.asked.attemptId();
        }
    }

    /** From now on the gateway begins no payment; null for none that does so. */
    public void beginsNothing(String gateway) {
        synchronized (lock) {
            declines = gateway;
        }
    }

    /** From now on this way to pay comes to nothing: a gateway begins none, a wallet has nothing, no cash is taken. */
    public void refuses(String gateway) {
        synchronized (lock) {
            beginsNothing(gateway);
            noCash = "COD".equals(gateway);
            noWallet = "STORE-WALLET".equals(gateway);
        }
    }

    /** Customers are so quick that a payment is made before the call that begins it has come back. */
    public void customersAreQuick() {
        synchronized (lock) {
            quick = true;
        }
    }

    public void walletHas(String amount) {
        synchronized (lock) {
            walletBalance = new BigDecimal(amount);
        }
    }

    /** Refunds stay under way until {@link #refundsComplete}. */
    public void refundsTakeTime() {
        synchronized (lock) {
            nextRefund = RefundStatus.PENDING;
        }
    }

    /** The next refunds come to nothing at the gateway. */
    public void refundsFail(int times) {
        synchronized (lock) {
            refundsThatFail = times;
        }
    }

    public void refundsComplete() {
        synchronized (lock) {
            nextRefund = RefundStatus.COMPLETED;
            refunds.values().stream()
                    .filter(refund -> refund.status == RefundStatus.PENDING)
                    .forEach(refund -> {
                        refund.status = RefundStatus.COMPLETED;
                        giveBack(refund.asked);
                    });
        }
    }

    private Made newest(String gateway) {
        return made.values().stream()
                .filter(attempt -> gateway.equals(attempt.asked.gateway()))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    // ------------------------------------------------------------------------------- what a test looks at

    /** All money that customers have paid and not got back, cash at the door aside. */
    public BigDecimal kept() {
        synchronized (lock) {
            return made.values().stream()
                    .map(attempt -> attempt.captured.subtract(attempt.refunded))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }

    /** What the courier is to collect. */
    public BigDecimal dueAtTheDoor() {
        synchronized (lock) {
            return made.values().stream()
                    .filter(attempt -> attempt.asked.paymentMode().equals("MANUAL") && !attempt.cancelled)
                    .map(attempt -> attempt.asked.amount())
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }

    public BigDecimal walletBalance() {
        synchronized (lock) {
            return walletBalance;
        }
    }

    /** The amounts of all refunds that came through. */
    public List<BigDecimal> refunded() {
        synchronized (lock) {
            return refunds.values().stream()
                    .filter(refund -> refund.status == RefundStatus.COMPLETED)
                    .map(refund -> refund.asked.amount())
                    .toList();
        }
    }

    /** Whether a customer can pay the newest attempt at the gateway: there is one, and nothing has been paid for it. */
    public boolean waits(String gateway) {
        synchronized (lock) {
            return made.values().stream().anyMatch(attempt -> gateway.equals(attempt.asked.gateway()))
                    && newest(gateway).captured.signum() == 0;
        }
    }

    public List<String> attempts() {
        synchronized (lock) {
            return new ArrayList<>(made.keySet());
        }
    }

    // ------------------------------------------------------------------------------- the service

    @Override
    public Attempt initiate(Write<Initiate> write) {
        Initiate asked = write.body();
        if (asked.amount().compareTo(LEAST_PAYMENT) < 0) {
            throw Ledger.refusal(422, "AMOUNT_OUT_OF_BOUNDS");
        }
        Made attempt = switch (asked.paymentMode()) {
            case "MANUAL" -> collects(asked);
            case "WALLET" -> debits(asked);
            default -> begins(asked);
        };
        made.put(asked.attemptId(), attempt);
        return answer(attempt);
    }

    private Made collects(Initiate asked) {
        if (noCash || asked.amount().compareTo(COD_LIMIT) > 0) {
            throw Ledger.refusal(422, "COD_NOT_ALLOWED");
        }
        return new Made(asked, AttemptStatus.CAPTURED);
    }

    private Made debits(Initiate asked) {
        if (!WALLET.equals(asked.walletId())) {
            throw Ledger.refusal(404, "WALLET_NOT_FOUND");
        }
        if (asked.walletAuthorizationId() == null
                || !asked.walletAuthorizationId().startsWith(AUTHORIZATION)) {
            throw Ledger.refusal(422, "WALLET_AUTHORIZATION_INVALID");
        }
        if (noWallet || walletBalance.compareTo(asked.amount()) < 0) {
            throw Ledger.refusal(422, "INSUFFICIENT_BALANCE");
        }
        walletBalance = walletBalance.subtract(asked.amount());
        Made debit = new Made(asked, AttemptStatus.CAPTURED);
        debit.captured = asked.amount();
        debit.currency = asked.currency();
        return debit;
    }

    private Made begins(Initiate asked) {
        Made attempt = new Made(asked, AttemptStatus.PENDING);
        if (asked.gateway().equals(declines)) {
            attempt.status = AttemptStatus.FAILED;
            attempt.errorCode = "GATEWAY_DECLINED";
        } else if (quick) {
            attempt.status = AttemptStatus.CAPTURED;
            attempt.captured = asked.amount();
            attempt.currency = asked.currency();
        }
        return attempt;
    }

    @Override
    public Attempt status(String attemptId) {
        return answer(known(attemptId));
    }

    private Made known(String attemptId) {
        Made attempt = made.get(attemptId);
        if (attempt == null) {
            throw Ledger.refusal(404, "PAYMENT_NOT_FOUND");
        }
        boolean ranOut = attempt.atGateway()
                && attempt.status == AttemptStatus.PENDING
                && !Instant.ofEpochMilli(clock.getAsLong()).isBefore(attempt.asked.expiresAt());
        if (ranOut) {
            attempt.status = AttemptStatus.FAILED;
            attempt.errorCode = "EXPIRED";
        }
        return attempt;
    }

    @Override
    public Attempt capture(Write<Capture> write) {
        Made attempt = known(write.body().attemptId());
        if (attempt.cancelled) {
            throw Ledger.refusal(409, "ATTEMPT_CANCELLED");
        }
        if (attempt.status != AttemptStatus.AUTHORIZED) {
            throw Ledger.refusal(409, "NOT_AUTHORIZED");
        }
        attempt.status = AttemptStatus.CAPTURED;
        attempt.captured = attempt.asked.amount();
        attempt.currency = attempt.asked.currency();
        return answer(attempt);
    }

    @Override
    public Attempt cancel(Undo<Cancel> undo) {
        Made attempt = made.get(undo.body().attemptId());
        if (attempt == null) {
            return null;
        }
        if (!attempt.cancelled && attempt.asked.paymentMode().equals("WALLET")) {
            walletBalance = walletBalance.add(attempt.captured);
            attempt.refunded = attempt.captured;
            attempt.status = AttemptStatus.REFUNDED;
        }
        attempt.cancelled = true;
        return answer(attempt);
    }

    @Override
    public Refund refund(Write<RefundRequest> write) {
        RefundRequest asked = write.body();
        Made attempt = known(asked.attemptId());
        if (attempt.captured.subtract(attempt.refunded).compareTo(asked.amount()) < 0) {
            throw Ledger.refusal(409, "NOTHING_TO_REFUND");
        }
        RefundStatus outcome = refundsThatFail > 0 ? RefundStatus.FAILED : nextRefund;
        refundsThatFail--;
        Given refund = new Given(asked, outcome);
        refunds.put(asked.refundId(), refund);
        if (outcome == RefundStatus.COMPLETED) {
            giveBack(asked);
        }
        return answer(refund);
    }

    private void giveBack(RefundRequest asked) {
        Made attempt = made.get(asked.attemptId());
        attempt.refunded = attempt.refunded.add(asked.amount());
        attempt.status = attempt.refunded.compareTo(attempt.captured) < 0
                ? AttemptStatus.REFUND_PENDING
                : AttemptStatus.REFUNDED;
    }

    @Override
    public Refund refundStatus(String refundId) {
        return answer(refunds.get(refundId));
    }

    private static Refund answer(Given refund) {
        RefundRequest asked = refund.asked;
        return new Refund(asked.refundId(), asked.attemptId(), refund.status, asked.amount(), asked.currency());
    }

    @Override
    public PaymentMethod paymentMethod(String id) {
        return new PaymentMethod(id, "Cash", "MANUAL", "COD", methodStatus.apply(id));
    }

    private static Attempt answer(Made attempt) {
        Initiate asked = attempt.asked;
        return new Attempt(
                asked.attemptId(),
                asked.paymentId(),
                attempt.status,
                asked.amount(),
                asked.currency(),
                attempt.captured,
                attempt.currency,
                attempt.refunded,
                attempt.cancelled,
                attempt.atGateway() ? "https://pay.test/" + asked.attemptId() : null,
                attempt.atGateway() ? "gw_" + asked.attemptId() : null,
                attempt.errorCode);
    }
}
