package dev.orchestra.services.seller;

import dev.orchestra.services.cart.ComputeInputs.TaxRate;
import io.temporal.activity.ActivityInterface;
import java.util.List;

/** Seller Admin (docs/core-services.md, Seller Admin). One activity asks for all the stores of a cart. */
@ActivityInterface(namePrefix = "SellerAdmin.")
public interface SellerAdminService {

    /** {@code GET /merchant/api/v1/domains/{domain_id}/stores/{store_id}}, for each store. */
    Stores stores(List<String> storeIds);

    /** {@code GET /api/v1/domains/{domain_id}/stores/{store_id}/tax_settings}, for each store. */
    Taxes taxSettings(List<String> storeIds);

    record Stores(List<Store> stores) {}

    record Store(String storeId, String name, String status) {
        public boolean open() {
            return "ONLINE".equals(status);
        }
    }

    record Taxes(List<TaxSettings> taxes) {}

    record TaxSettings(String storeId, boolean pricesIncludeTax, List<TaxRate> taxRates) {}
}
