package dev.orchestra.stubs.product;

import dev.orchestra.stubs.product.Product.Addon;
import dev.orchestra.stubs.product.Product.Status;
import dev.orchestra.stubs.product.Product.Variant;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** All products there are. */
@Repository
public class Products {

    /** With variants and addons as JSON, so that one question finds all of any number of products. */
    private static final String COMPLETE = """
            select *,
                   array_to_json(array(
                       select json_build_object('variant_id', variant_id, 'name', name, 'price', price, 'status', status)
                       from product.variants where product_id = products.product_id order by variant_id)) as variants,
                   array_to_json(array(
                       select json_build_object('addon_id', addon_id, 'name', name, 'price', price)
                       from product.addons where product_id = products.product_id order by addon_id)) as addons
            from product.products
            """;

    private final JdbcClient database;
    private final JsonMapper json;

    Products(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /** The products of these ids, also the inactive ones; an unknown id is left out. */
    List<Product> withIds(Collection<String> ids) {
        return database.sql(COMPLETE + "where product_id = any(?) order by product_id")
                .param(ids.toArray(String[]::new))
                .query((row, number) -> product(row))
                .list();
    }

    /**
     * Active products by name.
     *
     * @param words part of the name, description or category; null for any
     * @param category its exact name; null for any
     */
    List<Product> find(String words, String category, int limit) {
        String pattern = words == null ? null : "%" + words.trim().replaceAll("([\\\\%_])", "\\\\$1") + "%";
        return database.sql(COMPLETE + """
                        where status = 'ACTIVE'
                          and (:pattern::text is null or name ilike :pattern or description ilike :pattern
                               or category ilike :pattern)
                          and (:category::text is null or lower(category) = lower(:category))
                        order by name, product_id
                        limit :limit""")
                .param("pattern", pattern)
                .param("category", category)
                .param("limit", limit)
                .query((row, number) -> product(row))
                .list();
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

    private Product product(ResultSet row) throws SQLException {
        return new Product(
                row.getString("product_id"),
                row.getString("name"),
                row.getString("description"),
                row.getString("category"),
                row.getString("image_url"),
                row.getString("store_id"),
                Status.valueOf(row.getString("status")),
                row.getBigDecimal("price"),
                row.getString("currency"),
                row.getString("tax_class"),
                List.of(json.readValue(row.getString("variants"), Variant[].class)),
                List.of(json.readValue(row.getString("addons"), Addon[].class)));
    }
}
