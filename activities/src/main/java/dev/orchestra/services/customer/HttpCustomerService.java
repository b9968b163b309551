package dev.orchestra.services.customer;

import dev.orchestra.services.AtOnce;
import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The Customer service over HTTP (docs/core-services.md, Customer service). It is asked for one address at a time, for all at once, and nothing of an
 * address but its id and status is read. Failures: see {@link ServiceCall}; one address's failure is the failure of all, unless there is no such address.
 */
public final class HttpCustomerService implements CustomerService {

    private final ServiceClient client;

    public HttpCustomerService(ServiceClient client) {
        this.client = client;
    }

    @Override
    public AddressesFound addresses(AddressesQuestion question) {
        List<AddressFound> found = AtOnce.ask(question.addressIds(), id -> address(question.ownerId(), id)).stream()
                .filter(Objects::nonNull)
                .toList();
        return new AddressesFound(found);
    }

    /** Null when the owner has no such address. */
    private CompletableFuture<AddressFound> address(String ownerId, String addressId) {
        return client.call(Service.CUSTOMER, "api", "addresses", addressId)
                .query("owner_id", ownerId)
                .getAsync(AddressFound.class)
                .exceptionally(failure -> {
                    if (failure instanceof ApplicationFailure refusal
                            && "ADDRESS_NOT_FOUND".equals(refusal.getType())) {
                        return null;
                    }
                    throw new CompletionException(failure);
                });
    }
}
