package dev.orchestra.recovery;

import dev.orchestra.payment.Guardians;
import dev.orchestra.store.OpenRows;
import dev.orchestra.store.PaymentRouteBook;
import dev.orchestra.ticket.SeatReservationRuns;
import io.micrometer.core.instrument.MeterRegistry;
import io.temporal.client.WorkflowClient;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The search for lost runs, as beans. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RecoverySettings.class)
public class RecoveryConfiguration {

    @Bean
    LostRuns lostRuns(
            OpenRows rows,
            PaymentRouteBook routes,
            WorkflowClient temporal,
            Guardians guardians,
            SeatReservationRuns reservations,
            MeterRegistry meters,
            RecoverySettings settings) {
        return new LostRuns(rows, routes, new BrokenOffRuns(temporal), guardians, reservations, meters, settings);
    }
}
