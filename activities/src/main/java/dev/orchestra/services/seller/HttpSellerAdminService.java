package dev.orchestra.services.seller;

import dev.orchestra.services.AtOnce;
import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;
import java.util.List;

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
        return new Stores(AtOnce.ask(
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
        return new Taxes(AtOnce.ask(
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

    @Override
    public DeliveryOption deliveryOption(String deliveryOptionId) {
        return client.call(Service.SELLER_ADMIN, "api", "delivery-options", deliveryOptionId)
                .get(DeliveryOption.class);
    }

    @Override
    public PickupPoint pickupPoint(String pickupPointId) {
        return client.call(Service.SELLER_ADMIN, "api", "pickup-points", pickupPointId)
                .get(PickupPoint.class);
    }

    @Override
    public GiftWrapOption giftWrapOption(String giftWrapId) {
        return client.call(Service.SELLER_ADMIN, "api", "gift-wrap-options", giftWrapId)
                .get(GiftWrapOption.class);
    }
}
