package dev.orchestra.stubs.seller;

import dev.orchestra.stubs.support.Refusal;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP face of the Seller Admin service. */
@RestController
class SellerController {

    private final Stores stores;
    private final SellerOptions options;

    SellerController(Stores stores, SellerOptions options) {
        this.stores = stores;
        this.options = options;
    }

    @GetMapping("/merchant/api/v1/domains/{domainId}/stores/{storeId}")
    Store store(@PathVariable String domainId, @PathVariable String storeId) {
        return stores.store(domainId, storeId).orElseThrow(unknown("STORE_NOT_FOUND", "store", storeId));
    }

    @GetMapping("/api/v1/domains/{domainId}/stores/{storeId}/tax_settings")
    TaxSettings taxSettings(@PathVariable String domainId, @PathVariable String storeId) {
        return stores.taxSettings(domainId, storeId).orElseThrow(unknown("STORE_NOT_FOUND", "store", storeId));
    }

    @GetMapping("/api/delivery-options/{id}")
    DeliveryOption deliveryOption(@PathVariable String id) {
        return options.deliveryOption(id).orElseThrow(unknown("DELIVERY_OPTION_NOT_FOUND", "delivery option", id));
    }

    @GetMapping("/api/pickup-points/{id}")
    PickupPoint pickupPoint(@PathVariable String id) {
        return options.pickupPoint(id).orElseThrow(unknown("PICKUP_POINT_NOT_FOUND", "pickup point", id));
    }

    @GetMapping("/api/gift-wrap-options/{id}")
    GiftWrap giftWrap(@PathVariable String id) {
        return options.giftWrap(id).orElseThrow(unknown("GIFT_WRAP_NOT_FOUND", "gift wrap", id));
    }

    private static Supplier<Refusal> unknown(String code, String what, String id) {
        return () -> new Refusal(HttpStatus.NOT_FOUND, code, "There is no " + what + " " + id + ".");
    }
}
