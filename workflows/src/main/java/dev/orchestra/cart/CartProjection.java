package dev.orchestra.cart;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartOperation;
import dev.orchestra.services.inventory.InventoryService;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a cart will want once its operations are applied: which products, and how many of each that is kept in stock. */
final class CartProjection {

    /** What stock is counted by. */
    record Sku(String productId, String variantId) {}

    /** A line is told apart by product, variant and addons together. */
    private record LineKey(Sku sku, Map<String, Integer> addons) {}

    private final Map<String, LineKey> lineOfItem = new LinkedHashMap<>();
    private final Map<LineKey, Integer> quantities = new LinkedHashMap<>();
    private final Map<CartOperation, Sku> skuOfOperation = new LinkedHashMap<>();
    private final Set<Sku> named = new LinkedHashSet<>();

    CartProjection(Cart cart, List<CartOperation> operations) {
        for (Cart.Line line : cart.items()) {
            Map<String, Integer> addons = new LinkedHashMap<>();
            line.addons().forEach(addon -> addons.put(addon.addonId(), addon.quantity()));
            LineKey key = new LineKey(new Sku(line.productId(), line.variantId()), addons);
            lineOfItem.put(line.itemId(), key);
            named.add(key.sku());
            quantities.merge(key, line.quantity(), Integer::sum);
        }
        operations.forEach(this::apply);
    }

    /** An operation on an item that the cart does not have changes nothing: the Cart service will say so. */
    private void apply(CartOperation operation) {
        LineKey line = operation.itemId() == null
                ? new LineKey(new Sku(operation.productId(), operation.variantId()), addons(operation))
                : lineOfItem.get(operation.itemId());
        if (line == null) {
            return;
        }
        named.add(line.sku());
        switch (operation.op()) {
            case ADD -> quantities.merge(line, operation.quantity(), Integer::sum);
            case SET -> quantities.put(line, operation.quantity());
            case UPDATE -> {
                LineKey updated = operation.addons() == null ? line : new LineKey(line.sku(), addons(operation));
                quantities.remove(line);
                quantities.merge(updated, operation.quantity(), Integer::sum);
                lineOfItem.put(operation.itemId(), updated);
            }
            case DELETE -> {
                quantities.remove(line);
                lineOfItem.remove(operation.itemId());
            }
        }
        if (operation.op() != CartOperation.Op.DELETE) {
            skuOfOperation.put(operation, line.sku());
        }
    }

    private static Map<String, Integer> addons(CartOperation operation) {
        Map<String, Integer> addons = new LinkedHashMap<>();
        if (operation.addons() != null) {
            operation.addons().forEach(addon -> addons.put(addon.addonId(), addon.quantity()));
        }
        return addons;
    }

    /** Every product that the cart holds or is asked to hold. */
    List<String> productIds() {
        return named.stream().map(Sku::productId).distinct().toList();
    }

    /** The product and variant that an operation is about, or null when only the Cart service can tell. */
    Sku skuOf(CartOperation operation) {
        return skuOfOperation.get(operation);
    }

    int wanted(Sku sku) {
        return quantities.entrySet().stream()
                .filter(line -> line.getKey().sku().equals(sku))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** The addons of each line of the product and variant. */
    List<Map<String, Integer>> addonsOf(Sku sku) {
        return quantities.keySet().stream()
                .filter(line -> line.sku().equals(sku))
                .map(LineKey::addons)
                .toList();
    }

    /** What must be in stock. */
    List<InventoryService.Item> stockQuestions() {
        return named.stream()
                .map(sku -> new InventoryService.Item(sku.productId(), sku.variantId(), Math.max(wanted(sku), 1)))
                .toList();
    }
}
