package dev.orchestra.workers;

import dev.orchestra.store.CheckoutRequestStore;
import dev.orchestra.store.CustomerTextStore;
import dev.orchestra.store.IdempotentAnswers;
import dev.orchestra.store.WebhookInbox;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** What the worker process does by the clock. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties(RetentionProperties.class)
public class RetentionConfiguration {

    @Bean
    Retention retention(
            CheckoutRequestStore requests,
            CustomerTextStore texts,
            IdempotentAnswers answers,
            WebhookInbox webhooks,
            RetentionProperties properties) {
        return new Retention(requests, texts, answers, webhooks, properties);
    }
}
