package dev.orchestra.services.event;

import java.util.Optional;

/** Where the fingerprint of the device that placed an order is found when its event goes out. */
@FunctionalInterface
public interface DeviceFingerprints {

    /** Empty when the request is not stored, or came without one. */
    Optional<String> ofCheckoutRequest(String checkoutRequestId);
}
