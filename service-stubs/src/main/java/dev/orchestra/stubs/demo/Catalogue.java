package dev.orchestra.stubs.demo;

import dev.orchestra.stubs.catalog.Show;
import dev.orchestra.stubs.catalog.Show.Row;
import dev.orchestra.stubs.catalog.Show.Seat;
import dev.orchestra.stubs.catalog.Show.Section;
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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

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
        List<Recommendation> reminders,
        List<DemoShow> shows) {

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

    record DemoShow(UUID eventId, String name, String venue, Instant startsAt, List<DemoSection> sections) {

        Show show() {
            return new Show(
                    eventId,
                    name,
                    venue,
                    startsAt,
                    CURRENCY,
                    sections.stream().map(section -> section.section(eventId)).toList());
        }
    }

    /**
     * @param rows their names, in the order in which they are shown
     * @param firstSeatId the id of the first seat of the first row; null: made of its place, like those of all other seats
     */
    record DemoSection(String section, List<String> rows, int seatsInRow, BigDecimal price, UUID firstSeatId) {

        Section section(UUID eventId) {
            return new Section(
                    section,
                    rows.stream()
                            .map(row -> new Row(
                                    row,
                                    IntStream.rangeClosed(1, seatsInRow)
                                            .mapToObj(number -> new Seat(seatId(eventId, row, number), number, price))
                                            .toList()))
                            .toList());
        }

        private UUID seatId(UUID eventId, String row, int number) {
            if (firstSeatId != null && number == 1 && row.equals(rows.get(0))) {
                return firstSeatId;
            }
            String place = String.join("/", eventId.toString(), section, row, String.valueOf(number));
            return UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8));
        }
    }
}
