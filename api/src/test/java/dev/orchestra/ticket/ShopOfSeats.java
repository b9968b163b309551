package dev.orchestra.ticket;

import dev.orchestra.services.catalog.CatalogService;
import dev.orchestra.services.inventory.SeatService;
import dev.orchestra.store.TicketBook;
import dev.orchestra.store.TicketRecords.ReservationState;
import dev.orchestra.store.TicketRecords.Standing;
import dev.orchestra.ticket.TicketOrder.Item;
import dev.orchestra.ticket.TicketOrder.State;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.mockito.Mockito;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** What the API asks about seats, as a test tells it. */
class ShopOfSeats {

    static final Instant CREATED = Instant.parse("2026-02-24T15:15:00.123456789Z");

    @Bean
    @Primary
    TicketBook bookOfATest() {
        return Mockito.mock(TicketBook.class);
    }

    @Bean
    @Primary
    CatalogService catalogOfATest() {
        return Mockito.mock(CatalogService.class);
    }

    @Bean
    @Primary
    SeatService inventoryOfATest() {
        return Mockito.mock(SeatService.class);
    }

    static String uuid() {
        return UUID.randomUUID().toString();
    }

    static TicketOrder order(String orderId, String ownerId, State state, Item... items) {
        BigDecimal total = List.of(items).stream().map(Item::price).reduce(new BigDecimal("0.00"), BigDecimal::add);
        return new TicketOrder(
                orderId,
                ownerId,
                1,
                state,
                total,
                "INR",
                CREATED,
                state == State.COMPLETED ? CREATED.plusSeconds(60) : null,
                CREATED.plusSeconds(1800),
                List.of(items));
    }

    static Item item(String itemId, String seatId, String price) {
        return new Item(itemId, seatId, uuid(), uuid(), new BigDecimal(price));
    }

    static Standing held(String reservationId) {
        return new Standing(reservationId, ReservationState.HELD, CREATED.plusSeconds(1800), null);
    }
}
