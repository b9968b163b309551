package dev.orchestra.ticket;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.IdempotencyKey;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Problem;
import dev.orchestra.services.catalog.CatalogService;
import dev.orchestra.services.inventory.SeatService;
import dev.orchestra.store.TicketBook;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.Write;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;

/** What is asked of Catalog and Inventory without a run, and what our own tables know of their reservations. */
@Service
public class Seats {

    private static final String CATALOG = "catalog";
    private static final String INVENTORY = "inventory";

    private static final Duration LOOK_EVERY = Duration.ofMillis(25);

    private final CatalogService catalog;
    private final SeatService inventory;
    private final TicketBook tickets;
    private final Duration eventPatience;

    public Seats(CatalogService catalog, SeatService inventory, TicketBook tickets, TicketSettings settings) {
        this.catalog = catalog;
        this.inventory = inventory;
        this.tickets = tickets;
        this.eventPatience = settings.eventPatience();
    }

    /** @throws Problem EVENT_NOT_FOUND, SERVICE_UNAVAILABLE */
    CatalogService.SeatMap map(String eventId) {
        if (!UuidText.is(eventId)) {
            throw TicketError.problem(SeatRefusal.EVENT_NOT_FOUND);
        }
        return asked(CATALOG, () -> catalog.seatMap(UuidText.plain(eventId)));
    }

    /**
     * All of the seats, or none.
     *
     * @param key of the request
     * @throws Problem EVENT_NOT_FOUND, SEAT_NOT_FOUND, SEAT_TAKEN, SERVICE_UNAVAILABLE
     */
    List<SeatService.Reservation> reserve(Owner owner, String key, String eventId, List<String> seatIds) {
        var write = new Write<>(
                "reserve-seats/" + owner.ownerId() + "/" + IdempotencyKey.inWorkflowId(key),
                new SeatService.Reserve(eventId, seatIds, owner.ownerId(), null));
        return asked(INVENTORY, () -> inventory.reserve(write)).reservations();
    }

    /**
     * Waits for {@code reservation-created} of a reservation, so that nobody has to wait by themselves before they ask.
     *
     * @throws Problem RESERVATION_NOT_FOUND when it does not come
     */
    void awaitKnown(String reservationId) {
        long until = System.nanoTime() + eventPatience.toNanos();
        while (UuidText.is(reservationId)) {
            if (tickets.reservation(UuidText.plain(reservationId)).isPresent()) {
                return;
            }
            if (System.nanoTime() >= until || !paused()) {
                break;
            }
        }
        throw TicketError.problem(SeatRefusal.RESERVATION_NOT_FOUND);
    }

    private static boolean paused() {
        try {
            Thread.sleep(LOOK_EVERY.toMillis());
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static <T> T asked(String service, Supplier<T> call) {
        try {
            return call.get();
        } catch (ApplicationFailure failure) {
            if (ServiceCall.SERVICE_ERROR.equals(failure.getType())) {
                throw new Problem(
                                ErrorCode.SERVICE_UNAVAILABLE,
                                "Seats cannot be asked for at the moment: send the same request again in a moment.")
                        .with("service", service);
            }
            TicketError error = meaning(failure.getType());
            throw error == null
                    ? Problem.of(Refusal.of(
                            Refusal.UNEXPECTED, "The service " + service + " refused: " + failure.getType() + "."))
                    : error.problem();
        }
    }

    /** Null for what the contract does not have. */
    private static TicketError meaning(String code) {
        return switch (code) {
            case "EVENT_NOT_FOUND", "SEAT_NOT_FOUND", "SEAT_TAKEN" -> TicketError.of(SeatRefusal.valueOf(code));
            default -> null;
        };
    }
}
