package dev.orchestra.stubs.product;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.orchestra.stubs.product.Product.Addon;
import dev.orchestra.stubs.product.Product.Status;
import dev.orchestra.stubs.product.Product.Variant;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** All products there are. */
@Repository
public class Products {

    private final JdbcClient database;

    Products(JdbcClient database) {
        this.database = database;
    }

    /** The products of these ids, also the inactive ones; an unknown id is left out. */
    List<Product> withIds(Collection<String> ids) {
        return complete(database.sql("select * from product.products where product_id in (:ids) order by product_id")
                .param("ids", ids)
                .query(Row.class)
                .list());
    }

    /**
     * Active products by name.
     *
     * @param words part of the name, description or category; null for any
     * @param category its exact name; null for any
     */
    List<Product> find(String words, String category, int limit) {
        String pattern = words == null ? null : "%" + words.trim().replaceAll("([\\\\%_])", "\\\\$1") + "%";
        return complete(database.sql("""
                        select * from product.products
                        where status = 'ACTIVE'
                          and (:pattern::text is null or name ilike :pattern or description ilike :pattern
                               or category ilike :pattern)
                          and (:category::text is null or lower(category) = lower(:category))
                        order by name, product_id
                        limit :limit""")
                .param("pattern", pattern)
                .param("category", category)
                .param("limit", limit)
                .query(Row.class)
                .list());
    }

    /** Adds the product unless one of its id is there; then nothing of it is changed. */
    public void addIfAbsent(Product product) {
        int added = database.sql("""
                        insert into product.products (product_id, name, description, category, image_url, store_id,
                                                      status, price, currency, tax_class)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")
                .params(
                        product.productId(),
                        product.name(),
                        product.description(),
                        product.category(),
                        product.imageUrl(),
                        product.storeId(),
                        product.status().name(),
                        product.price(),
                        product.currency(),
                        product.taxClass())
                .update();
        if (added == 0) {
            return;
        }
        product.variants()
                .forEach(variant -> database.sql(
                                "insert into product.variants (product_id, variant_id, name, price, status)"
                                        + " values (?, ?, ?, ?, ?)")
                        .params(
                                product.productId(),
                                variant.variantId(),
                                variant.name(),
                                variant.price(),
                                variant.status().name())
                        .update());
        product.addons()
                .forEach(addon -> database.sql(
                                "insert into product.addons (product_id, addon_id, name, price) values (?, ?, ?, ?)")
                        .params(product.productId(), addon.addonId(), addon.name(), addon.price())
                        .update());
    }

    private List<Product> complete(List<Row> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        List<String> ids = rows.stream().map(Row::productId).toList();
        Map<String, List<Variant>> variants = database
                .sql("select * from product.variants where product_id in (:ids) order by product_id, variant_id")
                .param("ids", ids)
                .query(VariantRow.class)
                .list()
                .stream()
                .collect(groupingBy(VariantRow::productId, mapping(VariantRow::variant, toList())));
        Map<String, List<Addon>> addons = database
                .sql("select * from product.addons where product_id in (:ids) order by product_id, addon_id")
                .param("ids", ids)
                .query(AddonRow.class)
                .list()
                .stream()
                .collect(groupingBy(AddonRow::productId, mapping(AddonRow::addon, toList())));
        return rows.stream()
                .map(row -> row.product(
                        variants.getOrDefault(row.productId(), List.of()),
                        addons.getOrDefault(row.productId(), List.of())))
                .toList();
    }

    private record Row(
            String productId,
            String name,
            String description,
            String category,
            String imageUrl,
            String storeId,
            Status status,
            BigDecimal price,
            String currency,
            String taxClass) {

        Product product(List<Variant> variants, List<Addon> addons) {
            return new Product(
                    productId,
                    name,
                    description,
                    category,
                    imageUrl,
                    storeId,
                    status,
                    price,
                    currency,
                    taxClass,
                    variants,
                    addons);
        }
    }

    private record VariantRow(String productId, String variantId, String name, BigDecimal price, Status status) {

        Variant variant() {
            return new Variant(variantId, name, price, status);
        }
    }

    private record AddonRow(String productId, String addonId, String name, BigDecimal price) {

        Addon addon() {
            return new Addon(addonId, name, price);
        }
    }
}
