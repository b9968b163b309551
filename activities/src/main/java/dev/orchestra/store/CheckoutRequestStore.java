package dev.orchestra.store;

import dev.orchestra.services.event.DeviceFingerprints;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.transaction.support.TransactionOperations;

/** Keeps what is personal in a place-order request: the run and its messages carry the id of the stored request alone. */
public final class CheckoutRequestStore implements DeviceFingerprints {

    /** The device that an order is placed from, as the request tells; any of it may be null. */
    public record Device(String type, String fingerprint, String ipAddress, String userAgent, String timezone) {}

    private final CheckoutRequests requests;
    private final TransactionOperations transaction;
    private final Clock clock;

    CheckoutRequestStore(CheckoutRequests requests, TransactionOperations transaction, Clock clock) {
        this.requests = requests;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Stores a request, before the run that refers to it is started, and returns its id.
     *
     * @param cartId null for an order of seats
     * @param device null when the request does not tell
     * @param callbackUrls where the customer's browser goes back to, one for each payment instruction; null where it names none
     */
    public String save(String ownerId, String cartId, Device device, List<String> callbackUrls) {
        String id = "creq_" + UUID.randomUUID().toString().replace("-", "");
        requests.save(new CheckoutRequest(id, ownerId, cartId, device, callbackUrls, clock.instant()));
        return id;
    }

    /** Deletes a request that no run refers to: its caller was given the answer of a run that another request started. */
    public void deleteUnused(String id) {
        requests.deleteById(id);
    }

    /**
     * Deletes what nobody needs any more: requests of runs that ended long ago, and those whose run was never started.
     *
     * @return how many
     */
    public int deleteOlderThan(Duration age) {
        Instant moment = clock.instant().minus(age);
        return transaction.execute(status -> requests.deleteOlderThan(moment));
    }

    /**
     * Where the customer's browser goes back to from a payment.
     *
     * @param leg which payment instruction, from 1
     */
    public Optional<String> callbackUrl(String checkoutRequestId, int leg) {
        return requests.findById(checkoutRequestId).map(request -> request.callbackUrl(leg));
    }

    @Override
    public Optional<String> ofCheckoutRequest(String checkoutRequestId) {
        return requests.findById(checkoutRequestId).map(CheckoutRequest::fingerprint);
    }
}
