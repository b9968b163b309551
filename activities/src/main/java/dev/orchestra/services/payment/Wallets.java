package dev.orchestra.services.payment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceCall.Said;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/**
 * The wallets of the Payment service over HTTP (docs/core-services.md, Payment service), for requests of customers. It is no activity: one-time passwords never get near
 * a run, and neither they nor the bodies that carry them are logged. A service that does not answer: see {@link ServiceCall}.
 */
public final class Wallets {

    private static final String API = "api";
    private static final String WALLETS = "wallets";

    private final ServiceClient client;

    public Wallets(ServiceClient client) {
        this.client = client;
    }

    /** What a one-time password is wanted for; {@code amount} in {@code currency}, two decimals at most. */
    public record OtpRequest(String ownerId, String cartId, BigDecimal amount, String currency) {}

    /** @param sentTo the phone, masked */
    public record OtpSent(String sentTo, Instant expiresAt) {}

    /**
     * A one-time password, and what it is given for.
     *
     * @param attempt the checkout attempt of the cart
     */
    public record AuthorizationRequest(
            String ownerId, String cartId, int attempt, BigDecimal amount, String currency, String otp) {

        /** Without the password. */
        @Override
        public String toString() {
            return "AuthorizationRequest[ownerId=" + ownerId + ", cartId=" + cartId + ", attempt=" + attempt
                    + ", amount=" + amount + ", currency=" + currency + "]";
        }
    }

    /** Good for one debit. */
    public record Authorization(String walletAuthorizationId, Instant expiresAt) {}

    /** The service said no: nothing was sent, authorized or debited. */
    public static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String code;
        private final Integer triesLeft;
        private final transient Duration retryAfter;

        public Refused(String code, Integer triesLeft, Duration retryAfter) {
            super(code);
            this.code = code;
            this.triesLeft = triesLeft;
            this.retryAfter = retryAfter;
        }

        public String code() {
            return code;
        }

        /** How many wrong passwords are left to be tried; null unless the service says. */
        public Integer triesLeft() {
            return triesLeft;
        }

        /** Null unless the service says. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /**
     * {@code POST /api/wallets/{wallet_id}/otp}. Refusals: WALLET_NOT_FOUND, AMOUNT_OUT_OF_BOUNDS, OTP_TOO_OFTEN.
     *
     * @param key the idempotency key
     * @throws Refused one of them
     */
    public OtpSent otp(String key, String walletId, OtpRequest request) {
        return answer(client.call(Service.PAYMENT, API, WALLETS, walletId, "otp")
                .idempotent(key)
                .ask(request, OtpSent.class));
    }

    /**
     * {@code POST /api/wallets/{wallet_id}/authorizations}. Refusals: WALLET_NOT_FOUND, OTP_INVALID, OTP_EXPIRED, OTP_LOCKED.
     *
     * @param key the idempotency key: whoever reads it must not find out the password
     * @throws Refused one of them
     */
    public Authorization authorize(String key, String walletId, AuthorizationRequest request) {
        return answer(client.call(Service.PAYMENT, API, WALLETS, walletId, "authorizations")
                .idempotent(key)
                .ask(request, Authorization.class));
    }

    private static <T> T answer(Said<T> said) {
        JsonNode refusal = said.refusal();
        if (refusal != null) {
            JsonNode triesLeft = refusal.path("tries_left");
            throw new Refused(
                    refusal.path("code").asText(), triesLeft.isInt() ? triesLeft.asInt() : null, said.retryAfter());
        }
        return said.answer();
    }
}
