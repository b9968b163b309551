package dev.orchestra.checkout;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.Fingerprint;
import dev.orchestra.api.IdempotencyKey;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Problem;
import dev.orchestra.payment.PaymentInstruction;
import dev.orchestra.services.payment.Wallets;
import io.temporal.failure.ApplicationFailure;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Service;

/**
 * One-time passwords of wallets: has them sent, and exchanges them for authorizations. A password never enters a run, a table or a log; what a run is given is good for one
 * payment, and for nothing to anybody else.
 */
@Service
public class WalletPasswords {

    private static final String SERVICE = "payment";

    /** When the service does not say. */
    private static final Duration WAIT = Duration.ofSeconds(30);

    private final Wallets wallets;
    private final Fingerprint fingerprint;

    public WalletPasswords(Wallets wallets, Fingerprint fingerprint) {
        this.wallets = wallets;
        this.fingerprint = fingerprint;
    }

    /** What one exchange is known by: the same once more, whoever of two clicks comes first, is the same exchange. */
    private record Exchange(
            String cartId, int attempt, String walletId, BigDecimal amount, String currency, String password) {}

    /**
     * Has a password sent to the owner's phone.
     *
     * @param key of the request
     * @param cartId what will be paid, the cart or the order of seats
     * @throws Problem WALLET_NOT_FOUND, AMOUNT_OUT_OF_BOUNDS, OTP_TOO_OFTEN
     */
    public Wallets.OtpSent send(
            Owner owner, String key, String walletId, String cartId, BigDecimal amount, String currency) {
        return asked(() -> wallets.otp(
                "wallet-otp/" + owner.ownerId() + "/" + IdempotencyKey.inWorkflowId(key),
                walletId,
                new Wallets.OtpRequest(owner.ownerId(), cartId, amount, currency)));
    }

    /**
     * The payment instructions of an attempt that is about to begin, those from wallets authorized.
     *
     * @param total what an instruction for the full amount pays
     * @throws Problem WALLET_NOT_FOUND, OTP_INVALID, OTP_EXPIRED, OTP_LOCKED
     */
    public List<PaymentInstruction> exchange(
            Owner owner, PhaseOne.Attempt attempt, Instructions instructions, BigDecimal total) {
        List<PaymentInstruction> plain = instructions.unauthorized();
        if (!plain.stream().allMatch(WalletPasswords::isOffered)) {
            // The run will refuse it: no password is used up for that.
            return plain;
        }
        List<PaymentInstruction> authorized = new ArrayList<>();
        for (PlaceOrderRequest.Instruction instruction : instructions.all()) {
            authorized.add(instruction.toInstruction(
                    instruction.isFromWallet() ? exchange(owner, attempt, instruction, total) : null));
        }
        return authorized;
    }

    private static boolean isOffered(PaymentInstruction instruction) {
        return instruction.wallet() || instruction.atGateway() || instruction.cashOnDelivery();
    }

    private String exchange(
            Owner owner, PhaseOne.Attempt attempt, PlaceOrderRequest.Instruction instruction, BigDecimal total) {
        BigDecimal amount = instruction.amount() == null ? total : instruction.amount();
        String walletId = instruction.meta().walletId();
        String password = instruction.meta().otp();
        // By a keyed hash: of one without a secret, a million tries would tell the password.
        String key = "wallet-authorization/"
                + fingerprint.of(new Exchange(
                        attempt.id(),
                        attempt.number(),
                        walletId,
                        amount.stripTrailingZeros(),
                        instruction.currency(),
                        password));
        return asked(() -> wallets.authorize(
                        key,
                        walletId,
                        new Wallets.AuthorizationRequest(
                                owner.ownerId(),
                                attempt.id(),
                                attempt.number(),
                                amount,
                                instruction.currency(),
                                password)))
                .walletAuthorizationId();
    }

    private static <T> T asked(Supplier<T> call) {
        try {
            return call.get();
        } catch (Wallets.Refused refused) {
            throw problem(refused);
        } catch (ApplicationFailure noAnswer) {
            throw new Problem(ErrorCode.SERVICE_UNAVAILABLE, "Wallets cannot be asked at the moment.")
                    .with("service", SERVICE);
        }
    }

    private static Problem problem(Wallets.Refused refused) {
        return switch (refused.code()) {
            case "WALLET_NOT_FOUND" -> new Problem(ErrorCode.WALLET_NOT_FOUND, "There is no such wallet.");
            case "AMOUNT_OUT_OF_BOUNDS" ->
                new Problem(ErrorCode.AMOUNT_OUT_OF_BOUNDS, "The amount is too small or too large for a wallet.");
            case "OTP_INVALID" ->
                new Problem(ErrorCode.OTP_INVALID, "The one-time password is wrong.")
                        .with("tries_left", refused.triesLeft());
            case "OTP_EXPIRED" ->
                new Problem(ErrorCode.OTP_EXPIRED, "The one-time password has run out, or none was sent. Ask for one.");
            case "OTP_LOCKED" ->
                new Problem(ErrorCode.OTP_LOCKED, "The one-time password was wrong too often. Ask for another one.");
            case "OTP_TOO_OFTEN" ->
                new Problem(ErrorCode.OTP_TOO_OFTEN, "One-time passwords were sent too often: wait a little.")
                        .withHeader(
                                HttpHeaders.RETRY_AFTER,
                                Long.toString(
                                        (refused.retryAfter() == null ? WAIT : refused.retryAfter()).toSeconds()));
            default ->
                new Problem(
                                ErrorCode.UNEXPECTED_REFUSAL,
                                "The service " + SERVICE + " refused: " + refused.code() + ".")
                        .with("service", SERVICE)
                        .with("refusal", refused.code());
        };
    }
}
