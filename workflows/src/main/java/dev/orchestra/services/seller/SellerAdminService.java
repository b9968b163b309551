package dev.orchestra.services.seller;

import dev.orchestra.services.cart.ComputeInputs.TaxRate;
import io.temporal.activity.ActivityInterface;
import java.math.BigDecimal;
import java.util.List;

/** Seller Admin (docs/core-services.md, Seller Admin). One activity asks for all the stores of a cart. */
@ActivityInterface(namePrefix = "SellerAdmin.")
public interface SellerAdminService {

    /** {@code GET /merchant/api/v1/domains/{domain_id}/stores/{store_id}}, for each store. */
    Stores stores(List<String> storeIds);

    /** {@code GET /api/v1/domains/{domain_id}/stores/{store_id}/tax_settings}, for each store. */
    Taxes taxSettings(List<String> storeIds);

    /** {@code GET /api/delivery-options/{id}}. Refusals: DELIVERY_OPTION_NOT_FOUND. */
    DeliveryOption deliveryOption(String deliveryOptionId);

    /** {@code GET /api/pickup-points/{id}}. Refusals: PICKUP_POINT_NOT_FOUND. */
    PickupPoint pickupPoint(String pickupPointId);

    /** {@code GET /api/gift-wrap-options/{id}}. Refusals: GIFT_WRAP_NOT_FOUND. */
    GiftWrapOption giftWrapOption(String giftWrapId);

    record DeliveryOption(String deliveryOptionId, String name, BigDecimal charge, String status) {

        public boolean active() {
            return "ACTIVE".equals(status);
        }
    }

    record PickupPoint(String pickupPointId, String name, String storeId, String status) {

        public boolean active() {
            return "ACTIVE".equals(status);
        }
    }

    /** @param maxMessageLength in characters */
    record GiftWrapOption(String id, String name, BigDecimal charge, int maxMessageLength, String status) {

        public boolean active() {
            return "ACTIVE".equals(status);
        }
    }

    record Stores(List<Store> stores) {}

    record Store(String storeId, String name, String status) {
        public boolean open() {
            return "ONLINE".equals(status);
        }
    }

    record Taxes(List<TaxSettings> taxes) {}

    record TaxSettings(String storeId, boolean pricesIncludeTax, List<TaxRate> taxRates) {}
}
