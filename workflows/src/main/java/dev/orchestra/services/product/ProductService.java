package dev.orchestra.services.product;

import io.temporal.activity.ActivityInterface;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The Product service (docs/core-services.md, Product service). */
@ActivityInterface(namePrefix = "Product.")
public interface ProductService {

    /** {@code GET /api/products/search?ids=}. An id that is not in the answer is unknown. */
    ProductsFound search(List<String> productIds);

    /** {@code POST /api/products/search}: the same, for up to 250 ids. */
    ProductsFound details(List<String> productIds);

    record ProductsFound(List<Product> products) {

        /** In the order of the answer: what follows from it must not differ between two processes. */
        public Map<String, Product> byId() {
            Map<String, Product> byId = new LinkedHashMap<>();
            products.forEach(product -> byId.put(product.productId(), product));
            return byId;
        }
    }
}
