package dev.orchestra.stubs.product;

import java.math.BigDecimal;
import java.util.List;

/**
 * Something that is sold. Prices are per piece, in {@code currency}, with two decimals; a product with variants is sold
 * by variant only, at the variant's price.
 */
public record Product(
        String productId,
        String name,
        String description,
        String category,
        String imageUrl,
        String storeId,
        Status status,
        BigDecimal price,
        String currency,
        String taxClass,
        List<Variant> variants,
        List<Addon> addons) {

    /** Whether it may be bought at present. */
    public enum Status {
        ACTIVE,
        INACTIVE
    }

    /** One of the forms of a product, such as a colour or a size. */
    public record Variant(String variantId, String name, BigDecimal price, Status status) {}

    /** Something that is bought along with a product, such as an engraving. */
    public record Addon(String addonId, String name, BigDecimal price) {}
}
