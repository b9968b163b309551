package dev.orchestra.services.shipping;

import io.temporal.activity.ActivityInterface;
import java.util.List;

/** Seller order and fulfilment: delivery rates (docs/core-services.md). */
@ActivityInterface(namePrefix = "Shipping.")
public interface ShippingService {

    /** {@code POST /api/shipping/calculate-rate}. Refusals: NOT_SERVICEABLE, DELIVERY_OPTION_NOT_FOUND. */
    Rates calculateRate(CalculateRate question);

    record CalculateRate(String deliveryOptionId, String addressId, List<StoreItems> stores) {}

    record StoreItems(String storeId, int itemCount) {}

    record Rates(List<DeliveryRate> rates) {}
}
