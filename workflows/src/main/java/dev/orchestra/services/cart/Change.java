package dev.orchestra.services.cart;

/**
 * A new value for something that may also be taken away. Where a {@code Change} is null, nothing changes.
 *
 * @param value null: what was chosen is removed
 */
public record Change<T>(T value) {

    public boolean removes() {
        return value == null;
    }
}
