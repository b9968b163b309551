package dev.orchestra.cart;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartOperation;
import dev.orchestra.services.inventory.InventoryService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a cart will want once its operations are applied: which products, and how many of each that is kept in stock. */
final class CartProjection {

    /** What stock is counted by. */
    record Sku(String productId, String variantId) {}

    private final Map<String, Sku> skuOfItem = new LinkedHashMap<>();
    private final Map<Sku, Integer> wanted = new LinkedHashMap<>();
    private final Map<CartOperation, Sku> skuOfOperation = new LinkedHashMap<>();

    CartProjection(Cart cart, List<CartOperation> operations) {
        Map<String, Integer> quantityOfItem = new LinkedHashMap<>();
        for (Cart.Line line : cart.items()) {
            Sku sku = new Sku(line.productId(), line.variantId());
            skuOfItem.put(line.itemId(), sku);
            quantityOfItem.put(line.itemId(), line.quantity());
            wanted.merge(sku, line.quantity(), Integer::sum);
        }
        for (CartOperation operation : operations) {
            switch (operation.op()) {
                case ADD -> want(operation, operation.quantity());
                case SET -> want(operation, operation.quantity() - quantityOnSameLine(cart, operation));
                case UPDATE -> {
                    Sku sku = skuOfItem.get(operation.itemId());
                    if (sku != null) {
                        skuOfOperation.put(operation, sku);
                        int before = quantityOfItem.put(operation.itemId(), operation.quantity());
                        wanted.merge(sku, operation.quantity() - before, Integer::sum);
                    }
                }
                case DELETE -> {
                    Integer before = quantityOfItem.remove(operation.itemId());
                    if (before != null) {
                        wanted.merge(skuOfItem.get(operation.itemId()), -before, Integer::sum);
                    }
                }
            }
        }
    }

    private void want(CartOperation operation, int more) {
        Sku sku = new Sku(operation.productId(), operation.variantId());
        skuOfOperation.put(operation, sku);
        wanted.merge(sku, more, Integer::sum);
    }

    private static int quantityOnSameLine(Cart cart, CartOperation operation) {
        return cart.items().stream()
                .filter(line -> line.productId().equals(operation.productId())
                        && Objects.equals(line.variantId(), operation.variantId())
                        && sameAddons(line, operation))
                .mapToInt(Cart.Line::quantity)
                .sum();
    }

    private static boolean sameAddons(Cart.Line line, CartOperation operation) {
        Map<String, Integer> onLine = new LinkedHashMap<>();
        line.addons().forEach(addon -> onLine.put(addon.addonId(), addon.quantity()));
        Map<String, Integer> asked = new LinkedHashMap<>();
        if (operation.addons() != null) {
            operation.addons().forEach(addon -> asked.put(addon.addonId(), addon.quantity()));
        }
        return onLine.equals(asked);
    }

    /** Every product that the cart holds or is asked to hold. */
    List<String> productIds() {
        return wanted.keySet().stream().map(Sku::productId).distinct().toList();
    }

    /** The product and variant that an operation is about, or null when only the Cart service can tell. */
    Sku skuOf(CartOperation operation) {
        return skuOfOperation.get(operation);
    }

    int wanted(Sku sku) {
        return wanted.getOrDefault(sku, 0);
    }

    /** What must be in stock. */
    List<InventoryService.Item> stockQuestions() {
        List<InventoryService.Item> items = new ArrayList<>();
        wanted.forEach((sku, quantity) ->
                items.add(new InventoryService.Item(sku.productId(), sku.variantId(), Math.max(quantity, 1))));
        return items;
    }
}
