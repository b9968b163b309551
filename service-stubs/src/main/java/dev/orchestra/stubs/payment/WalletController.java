package dev.orchestra.stubs.payment;

import static dev.orchestra.stubs.payment.GatewayWrites.SERVICE;

import dev.orchestra.stubs.payment.WalletAuthorizations.Authorization;
import dev.orchestra.stubs.payment.WalletAuthorizations.Outcome;
import dev.orchestra.stubs.support.Headers;
import dev.orchestra.stubs.support.IdempotentWrites;
import dev.orchestra.stubs.support.Money;
import dev.orchestra.stubs.support.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP face of the wallets, their one-time passwords, and the phones that those go to. */
@RestController
class WalletController {

    private static final BigDecimal LEAST_AMOUNT = new BigDecimal("1.00");
    private static final BigDecimal LEAST_CREDIT = new BigDecimal("0.01");
    private static final BigDecimal MOST_AMOUNT = new BigDecimal("100000.00");

    private final Wallets wallets;
    private final OneTimePasswords passwords;
    private final WalletAuthorizations authorizations;
    private final Phones phones;
    private final IdempotentWrites writes;
    private final JdbcClient database;

    WalletController(
            Wallets wallets,
            OneTimePasswords passwords,
            WalletAuthorizations authorizations,
            Phones phones,
            IdempotentWrites writes,
            JdbcClient database) {
        this.wallets = wallets;
        this.passwords = passwords;
        this.authorizations = authorizations;
        this.phones = phones;
        this.writes = writes;
        this.database = database;
    }

    @PostMapping("/api/wallets")
    Wallet open(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid WalletRequest request) {
        return writes.once(SERVICE, key, request, Wallet.class, () -> wallets.open(request.ownerId()));
    }

    @GetMapping("/api/wallets/{walletId}")
    WalletView wallet(@PathVariable String walletId) {
        Wallet wallet = wallets.find(walletId).orElseThrow(() -> Wallets.notFound(walletId));
        return new WalletView(
                wallet.walletId(), wallet.ownerId(), wallet.balance(), wallet.currency(), wallets.entries(walletId));
    }

    @PostMapping("/api/wallets/{walletId}/credit")
    Wallet credit(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @PathVariable String walletId,
            @RequestBody @Valid CreditRequest request) {
        return writes.once(SERVICE, key, request, Wallet.class, () -> {
            if (wallets.find(walletId).isEmpty()) {
                throw Wallets.notFound(walletId);
            }
            requireWithin(request.amount(), LEAST_CREDIT);
            wallets.credit(walletId, request.amount(), request.reason());
            return wallets.find(walletId).orElseThrow();
        });
    }

    @PostMapping("/api/wallets/{walletId}/otp")
    PasswordSent sendPassword(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @PathVariable String walletId,
            @RequestBody @Valid PasswordRequest request) {
        return writes.once(SERVICE, key, request, PasswordSent.class, () -> {
            wallets.lock(walletId, request.ownerId());
            requireWithin(request.amount(), LEAST_AMOUNT);
            OneTimePasswords.Sent sent = passwords.make(walletId, request.cartId(), request.amount());
            // Only then is it good; a customer's phone knows no rollback.
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    phones.send(walletId, Money.of(request.amount()), request.currency(), sent.password());
                }
            });
            return new PasswordSent(Phones.masked(walletId), sent.expiresAt());
        });
    }

    @PostMapping("/api/wallets/{walletId}/authorizations")
    Authorization authorize(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @PathVariable String walletId,
            @RequestBody @Valid AuthorizationRequest request) {
        String hash = passwords.hash(walletId, request.cartId(), request.amount(), request.otp());
        // Neither the password nor a hash of it without a key gets into a table.
        AuthorizationRequest kept = new AuthorizationRequest(
                request.ownerId(), request.cartId(), request.attempt(), request.amount(), request.currency(), hash);
        Outcome outcome = writes.once(SERVICE, key, kept, Outcome.class, () -> {
            wallets.lock(walletId, request.ownerId());
            Outcome came = authorizations.exchange(
                    walletId, request.ownerId(), request.cartId(), request.attempt(), request.amount(), hash);
            if (came.refusal() != null) {
                // A try counts although it is refused, and a refusal is no answer to keep under the key.
                database.sql("delete from payment.idempotency where key = ?")
                        .param(key)
                        .update();
            }
            return came;
        });
        if (outcome.refusal() != null) {
            throw refusal(outcome);
        }
        return outcome.authorization();
    }

    /** What the customer's phone shows; no part of the contract. */
    @GetMapping("/simulators/phones/{walletId}")
    PhoneView phone(@PathVariable String walletId) {
        return new PhoneView(phones.messages(walletId));
    }

    private static Refusal refusal(Outcome outcome) {
        String detail = switch (outcome.refusal()) {
            case "OTP_INVALID" -> "This is not the password.";
            case "OTP_LOCKED" -> "There were too many wrong passwords.";
            default -> "No password is good for this now.";
        };
        Refusal refusal = new Refusal(HttpStatus.UNPROCESSABLE_CONTENT, outcome.refusal(), detail);
        return outcome.triesLeft() == null ? refusal : refusal.with("tries_left", outcome.triesLeft());
    }

    private static void requireWithin(BigDecimal amount, BigDecimal least) {
        if (amount.compareTo(least) < 0 || amount.compareTo(MOST_AMOUNT) > 0) {
            throw new Refusal(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "AMOUNT_OUT_OF_BOUNDS",
                    "An amount here is from " + least + " to " + MOST_AMOUNT + ".");
        }
    }

    record WalletRequest(@Size(min = 1, max = 64) String ownerId) {}

    record WalletView(
            String walletId, String ownerId, BigDecimal balance, String currency, List<Wallet.Entry> entries) {}

    record CreditRequest(
            @NotNull @Digits(integer = 10, fraction = 2) BigDecimal amount,
            @NotNull @Pattern(regexp = "INR") String currency,
            @NotBlank @Size(max = 200) String reason) {}

    record PasswordRequest(
            @NotBlank @Size(max = 64) String ownerId,
            @NotBlank @Size(max = 64) String cartId,
            @NotNull @Digits(integer = 10, fraction = 2) BigDecimal amount,
            @NotNull @Pattern(regexp = "INR") String currency) {}

    record PasswordSent(String sentTo, Instant expiresAt) {}

    record AuthorizationRequest(
            @NotBlank @Size(max = 64) String ownerId,
            @NotBlank @Size(max = 64) String cartId,
            @Min(1) int attempt,
            @NotNull @Digits(integer = 10, fraction = 2) BigDecimal amount,
            @NotNull @Pattern(regexp = "INR") String currency,
            @NotNull @Pattern(regexp = "\\d{6}") String otp) {

        /** Without the password, whoever writes it where. */
        @Override
        public String toString() {
            return "Authorization for cart " + cartId;
        }
    }

    record PhoneView(List<Phones.Message> messages) {}
}
