package dev.orchestra.payment;

import dev.orchestra.api.IdentityProperties.Mode;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How webhooks of gateways are known, and passed on (docs/webhooks.md). */
@ConfigurationProperties("orchestra.webhooks")
record WebhookProperties(
        @DefaultValue PhonePe phonepe,
        @DefaultValue Razorpay razorpay,
        @DefaultValue Relay relay) {

    /** The ways in which PhonePe shows that a webhook is its own. */
    enum PhonePeMode {
        /** A signature over the body. */
        HMAC,
        /** The hash of user name and password, whatever the body. */
        SHA
    }

    /**
     * What is agreed with PhonePe; each secret has a previous one, which is taken as well. Blank is none.
     *
     * @param accept the modes whose webhooks are taken, as far as their secrets are set
     * @param signatureHeader where mode HMAC has the signature, in hex
     */
    record PhonePe(
            @DefaultValue({"HMAC", "SHA"}) Set<PhonePeMode> accept,
            @DefaultValue("x-phonepe-checksum-signature") String signatureHeader,
            String username,
            String password,
            String previousUsername,
            String previousPassword,
            String hmacSecret,
            String previousHmacSecret) {

        PhonePe {
            username = blankIsNone(username);
            password = blankIsNone(password);
            previousUsername = blankIsNone(previousUsername);
            previousPassword = blankIsNone(previousPassword);
            hmacSecret = blankIsNone(hmacSecret);
            previousHmacSecret = blankIsNone(previousHmacSecret);
            if ((username == null) != (password == null) || (previousUsername == null) != (previousPassword == null)) {
                throw new IllegalArgumentException(
                        "PhonePe's user name and password must be set together (PHONEPE_WEBHOOK_USERNAME, PHONEPE_WEBHOOK_PASSWORD, and the _PREVIOUS ones).");
            }
        }

        private boolean isConfigured() {
            return accept.contains(PhonePeMode.HMAC) && hmacSecret != null
                    || accept.contains(PhonePeMode.SHA) && username != null;
        }

        @Override
        public String toString() {
            return "PhonePe[" + accept + "]";
        }
    }

    /** What is agreed with Razorpay. Blank is none. */
    record Razorpay(String secret, String previousSecret) {

        Razorpay {
            secret = blankIsNone(secret);
            previousSecret = blankIsNone(previousSecret);
        }

        @Override
        public String toString() {
            return "Razorpay[]";
        }
    }

    /**
     * How webhooks are passed on.
     *
     * @param threads how many at a time
     * @param sweep how often those are looked for that another process, or one that died, left
     */
    record Relay(
            @DefaultValue("8") int threads,
            @DefaultValue("2s") Duration sweep) {

        Relay {
            if (threads < 1 || sweep.toMillis() < 1) {
                throw new IllegalArgumentException(
                        "orchestra.webhooks.relay.threads and orchestra.webhooks.relay.sweep must be more than zero.");
            }
        }
    }

    /** @throws IllegalArgumentException when a gateway's webhooks could not be told from forged ones, and callers are not merely taken at their word */
    void checkFor(Mode mode) {
        if (mode == Mode.LOCAL) {
            return;
        }
        if (!phonepe.isConfigured()) {
            throw new IllegalArgumentException(
                    "PhonePe's webhooks need a secret: set PHONEPE_WEBHOOK_HMAC_SECRET, or PHONEPE_WEBHOOK_USERNAME and PHONEPE_WEBHOOK_PASSWORD, of a mode that orchestra.webhooks.phonepe.accept names.");
        }
        if (razorpay.secret() == null) {
            throw new IllegalArgumentException("Razorpay's webhooks need a secret: set RAZORPAY_WEBHOOK_SECRET.");
        }
    }

    private static String blankIsNone(String setting) {
        return setting == null || setting.isBlank() ? null : setting;
    }
}
