package dev.orchestra.stubs.payment;

import static dev.orchestra.stubs.payment.GatewayWrites.SERVICE;

import dev.orchestra.stubs.payment.Attempt.Status;
import dev.orchestra.stubs.payment.PaymentMethod.PaymentMode;
import dev.orchestra.stubs.support.IdempotentWrites;
import dev.orchestra.stubs.support.Money;
import dev.orchestra.stubs.support.Refusal;
import dev.orchestra.stubs.support.Unsafe;
import dev.orchestra.stubs.support.Unsafe.Switch;
import java.math.BigDecimal;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/**
 * What becomes of attempts to pay. A cancellation and what it meets agree on the attempt's row: a gateway is called only after a look
 * at it. Whatever a gateway does in spite of that, because it was told just before, is seen when it is asked for the status.
 */
@Service
class Payments {

    private static final BigDecimal LEAST_AMOUNT = new BigDecimal("1.00");
    private static final String COD = "COD";
    private static final String STORE_WALLET = "STORE-WALLET";

    private final Attempts attempts;
    private final Refunds refunds;
    private final CashOnDelivery cash;
    private final Wallets wallets;
    private final WalletAuthorizations authorizations;
    private final Gateways gateways;
    private final IdempotentWrites writes;
    private final GatewayWrites gatewayWrites;
    private final boolean repeatsAreDoneAgain;

    Payments(
            Attempts attempts,
            Refunds refunds,
            CashOnDelivery cash,
            Wallets wallets,
            WalletAuthorizations authorizations,
            Gateways gateways,
            IdempotentWrites writes,
            GatewayWrites gatewayWrites,
            ObjectProvider<Unsafe> unsafe) {
        this.attempts = attempts;
        this.refunds = refunds;
        this.cash = cash;
        this.wallets = wallets;
        this.authorizations = authorizations;
        this.gateways = gateways;
        this.writes = writes;
        this.gatewayWrites = gatewayWrites;
        this.repeatsAreDoneAgain = Unsafe.is(Switch.NO_DEDUP, unsafe);
    }

    Attempt initiate(String key, InitiateRequest request) {
        return gatewayWrites.once(
                key,
                request,
                Attempt.class,
                () -> repeated(request).orElseGet(() -> begin(request)),
                attempt -> attempt.status() != Status.CREATED,
                () -> beginAtGateway(request));
    }

    /** As the gateway says now. */
    Attempt status(String attemptId) {
        Attempt attempt = attempts.find(attemptId).orElseThrow(() -> notFound(attemptId));
        if (!attempt.atGateway()) {
            return attempt;
        }
        if (attempt.status() == Status.REFUND_PENDING) {
            refunds.pendingOf(attemptId).forEach(this::ask);
        }
        Gateway gateway = gateways.of(attempt);
        if ((!attempt.status().atLeast(Status.CAPTURED) || gateway.mayTakeMore()) && attempts.sent(attemptId)) {
            gateway.payment(attempt).ifPresent(payment -> attempts.saw(attemptId, payment));
        }
        return attempts.get(attemptId);
    }

    Attempt capture(String key, AttemptOfOrder request) {
        return gatewayWrites.once(
                key,
                request,
                Attempt.class,
                () -> capturable(attempts.lock(request.orderId(), request.attemptId())
                        .orElseThrow(() -> notFound(request.attemptId()))),
                attempt -> attempt.status() != Status.AUTHORIZED,
                () -> captureAtGateway(request.attemptId()));
    }

    /** Null when there is no such attempt. */
    Attempt cancel(String key, String undoOf, AttemptOfOrder request) {
        return writes.undo(SERVICE, key, undoOf, request, Attempt.class, () -> {
            Attempt attempt =
                    attempts.lock(request.orderId(), request.attemptId()).orElse(null);
            if (attempt == null || attempt.cancelled()) {
                return attempt;
            }
            attempts.cancel(attempt.attemptId());
            BigDecimal left = attempt.capturedAmount().subtract(attempt.refundedAmount());
            switch (PaymentMode.valueOf(attempt.paymentMode())) {
                case MANUAL -> attempts.notToBeCollected(attempt.attemptId());
                case WALLET -> {
                    if (left.signum() > 0) {
                        // No caller can choose this id.
                        giveBack(new Refund(
                                "cancel:" + attempt.attemptId(),
                                attempt.attemptId(),
                                Refund.Status.COMPLETED,
                                left,
                                attempt.capturedCurrency()));
                    }
                }
                case GATEWAY -> {
                    // What was taken stays until a refund.
                }
            }
            return attempts.get(attempt.attemptId());
        });
    }

