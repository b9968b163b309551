package dev.orchestra.api;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What the API's keyed hashes are made with; the same in all its processes.
 *
 * @param secret at least 32 characters; may be missing on a developer's machine
 */
@ConfigurationProperties("orchestra")
public record SecretProperties(String secret) {

    private static final int SHORTEST = 32;
    private static final String OF_A_DEVELOPERS_MACHINE = "not a secret: for a developer's machine only";

    public SecretProperties {
        secret = secret == null || secret.isBlank() ? null : secret;
        if (secret != null && secret.length() < SHORTEST) {
            throw new IllegalArgumentException(
                    "orchestra.secret (ORCHESTRA_SECRET) must have at least " + SHORTEST + " characters.");
        }
    }

    /** @throws IllegalArgumentException when there is none and callers are not merely taken at their word */
    String orOfADevelopersMachine(IdentityProperties.Mode mode) {
        if (secret == null && mode != IdentityProperties.Mode.LOCAL) {
            throw new IllegalArgumentException("orchestra.secret must be set (ORCHESTRA_SECRET), to at least "
                    + SHORTEST + " characters, the same for all processes of the API.");
        }
        return secret == null ? OF_A_DEVELOPERS_MACHINE : secret;
    }

    @Override
    public String toString() {
        return "SecretProperties[]";
    }
}
