package dev.orchestra;

import dev.orchestra.services.caching.HttpCachingService;
import dev.orchestra.services.cart.HttpCartService;
import dev.orchestra.services.customer.HttpCustomerService;
import dev.orchestra.services.event.DeviceFingerprints;
import dev.orchestra.services.event.HttpEventService;
import dev.orchestra.services.inventory.HttpInventoryService;
import dev.orchestra.services.loyalty.HttpLoyaltyService;
import dev.orchestra.services.marketing.HttpMarketingService;
import dev.orchestra.services.notification.HttpNotificationService;
import dev.orchestra.services.order.CustomerTexts;
import dev.orchestra.services.order.HttpOrderService;
import dev.orchestra.services.payment.HttpPaymentService;
import dev.orchestra.services.payment.PaymentSettings;
import dev.orchestra.services.payment.Wallets;
import dev.orchestra.services.product.HttpProductService;
import dev.orchestra.services.recommendations.HttpRecommendationsService;
import dev.orchestra.services.seller.HttpSellerAdminService;
import dev.orchestra.services.shipping.HttpShippingService;
import dev.orchestra.store.StoreConfiguration;
import dev.orchestra.store.StoredOrderRecords;
import dev.orchestra.store.StoredPaymentRoutes;
import dev.orchestra.support.ServiceAddresses;
import dev.orchestra.support.ServiceClient;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** All activities as beans. An application imports this class and the properties of {@code orchestra-activities.yml}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ServiceAddresses.class, PaymentSettings.class})
@Import(StoreConfiguration.class)
public class ActivitiesConfiguration {

    @Bean
    ServiceClient serviceClient(ServiceAddresses addresses) {
        return new ServiceClient(addresses);
    }

    @Bean
    HttpCartService cartService(ServiceClient client) {
        return new HttpCartService(client);
    }

    @Bean
    HttpProductService productService(ServiceClient client) {
        return new HttpProductService(client);
    }

    @Bean
    HttpInventoryService inventoryService(ServiceClient client) {
        return new HttpInventoryService(client);
    }

    @Bean
    HttpShippingService shippingService(ServiceClient client) {
        return new HttpShippingService(client);
    }

    @Bean
    HttpSellerAdminService sellerAdminService(ServiceClient client) {
        return new HttpSellerAdminService(client);
    }

    @Bean
    HttpMarketingService marketingService(ServiceClient client) {
        return new HttpMarketingService(client);
    }

    @Bean
    HttpCustomerService customerService(ServiceClient client) {
        return new HttpCustomerService(client);
    }

    @Bean
    HttpLoyaltyService loyaltyService(ServiceClient client) {
        return new HttpLoyaltyService(client);
    }

    @Bean
    HttpRecommendationsService recommendationsService(ServiceClient client) {
        return new HttpRecommendationsService(client);
    }

    @Bean
    HttpPaymentService paymentService(ServiceClient client, PaymentSettings settings) {
        return new HttpPaymentService(client, settings);
    }

    @Bean
    Wallets wallets(ServiceClient client) {
        return new Wallets(client);
    }

    @Bean
    HttpOrderService orderService(ServiceClient client, CustomerTexts texts) {
        return new HttpOrderService(client, texts);
    }

    @Bean
    HttpCachingService cachingService(ServiceClient client) {
        return new HttpCachingService(client);
    }

    @Bean
    HttpNotificationService notificationService(ServiceClient client) {
        return new HttpNotificationService(client);
    }

    @Bean
    HttpEventService eventService(ServiceClient client, DeviceFingerprints fingerprints) {
        return new HttpEventService(client, fingerprints);
    }

    @Bean
    dev.orchestra.store.TicketBook ticketBook() {
        return new dev.orchestra.store.TicketBook();
    }

    @Bean
    dev.orchestra.services.catalog.CatalogService catalogService() {
        return new dev.orchestra.services.catalog.CatalogService() {
            @Override
            public Seat seat(String seatId) {
                throw new UnsupportedOperationException();
            }

            @Override
            public SeatMap seatMap(String eventId) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Bean
    dev.orchestra.services.inventory.SeatService seatService() {
        return (dev.orchestra.services.inventory.SeatService) java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {dev.orchestra.services.inventory.SeatService.class},
                (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(this, arguments);
                    }
                    throw new UnsupportedOperationException();
                });
    }

    @Bean
    ActivityImplementations activityImplementations(
            HttpCartService carts,
            HttpProductService products,
            HttpInventoryService inventory,
            HttpShippingService shipping,
            HttpSellerAdminService sellers,
            HttpMarketingService marketing,
            HttpCustomerService customers,
            HttpLoyaltyService loyalty,
            HttpRecommendationsService recommendations,
            HttpPaymentService payments,
            HttpOrderService orders,
            HttpCachingService caching,
            HttpNotificationService notifications,
            HttpEventService events,
            StoredOrderRecords records,
            StoredPaymentRoutes routes) {
        return new ActivityImplementations(List.of(
                carts,
                products,
                inventory,
                shipping,
                sellers,
                marketing,
                customers,
                loyalty,
                recommendations,
                payments,
                orders,
                caching,
                notifications,
                events,
                records,
                routes));
    }
}
