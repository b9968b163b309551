package dev.orchestra.api;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.io.Resource;

/**
 * How callers are known (docs/identity.md).
 *
 * @param jwt whose tokens are taken; in mode {@code local} there may be none
 */
@ConfigurationProperties("orchestra.identity")
public record IdentityProperties(Mode mode, Jwt jwt) {

    /** The modes there are. */
    public enum Mode {
        /** The caller's word in {@code X-User-Id} or {@code X-Guest-Token} is taken: for a developer's machine only. */
        LOCAL,
        /** A customer proves who they are by a signed token, a guest by one that this API issued. */
        JWT
    }

    /**
     * The issuer of customers' tokens, and what it signs with: one of the two.
     *
     * @param jwkSetUri where its keys are published
     * @param publicKey where its RSA key is, as PEM
     * @param issuer what a token must say in {@code iss}
     * @param audience what a token must have in {@code aud}
     */
    public record Jwt(String jwkSetUri, Resource publicKey, String issuer, String audience) {

        public Jwt {
            jwkSetUri = blankIsNone(jwkSetUri);
            issuer = blankIsNone(issuer);
            audience = blankIsNone(audience);
            if (jwkSetUri != null && publicKey != null) {
                throw new IllegalArgumentException(
                        "Of orchestra.identity.jwt.jwk-set-uri and orchestra.identity.jwt.public-key only one can be set.");
            }
        }

        boolean isConfigured() {
            return jwkSetUri != null || publicKey != null;
        }

        private static String blankIsNone(String setting) {
            return setting == null || setting.isBlank() ? null : setting;
        }
    }

    public IdentityProperties {
        if (mode == null) {
            throw new IllegalArgumentException(
                    "orchestra.identity.mode must be set (ORCHESTRA_IDENTITY_MODE): without it nobody could be told from anybody.");
        }
        jwt = jwt == null ? new Jwt(null, null, null, null) : jwt;
        if (mode == Mode.JWT && !jwt.isConfigured()) {
            throw new IllegalArgumentException(
                    "Mode jwt needs orchestra.identity.jwt.jwk-set-uri or orchestra.identity.jwt.public-key.");
        }
        if (mode == Mode.JWT && (jwt.issuer() == null || jwt.audience() == null)) {
            throw new IllegalArgumentException(
                    "Mode jwt needs orchestra.identity.jwt.issuer and orchestra.identity.jwt.audience.");
        }
    }
}
