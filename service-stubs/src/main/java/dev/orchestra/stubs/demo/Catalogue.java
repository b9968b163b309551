package dev.orchestra.stubs.demo;

import dev.orchestra.stubs.customer.Address;
import dev.orchestra.stubs.marketing.Coupon;
import dev.orchestra.stubs.marketing.Filler;
import dev.orchestra.stubs.marketing.Rule;
import dev.orchestra.stubs.payment.PaymentMethod;
import dev.orchestra.stubs.product.Product;
import dev.orchestra.stubs.product.Product.Addon;
import dev.orchestra.stubs.product.Product.Variant;
import dev.orchestra.stubs.recommendations.Recommendation;
import dev.orchestra.stubs.seller.DeliveryOption;
import dev.orchestra.stubs.seller.GiftWrap;
import dev.orchestra.stubs.seller.PickupPoint;
import dev.orchestra.stubs.seller.Status;
import dev.orchestra.stubs.seller.Store;
import dev.orchestra.stubs.seller.TaxSettings;
import dev.orchestra.stubs.seller.TaxSettings.TaxRate;
import dev.orchestra.stubs.shipping.ShippingRates.Tariff;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** The file {@code demo/catalogue.json}. Amounts are in rupees; every store has the same tax rates, every owner the same reminders. */
record Catalogue(
        List<TaxRate> taxRates,
        List<DemoStore> stores,
        List<DemoDelivery> deliveryOptions,
        List<OutOfReach> unserviceableAddresses,
        List<Address> addresses,
        List<PickupPoint> pickupPoints,
        List<GiftWrap> giftWraps,
        List<PaymentMethod> paymentMethods,
        List<DemoWallet> wallets,
        List<NoCash> codBlockedAddresses,
        List<DemoPromotion> promotions,
        List<DemoBundle> bundles,
        List<Filler> fillers,
        List<DemoCoupon> coupons,
        List<DemoProduct> products,
        List<DemoPairs> recommendations,
        List<Recommendation> reminders) {

    static final String CURRENCY = "INR";

    record DemoStore(
            String storeId, String domainId, String name, Store.Status status, String city, boolean pricesIncludeTax) {

        Store store() {
            return new Store(storeId, domainId, name, status, city);
        }

        TaxSettings taxes(List<TaxRate> rates) {
            return new TaxSettings(storeId, pricesIncludeTax, rates);
        }
    }

    record DemoDelivery(
            String deliveryOptionId,
            String name,
            Status status,
            BigDecimal charge,
            int itemsIncluded,
            BigDecimal extraItemCharge) {

        DeliveryOption option() {
            return new DeliveryOption(deliveryOptionId, name, charge, status);
        }

        Tariff tariff() {
            return new Tariff(deliveryOptionId, charge, itemsIncluded, extraItemCharge, CURRENCY);
        }
    }

    record OutOfReach(String addressId, String reason) {}

    /** {@code ownerId} is null for a prepaid card. */
    record DemoWallet(String walletId, String ownerId, BigDecimal balance) {}

    record NoCash(String addressId, String reason) {}

    record DemoPromotion(Rule rule, Instant startsAt, Instant endsAt) {}

    /** {@code bundleId} is the id of a promotion, of type COMBO. */
    record DemoBundle(
            String bundleId, BigDecimal bundlePrice, BigDecimal relevance, BigDecimal conversionProbability) {}

    /** What goes with a product, and what is better than it. */
    record DemoPairs(String productId, List<Recommendation> complementary, List<Recommendation> upsells) {}

    record DemoCoupon(
            String code, Rule rule, Instant startsAt, Instant endsAt, Integer usageLimit, Integer perCustomerLimit) {

        Coupon coupon() {
            return new Coupon(code, rule, startsAt, endsAt, usageLimit, perCustomerLimit, 0);
        }
    }

    /** A product without variants has its stock here, else each variant has its own. */
    record DemoProduct(
            String productId,
            String name,
            String description,
            String category,
            String storeId,
            Product.Status status,
            BigDecimal price,
            String taxClass,
            int stock,
            List<DemoVariant> variants,
            List<Addon> addons) {

        Product product() {
            return new Product(
                    productId,
                    name,
                    description,
                    category,
                    "/images/" + category + ".svg",
                    storeId,
                    status,
                    price,
                    CURRENCY,
                    taxClass,
                    variants.stream().map(DemoVariant::variant).toList(),
                    addons);
        }
    }

    record DemoVariant(String variantId, String name, BigDecimal price, Product.Status status, int stock) {

        Variant variant() {
            return new Variant(variantId, name, price, status);
        }
    }
}
