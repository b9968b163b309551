package dev.orchestra;

import dev.orchestra.services.caching.HttpCachingService;
import dev.orchestra.services.cart.HttpCartService;
import dev.orchestra.services.catalog.HttpCatalogService;
import dev.orchestra.services.customer.HttpCustomerService;
import dev.orchestra.services.event.DeviceFingerprints;
import dev.orchestra.services.event.HttpEventService;
import dev.orchestra.services.inventory.HttpInventoryService;
import dev.orchestra.services.inventory.HttpSeatService;
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
import dev.orchestra.store.StoredTicketRecords;
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
    HttpCatalogService catalogService(ServiceClient client) {
        return new HttpCatalogService(client);
    }

    @Bean
    HttpInventoryService inventoryService(ServiceClient client) {
        return new HttpInventoryService(client);
    }

    @Bean
    HttpSeatService seatService(ServiceClient client) {
        return new HttpSeatService(client);
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
    ActivityImplementations activityImplementations(
            HttpCartService carts,
            HttpProductService products,
            HttpCatalogService catalog,
            HttpInventoryService inventory,
            HttpSeatService seats,
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
            StoredPaymentRoutes routes,
            StoredTicketRecords tickets) {
        return new ActivityImplementations(List.of(
                carts,
                products,
                catalog,
                inventory,
                seats,
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
                routes,
                tickets));
    }
}
