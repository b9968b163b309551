package dev.orchestra.services.seller;

import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * The Seller Admin over HTTP (docs/core-services.md, Seller Admin). It is asked for one store at a time, for all of a cart's stores at
 * once. Failures: see {@link ServiceCall}; one store's failure is the failure of all.
 */
public final class HttpSellerAdminService implements SellerAdminService {

    private final ServiceClient client;

    public HttpSellerAdminService(ServiceClient client) {
        this.client = client;
    }

    @Override
    public Stores stores(List<String> storeIds) {
        return new Stores(forEach(
                storeIds,
                id -> client.call(
                                Service.SELLER_ADMIN,
                                "merchant",
                                "api",
                                "v1",
                                "domains",
                                client.domainId(),
                                "stores",
                                id)
                        .getAsync(Store.class)));
    }

    @Override
    public Taxes taxSettings(List<String> storeIds) {
        return new Taxes(forEach(
                storeIds,
                id -> client.call(
                                Service.SELLER_ADMIN,
                                "api",
                                "v1",
                                "domains",
                                client.domainId(),
                                "stores",
                                id,
                                "tax_settings")
                        .getAsync(TaxSettings.class)));
    }

    /** In the order of the ids, once each. */
    private static <T> List<T> forEach(List<String> storeIds, Function<String, CompletableFuture<T>> question) {
        List<CompletableFuture<T>> answers =
                storeIds.stream().distinct().map(question).toList();
        try {
            return answers.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException meaning) {
                throw meaning;
            }
            throw failure;
        }
    }
}