    Refund refund(String key, RefundRequest request) {
        return gatewayWrites.once(
                key,
                request,
                Refund.class,
                () -> beginRefund(request),
                refund -> refund.status() != Refund.Status.PENDING,
                () -> refundAtGateway(request.refundId()));
    }

    /** As the gateway says now. */
    Refund refundStatus(String refundId) {
        Refund refund = refunds.find(refundId)
                .orElseThrow(() ->
                        new Refusal(HttpStatus.NOT_FOUND, "REFUND_NOT_FOUND", "There is no refund " + refundId + "."));
        return refund.status() == Refund.Status.PENDING ? ask(refund) : refund;
    }

    /** An attempt that is there already, debited once more. */
    private Optional<Attempt> repeated(InitiateRequest request) {
        Optional<Attempt> known = repeatsAreDoneAgain ? attempts.find(request.attemptId()) : Optional.empty();
        known.filter(attempt -> is(request, PaymentMode.WALLET, STORE_WALLET))
                .ifPresent(attempt -> wallets.debit(attempt, request.walletId()));
        return known;
    }

    private Attempt begin(InitiateRequest request) {
        Optional<Gateway> gateway = request.paymentMode().equals(PaymentMode.GATEWAY.name())
                ? gateways.find(request.gateway())
                : Optional.empty();
        boolean byWallet = is(request, PaymentMode.WALLET, STORE_WALLET);
        boolean byCash = is(request, PaymentMode.MANUAL, COD);
        if (gateway.isEmpty() && !byWallet && !byCash) {
            throw new Refusal(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "PAYMENT_MODE_UNSUPPORTED",
                    "There is no way to pay by " + request.paymentMode() + " at " + request.gateway() + ".");
        }
        if (request.amount().compareTo(LEAST_AMOUNT) < 0) {
            throw new Refusal(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "AMOUNT_OUT_OF_BOUNDS",
                    "A payment is of " + LEAST_AMOUNT + " at least.");
        }
        if (byCash) {
            cash.admit(request.orderId(), request.amount(), request.shippingAddressId());
            return attempts.add(request, Status.CAPTURED, true);
        }
        if (byWallet) {
            return debit(request);
        }
        require(request.expiresAt(), "expires_at");
        require(request.returnUrl(), "return_url");
        Attempt attempt = attempts.add(request, Status.CREATED, false);
        return gateway.orElseThrow().tooLateFor(attempt) ? attempts.saw(attempt.attemptId(), tooLate()) : attempt;
    }

    private static boolean is(InitiateRequest request, PaymentMode mode, String gateway) {
        return request.paymentMode().equals(mode.name()) && request.gateway().equals(gateway);
    }

    private Attempt debit(InitiateRequest request) {
        require(request.walletId(), "wallet_id");
        require(request.walletAuthorizationId(), "wallet_authorization_id");
        Wallet wallet = wallets.lock(request.walletId(), request.ownerId());
        Attempt attempt = attempts.add(request, Status.CAPTURED, true);
        authorizations.use(request);
        if (wallet.balance().compareTo(request.amount()) < 0) {
            throw new Refusal(
                    HttpStatus.UNPROCESSABLE_CONTENT, "INSUFFICIENT_BALANCE", "There is less in the wallet than that.");
        }
        wallets.debit(attempt, request.walletId());
        return attempt;
    }

    private Attempt beginAtGateway(InitiateRequest request) {
        Attempt attempt = attempts.get(request.attemptId());
        if (attempt.cancelled()) {
            throw GatewayWrites.undone();
        }
        if (attempt.status().atLeast(Status.FAILED) || attempt.redirectUrl() != null) {
            return attempt;
        }
        Gateway gateway = gateways.of(attempt);
        boolean perhapsBegun = attempts.sent(attempt.attemptId());
        if (!attempts.send(attempt.attemptId())) {
            throw GatewayWrites.undone();
        }
        Attempt begun = attempts.saw(
                attempt.attemptId(),
                gateway.tooLateFor(attempt)
                        ? gateway.payment(attempt).orElseGet(Payments::tooLate)
                        : gateway.begin(attempt, request.returnUrl(), perhapsBegun));
        if (begun.cancelled()) {
            throw GatewayWrites.undone();
        }
        return begun;
    }

