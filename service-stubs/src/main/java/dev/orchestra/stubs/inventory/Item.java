package dev.orchestra.stubs.inventory;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A number of pieces of a product, or of one of its variants. */
record Item(
        @NotBlank @Size(max = 64) String productId,
        @Size(max = 64) String variantId,
        @NotNull @Min(1) @Max(9_900) Integer quantity) {

    /** How many pieces are asked for by SKU: two lines of the same product draw on the same stock. */
    static SortedMap<Sku, Integer> bySku(List<Item> items) {
        SortedMap<Sku, Integer> quantities = new TreeMap<>();
        items.forEach(
                item -> quantities.merge(new Sku(item.productId(), item.variantId()), item.quantity(), Integer::sum));
        return quantities;
    }
}
