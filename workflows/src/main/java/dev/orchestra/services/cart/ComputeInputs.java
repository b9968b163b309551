package dev.orchestra.services.cart;

import dev.orchestra.services.marketing.CouponCheck;
import dev.orchestra.services.marketing.PricingRule;
import dev.orchestra.services.product.Product;
import dev.orchestra.services.shipping.DeliveryRate;
import java.math.BigDecimal;
import java.util.List;

/**
 * Everything that decides a cart's price, from the services that own it (body of {@code POST /api/carts/{id}/compute}).
 *
 * @param loyalty what may be redeemed, null for nothing
 * @param optionsVersion of the cart that these were gathered for, null for any
 * @param version of the cart that these were gathered for, null for any
 */
public record ComputeInputs(
        List<Product> products,
        List<StorePricing> stores,
        List<DeliveryRate> deliveryRates,
        List<PricingRule> promotions,
        List<CouponCheck> coupons,
        LoyaltyLimit loyalty,
        Long optionsVersion,
        Long version) {

    public record StorePricing(String storeId, String name, boolean pricesIncludeTax, List<TaxRate> taxRates) {}

    /** @param pointValue what one point is worth, in the cart's currency */
    public record LoyaltyLimit(int points, BigDecimal pointValue) {}

    /** @param rate a fraction: 0.18 is 18 percent */
    public record TaxRate(String taxClass, BigDecimal rate) {}
}
