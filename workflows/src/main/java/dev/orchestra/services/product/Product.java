package dev.orchestra.services.product;

import java.math.BigDecimal;
import java.util.List;

/** A product as the Product service sells it now. One with variants is sold by variant only. */
public record Product(
        String productId,
        String name,
        String imageUrl,
        String storeId,
        String status,
        BigDecimal price,
        String currency,
        String taxClass,
        List<Variant> variants,
        List<Addon> addons) {

    public record Variant(String variantId, String name, BigDecimal price, String status) {}

    public record Addon(String addonId, String name, BigDecimal price) {}
}
