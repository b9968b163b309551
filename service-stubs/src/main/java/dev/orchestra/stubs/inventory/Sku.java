package dev.orchestra.stubs.inventory;

import java.util.Comparator;

/**
 * What stock is counted by. In the database '' stands for a product without variants, in messages null does.
 *
 * <p>The order of SKUs is the order in which every transaction locks their stock, so that no two can wait for each other.
 */
record Sku(String productId, String variantId) implements Comparable<Sku> {

    private static final Comparator<Sku> LOCK_ORDER =
            Comparator.comparing(Sku::productId).thenComparing(Sku::variantId);

    Sku {
        variantId = variantId == null ? "" : variantId;
    }

    String variantIdOrNull() {
        return variantId.isEmpty() ? null : variantId;
    }

    @Override
    public int compareTo(Sku other) {
        return LOCK_ORDER.compare(this, other);
    }
}
