package dev.orchestra.ticket;

import dev.orchestra.api.IdempotencyKey;
import dev.orchestra.api.LogField;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Problem;
import dev.orchestra.cart.CartPolicy;
import dev.orchestra.cart.CartRuns;
import dev.orchestra.cart.CartRuns.Done;
import dev.orchestra.cart.CartRuns.Run;
import dev.orchestra.cart.CartSettings;
import dev.orchestra.support.Refusal;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.stereotype.Service;

/**
 * The operations on a draft order that are runs. Each is empty when it goes on after the request's time, and throws the {@link Problem} with which it was refused. The key of a
 * write makes its run's id: the same key finds the same run, and with another body it is refused.
 */
@Service
public class TicketOperations {

    private final CartRuns runs;
    private final CartPolicy policy;

    public TicketOperations(CartRuns runs, CartSettings settings) {
        this.runs = runs;
        this.policy = settings.policy();
    }

    /**
     * {@code POST /cart/add}.
     *
     * @param reservationId null: the seat is reserved on the spot
     */
    Optional<Done<TicketAnswer>> add(
            Owner owner, String key, String print, String reservationId, String seatId, BigDecimal price) {
        var request =
                new AddSeatWorkflow.Request(owner.ownerId(), print, reservationId, seatId, price.setScale(2), policy);
        return settled(
                print,
                Run.of(
                        AddSeatWorkflow.class,
                        "add-seat/" + owner.ownerId() + "/" + IdempotencyKey.inWorkflowId(key),
                        request,
                        TicketAnswer.class,
                        "POST /cart/add"),
                TicketError::problem);
    }

    /** {@code DELETE /cart/seats/{seatId}}. */
    Optional<Done<TicketAnswer>> removeSeat(Owner owner, String key, String print, String seatId) {
        return remove(
                "DELETE /cart/seats",
                key,
                new RemoveSeatWorkflow.Request(owner.ownerId(), print, seatId, null, null, policy));
    }

    /** {@code DELETE /reservations/{reservationId}}. */
    Optional<Done<TicketAnswer>> removeReservation(Owner owner, String key, String print, String reservationId) {
        return remove(
                "DELETE /reservations",
                key,
                new RemoveSeatWorkflow.Request(owner.ownerId(), print, null, reservationId, null, policy));
    }

    /** @param route of two operations of one kind: a key means something else elsewhere */
    private Optional<Done<TicketAnswer>> remove(String route, String key, RemoveSeatWorkflow.Request request) {
        return settled(
                request.fingerprint(),
                Run.of(
                        RemoveSeatWorkflow.class,
                        "remove-seat/" + request.ownerId() + "/" + IdempotencyKey.inWorkflowId(route + " " + key),
                        request,
                        TicketAnswer.class,
                        route),
                TicketError::problemOfRemoval);
    }

    private Optional<Done<TicketAnswer>> settled(
            String print, Run<TicketAnswer> run, Function<Refusal, Problem> problem) {
        Optional<Done<TicketAnswer>> done = runs.run(run, policy);
        done.map(Done::answer).ifPresent(answer -> settle(print, answer, problem));
        return done;
    }

    private static void settle(String print, TicketAnswer answer, Function<Refusal, Problem> problem) {
        if (!print.equals(answer.fingerprint())) {
            throw IdempotencyKey.reused();
        }
        if (answer.refusal() != null) {
            throw problem.apply(answer.refusal());
        }
        if (answer.order() != null) {
            LogField.ORDER_ID.is(answer.order().id());
        }
    }
}