    private static Attempt capturable(Attempt attempt) {
        if (attempt.cancelled()) {
            throw new Refusal(
                    HttpStatus.CONFLICT, "ATTEMPT_CANCELLED", "The attempt " + attempt.attemptId() + " was cancelled.");
        }
        if (attempt.status() != Status.AUTHORIZED && attempt.capturedAmount().signum() == 0) {
            throw new Refusal(
                    HttpStatus.CONFLICT,
                    "NOT_AUTHORIZED",
                    "Nothing is reserved for the attempt " + attempt.attemptId() + ".");
        }
        return attempt;
    }

    private Attempt captureAtGateway(String attemptId) {
        Attempt attempt = capturable(attempts.get(attemptId));
        return attempt.status() == Status.AUTHORIZED
                ? capturable(attempts.saw(attemptId, gateways.of(attempt).capture(attempt)))
                : attempt;
    }

    private Refund beginRefund(RefundRequest request) {
        Attempt attempt =
                attempts.lock(request.orderId(), request.attemptId()).orElseThrow(() -> notFound(request.attemptId()));
        Refund known = refunds.find(request.refundId()).orElse(null);
        if (known != null) {
            if (!known.attemptId().equals(request.attemptId())
                    || known.amount().compareTo(request.amount()) != 0
                    || !known.currency().equals(request.currency())) {
                throw refundExists(request);
            }
            if (repeatsAreDoneAgain && !attempt.atGateway()) {
                wallets.credit(known, attempts.walletOf(known.attemptId()));
            }
            return known;
        }
        BigDecimal left = attempt.capturedAmount().subtract(attempt.refundedAmount());
        if (PaymentMode.MANUAL.name().equals(attempt.paymentMode())
                || left.compareTo(request.amount()) < 0
                || !request.currency().equals(attempt.capturedCurrency())) {
            throw new Refusal(
                    HttpStatus.CONFLICT,
                    "NOTHING_TO_REFUND",
                    "That is not among what was taken and has not gone back.");
        }
        boolean atGateway = attempt.atGateway();
        Refund refund = new Refund(
                request.refundId(),
                request.attemptId(),
                atGateway ? Refund.Status.PENDING : Refund.Status.COMPLETED,
                Money.of(request.amount()),
                request.currency());
        if (atGateway ? !refunds.add(refund) : !giveBack(refund)) {
            throw refundExists(request);
        }
        return refund;
    }

    private boolean giveBack(Refund refund) {
        boolean added = refunds.add(refund);
        if (added) {
            wallets.credit(refund, attempts.walletOf(refund.attemptId()));
        }
        return added;
    }

    private Refund refundAtGateway(String refundId) {
        Refund refund = refunds.find(refundId).orElseThrow();
        if (refund.status() != Refund.Status.PENDING) {
            return refund;
        }
        Attempt attempt = attempts.get(refund.attemptId());
        return refunds.saw(refund, gateways.of(attempt).refund(attempt, refund));
    }

    private Refund ask(Refund refund) {
        Attempt attempt = attempts.get(refund.attemptId());
        return gateways.of(attempt)
                .refundStatus(
                        attempt,
                        refund,
                        refunds.gatewayRefundId(refund.refundId()).orElse(null))
                .map(seen -> refunds.saw(refund, seen))
                .orElse(refund);
    }

    private static GatewayPayment tooLate() {
        return GatewayPayment.failed(null, null, "WINDOW_TOO_SHORT");
    }

    private static void require(Object value, String field) {
        if (value == null) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "BAD_REQUEST", "Missing or not valid: " + field)
                    .with("field", field);
        }
    }

    private static Refusal notFound(String attemptId) {
        return new Refusal(
                HttpStatus.NOT_FOUND, "PAYMENT_NOT_FOUND", "There is no attempt " + attemptId + " to pay the order.");
    }

    private static Refusal refundExists(RefundRequest request) {
        return new Refusal(
                HttpStatus.CONFLICT, "REFUND_EXISTS", "The refund " + request.refundId() + " is another one.");
    }
}
