package dev.orchestra.services.product;

import io.temporal.activity.ActivityInterface;
import java.util.List;

/** The Product service (docs/core-services.md, Product service). */
@ActivityInterface(namePrefix = "Product.")
public interface ProductService {

    /** {@code GET /api/products/search?ids=}. An id that is not in the answer is unknown. */
    ProductsFound search(List<String> productIds);

    record ProductsFound(List<Product> products) {}
}
