package dev.orchestra.services.product;

import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;
import java.util.List;

/** The Product service over HTTP (docs/core-services.md, Product service). Failures: see {@link ServiceCall}. */
public final class HttpProductService implements ProductService {

    /** More go into a body: proxies and servers have limits for an address, and encoding can make it three times as long. */
    private static final int IDS_IN_ADDRESS = 30;

    private static final int CHARACTERS_IN_ADDRESS = 1_000;

    private final ServiceClient client;

    public HttpProductService(ServiceClient client) {
        this.client = client;
    }

    @Override
    public ProductsFound search(List<String> productIds) {
        if (productIds.isEmpty()) {
            // An empty list of ids would be no filter at all.
            return new ProductsFound(List.of());
        }
        String ids = String.join(",", productIds);
        return productIds.size() > IDS_IN_ADDRESS || ids.length() > CHARACTERS_IN_ADDRESS
                ? details(productIds)
                : products().query("ids", ids).get(ProductsFound.class);
    }

    @Override
    public ProductsFound details(List<String> productIds) {
        if (productIds.isEmpty()) {
            return new ProductsFound(List.of());
        }
        return products().post(new Ids(productIds), ProductsFound.class);
    }

    private ServiceCall products() {
        return client.call(Service.PRODUCT, "api", "products", "search");
    }

    private record Ids(List<String> ids) {}
}
