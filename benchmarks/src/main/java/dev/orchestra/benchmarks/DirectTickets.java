package dev.orchestra.benchmarks;

import dev.orchestra.ActivitiesConfiguration;
import dev.orchestra.deploy.LocalStack;
import dev.orchestra.services.catalog.CatalogService;
import dev.orchestra.store.TicketRecords;
import java.util.UUID;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The steps of {@code POST /cart/add} by the same activities, on the same tables, as a program without Temporal would call them. */
final class DirectTickets implements AutoCloseable {

    private final ConfigurableApplicationContext activities;
    private final CatalogService catalog;
    private final TicketRecords tickets;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(ActivitiesConfiguration.class)
    static class Activities {}

    DirectTickets(LocalStack stack) {
        activities = new SpringApplicationBuilder(Activities.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--spring.config.location=classpath:orchestra-activities.yml",
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=WARN",
                        "--spring.datasource.url=" + stack.jdbcUrl(),
                        "--spring.datasource.username=" + stack.dbUser(),
                        "--spring.datasource.password=" + stack.dbPassword(),
                        "--orchestra.services.url=" + stack.stubsUrl());
        catalog = activities.getBean(CatalogService.class);
        tickets = activities.getBean(TicketRecords.class);
    }

    /** @param shopper whose {@code ownerId} is known */
    void add(Shopper shopper, TicketApi.Reserved reserved) {
        CatalogService.Seat seat = catalog.seat(reserved.seat().seatId());
        if (seat.price().compareTo(reserved.seat().price()) != 0) {
            throw new IllegalStateException("the price of " + seat.seatId() + " has changed");
        }
        TicketRecords.Drafted drafted = tickets.add(new TicketRecords.NewItem(
                shopper.ownerId,
                reserved.reservationId(),
                seat.seatId(),
                seat.price(),
                seat.currency(),
                UUID.randomUUID().toString(),
                UUID.randomUUID().toString()));
        if (drafted.refusal() != null) {
            throw new IllegalStateException("the seat " + seat.seatId() + " was refused: " + drafted.refusal());
        }
    }

    @Override
    public void close() {
        activities.close();
    }
}
