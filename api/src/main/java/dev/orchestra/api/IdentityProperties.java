package dev.orchestra.api;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How callers are known.
 *
 * @param mode {@code local}: the caller's word in {@code X-User-Id} or {@code X-Guest-Token} is taken; for a developer's machine only
 */
@ConfigurationProperties("orchestra.identity")
public record IdentityProperties(Mode mode) {

    /** The modes there are. */
    public enum Mode {
        LOCAL,
        JWT
    }

    public IdentityProperties {
        if (mode == null) {
            throw new IllegalArgumentException(
                    "orchestra.identity.mode must be set (ORCHESTRA_IDENTITY_MODE): without it nobody could be told from anybody.");
        }
    }
}
