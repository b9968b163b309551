package dev.orchestra.support;

/**
 * Something that was left out or is worth knowing, while the operation as a whole worked.
 *
 * @param code stable, listed in docs/errors.md
 * @param message for a person
 * @param productId the product that it is about, or null
 */
public record Warning(String code, String message, String productId) {

    public Warning(String code, String message) {
        this(code, message, null);
    }
}
