package dev.orchestra.stubs.inventory;

import dev.orchestra.stubs.support.Unsafe;
import dev.orchestra.stubs.support.Unsafe.Switch;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The counters of each SKU. What can be had is what is on hand and not held. */
@Repository
public class Stock {

    private final JdbcClient database;
    private final boolean whetherThereOrNot;

    Stock(JdbcClient database, ObjectProvider<Unsafe> unsafe) {
        this.database = database;
        this.whetherThereOrNot = Unsafe.is(Switch.NO_HOLD_CHECK, unsafe);
    }

    /** Puts this many pieces in stock unless the SKU is known; stock that was sold never comes back by it. */
    public void addIfAbsent(String productId, String variantId, int pieces) {
        Sku sku = new Sku(productId, variantId);
        database.sql("insert into inventory.stock (product_id, variant_id, initial, on_hand) values (?, ?, ?, ?)"
                        + " on conflict do nothing")
                .params(sku.productId(), sku.variantId(), pieces, pieces)
                .update();
    }

    /** Takes the pieces from what can be had; false, and nothing done, when there are not as many. */
    boolean hold(Sku sku, int quantity) {
        return database.sql(
                                "update inventory.stock set held = held + :quantity"
                                        + " where product_id = :product and variant_id = :variant and (on_hand - held >= :quantity or :anyway)")
                        .param("quantity", quantity)
                        .param("product", sku.productId())
                        .param("variant", sku.variantId())
                        .param("anyway", whetherThereOrNot)
                        .update()
                == 1;
    }

    void giveBack(Sku sku, int quantity) {
        mustChange(
                sku,
                database.sql("update inventory.stock set held = held - ? where product_id = ? and variant_id = ?")
                        .params(quantity, sku.productId(), sku.variantId())
                        .update());
    }

    void deduct(Sku sku, int quantity) {
        mustChange(
                sku,
                database.sql("update inventory.stock set held = held - :quantity, on_hand = on_hand - :quantity,"
                                + " deducted = deducted + :quantity"
                                + " where product_id = :product and variant_id = :variant")
                        .param("quantity", quantity)
                        .param("product", sku.productId())
                        .param("variant", sku.variantId())
                        .update());
    }

    /** How many pieces of each product's SKUs can be had; an unknown SKU is left out. */
    Map<Sku, Integer> available(Collection<String> productIds) {
        Map<Sku, Integer> available = new HashMap<>();
        levels(productIds)
                .forEach(level ->
                        available.put(new Sku(level.productId(), level.variantId()), level.onHand() - level.held()));
        return available;
    }

    List<Level> levels(Collection<String> productIds) {
        if (productIds.isEmpty()) {
            return List.of();
        }
        return database.sql("select product_id, nullif(variant_id, '') as variant_id, initial, on_hand, held, deducted"
                        + " from inventory.stock where product_id in (:ids) order by product_id, variant_id")
                .param("ids", productIds)
                .query(Level.class)
                .list();
    }

    private static void mustChange(Sku sku, int rows) {
        if (rows != 1) {
            throw new IllegalStateException("No stock row for " + sku);
        }
    }

    /** The counters of a SKU, in pieces: {@code initial} is what is on hand plus what was deducted since. */
    record Level(String productId, String variantId, int initial, int onHand, int held, int deducted) {}
}
