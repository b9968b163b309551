package dev.orchestra.payment;

import dev.orchestra.api.IdentityProperties;
import dev.orchestra.api.Orchestration;
import dev.orchestra.checkout.CheckoutSettings;
import dev.orchestra.store.CheckoutRequestStore;
import dev.orchestra.store.OrderBook;
import dev.orchestra.store.PaymentRouteBook;
import dev.orchestra.store.WebhookInbox;
import io.micrometer.core.instrument.MeterRegistry;
import io.temporal.client.WorkflowClient;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The way of a webhook, and of a browser that comes back, as beans. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebhookProperties.class)
class PaymentConfiguration {

    @Bean
    WebhookSignatures webhookSignatures(WebhookProperties settings, IdentityProperties identity) {
        settings.checkFor(identity.mode());
        return new WebhookSignatures(settings);
    }

    @Bean
    WebhookMetrics webhookMetrics(MeterRegistry meters) {
        return new WebhookMetrics(meters);
    }

    @Bean
    Guardians guardians(WorkflowClient temporal, CheckoutSettings settings) {
        return new Guardians(temporal, settings);
    }

    @Bean
    PaymentNews paymentNews(WorkflowClient temporal, Guardians guardians, Orchestration orchestration) {
        return new PaymentNews(temporal, guardians, orchestration);
    }

    @Bean
    WebhookRelay webhookRelay(
            WebhookInbox inbox,
            PaymentRouteBook routes,
            PaymentNews news,
            WebhookMetrics metrics,
            WebhookProperties settings) {
        return new WebhookRelay(inbox, routes, news, metrics, settings.relay());
    }

    @Bean
    Webhooks webhooks(
            WebhookSignatures signatures, Clock clock, WebhookInbox inbox, WebhookRelay relay, WebhookMetrics metrics) {
        return new Webhooks(signatures, new WebhookReader(clock), inbox, relay, metrics);
    }

    @Bean
    PaymentReturns paymentReturns(
            PaymentRouteBook routes, CheckoutRequestStore requests, OrderBook orders, PaymentNews news) {
        return new PaymentReturns(routes, requests, orders, news);
    }
}
