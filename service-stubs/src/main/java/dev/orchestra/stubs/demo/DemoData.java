package dev.orchestra.stubs.demo;

import static java.util.stream.Collectors.toMap;

import dev.orchestra.stubs.catalog.Show;
import dev.orchestra.stubs.catalog.Shows;
import dev.orchestra.stubs.customer.Addresses;
import dev.orchestra.stubs.inventory.Stock;
import dev.orchestra.stubs.inventory.seats.Seats;
import dev.orchestra.stubs.marketing.Coupons;
import dev.orchestra.stubs.marketing.Offers;
import dev.orchestra.stubs.payment.CashOnDelivery;
import dev.orchestra.stubs.payment.PaymentMethods;
import dev.orchestra.stubs.payment.Wallets;
import dev.orchestra.stubs.product.Products;
import dev.orchestra.stubs.recommendations.Recommendation.Kind;
import dev.orchestra.stubs.recommendations.Recommendations;
import dev.orchestra.stubs.seller.SellerOptions;
import dev.orchestra.stubs.seller.Stores;
import dev.orchestra.stubs.shipping.ShippingRates;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Fills the services with the demo catalogue before the process reports that it is ready. Only what is absent is added:
 * a restart brings back neither stock that was sold nor a coupon that was used.
 */
@Component
class DemoData implements ApplicationRunner {

    private final JsonMapper json;
    private final TransactionTemplate transaction;
    private final Stores stores;
    private final SellerOptions options;
    private final ShippingRates shipping;
    private final PaymentMethods paymentMethods;
    private final Wallets wallets;
    private final CashOnDelivery cash;
    private final Products products;
    private final Stock stock;
    private final Offers offers;
    private final Coupons coupons;
    private final Addresses addresses;
    private final Recommendations recommendations;
    private final Shows shows;
    private final Seats seats;

    DemoData(
            JsonMapper json,
            PlatformTransactionManager transactions,
            Stores stores,
            SellerOptions options,
            ShippingRates shipping,
            PaymentMethods paymentMethods,
            Wallets wallets,
            CashOnDelivery cash,
            Products products,
            Stock stock,
            Offers offers,
            Coupons coupons,
            Addresses addresses,
            Recommendations recommendations,
            Shows shows,
            Seats seats) {
        this.json = json;
        this.transaction = new TransactionTemplate(transactions);
        this.stores = stores;
        this.options = options;
        this.shipping = shipping;
        this.paymentMethods = paymentMethods;
        this.wallets = wallets;
        this.cash = cash;
        this.products = products;
        this.stock = stock;
        this.offers = offers;
        this.coupons = coupons;
        this.addresses = addresses;
        this.recommendations = recommendations;
        this.shows = shows;
        this.seats = seats;
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException {
        try (InputStream file = new ClassPathResource("demo/catalogue.json").getInputStream()) {
            Catalogue catalogue = json.readValue(file, Catalogue.class);
            transaction.executeWithoutResult(status -> add(catalogue));
        }
    }

    private void add(Catalogue catalogue) {
        catalogue.stores().forEach(store -> stores.addIfAbsent(store.store(), store.taxes(catalogue.taxRates())));
        catalogue.deliveryOptions().forEach(delivery -> {
            options.addIfAbsent(delivery.option());
            shipping.addIfAbsent(delivery.tariff());
        });
        catalogue
                .unserviceableAddresses()
                .forEach(address -> shipping.addUnserviceableIfAbsent(address.addressId(), address.reason()));
        catalogue.pickupPoints().forEach(options::addIfAbsent);
        catalogue.giftWraps().forEach(options::addIfAbsent);
        catalogue.paymentMethods().forEach(paymentMethods::addIfAbsent);
        catalogue
                .wallets()
                .forEach(wallet -> wallets.addIfAbsent(wallet.walletId(), wallet.ownerId(), wallet.balance()));
        catalogue.codBlockedAddresses().forEach(address -> cash.blockIfAbsent(address.addressId(), address.reason()));
        catalogue
                .promotions()
                .forEach(promotion ->
                        offers.addPromotionIfAbsent(promotion.rule(), promotion.startsAt(), promotion.endsAt()));
        catalogue
                .bundles()
                .forEach(bundle -> offers.addBundleIfAbsent(
                        bundle.bundleId(), bundle.bundlePrice(), bundle.relevance(), bundle.conversionProbability()));
        catalogue.fillers().forEach(offers::addIfAbsent);
        catalogue.addresses().forEach(addresses::addIfAbsent);
        catalogue.coupons().forEach(coupon -> coupons.addIfAbsent(coupon.coupon()));
        catalogue.recommendations().forEach(pairs -> {
            pairs.complementary()
                    .forEach(other -> recommendations.addIfAbsent(pairs.productId(), Kind.COMPLEMENTARY, other));
            pairs.upsells().forEach(better -> recommendations.addIfAbsent(pairs.productId(), Kind.UPSELL, better));
        });
        catalogue.reminders().forEach(reminder -> recommendations.addReminderIfAbsent(null, reminder));
        catalogue.products().forEach(product -> {
            products.addIfAbsent(product.product());
            if (product.variants().isEmpty()) {
                stock.addIfAbsent(product.productId(), null, product.stock());
            }
            product.variants()
                    .forEach(variant -> stock.addIfAbsent(product.productId(), variant.variantId(), variant.stock()));
        });
        catalogue.shows().forEach(demo -> add(demo.show()));
    }

    private void add(Show show) {
        shows.addIfAbsent(show);
        seats.addIfAbsent(
                show.eventId(),
                show.currency(),
                show.sections().stream()
                        .flatMap(section -> section.rows().stream())
                        .flatMap(row -> row.seats().stream())
                        .collect(toMap(Show.Seat::seatId, Show.Seat::price)));
    }
}
