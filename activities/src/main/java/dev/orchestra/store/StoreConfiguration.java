package dev.orchestra.store;

import dev.orchestra.support.ServiceJson;
import java.time.Clock;
import org.hibernate.cfg.MappingSettings;
import org.hibernate.type.format.jackson.JacksonJsonFormatMapper;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The orchestrator's own tables as beans; entities and repositories stay in this package. */
@Configuration(proxyBeanMethods = false)
@EntityScan
@EnableJpaRepositories
public class StoreConfiguration {

    @Bean
    SchemaMigration schemaMigration() {
        return new SchemaMigration();
    }

    /** JSON in columns has the form of JSON on the wire. */
    @Bean
    HibernatePropertiesCustomizer jsonColumns() {
        return properties ->
                properties.put(MappingSettings.JSON_FORMAT_MAPPER, new JacksonJsonFormatMapper(ServiceJson.MAPPER));
    }

    @Bean
    StoredOrderRecords orderRecords(Orders orders, OrderEvents events, PlatformTransactionManager transactions) {
        return new StoredOrderRecords(orders, events, new TransactionTemplate(transactions));
    }

    @Bean
    OrderBook orderBook(Orders orders, OrderEvents events, PaymentRouteBook routes) {
        return new OrderBook(orders, events, routes);
    }

    @Bean
    OrderFeed orderFeed(JdbcClient database) {
        return new OrderFeed(database);
    }

    @Bean
    OwnerDirectory ownerDirectory(Owners owners, PlatformTransactionManager transactions) {
        return new OwnerDirectory(owners, new TransactionTemplate(transactions), Clock.systemUTC());
    }

    @Bean
    CheckoutRequestStore checkoutRequestStore(CheckoutRequests requests, PlatformTransactionManager transactions) {
        return new CheckoutRequestStore(requests, new TransactionTemplate(transactions), Clock.systemUTC());
    }

    @Bean
    IdempotentAnswers idempotentAnswers(JdbcClient database) {
        return new IdempotentAnswers(database, Clock.systemUTC());
    }

    @Bean
    CustomerTextStore customerTextStore(JdbcClient database) {
        return new CustomerTextStore(database, Clock.systemUTC());
    }

    @Bean
    StoredPaymentRoutes paymentRoutes(JdbcClient database, PlatformTransactionManager transactions) {
        return new StoredPaymentRoutes(database, new TransactionTemplate(transactions));
    }

    @Bean
    PaymentRouteBook paymentRouteBook(JdbcClient database) {
        return new PaymentRouteBook(database);
    }

    @Bean
    OpenRows openRows(JdbcClient database, PlatformTransactionManager transactions) {
        return new OpenRows(database, new TransactionTemplate(transactions));
    }

    @Bean
    WebhookInbox webhookInbox(JdbcClient database) {
        return new WebhookInbox(database);
    }

    @Bean
    TicketReads ticketReads(JdbcClient database) {
        return new TicketReads(database);
    }

    @Bean
    StoredTicketRecords ticketRecords(JdbcClient database, PlatformTransactionManager transactions, TicketReads reads) {
        return new StoredTicketRecords(database, new TransactionTemplate(transactions), reads);
    }

    @Bean
    TicketBook ticketBook(TicketReads reads) {
        return new TicketBook(reads);
    }
}
