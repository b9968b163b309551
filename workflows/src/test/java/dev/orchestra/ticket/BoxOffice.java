package dev.orchestra.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orchestra.cart.CartPolicy;
import dev.orchestra.checkout.CheckoutPolicy;
import dev.orchestra.checkout.CheckoutState;
import dev.orchestra.checkout.CheckoutVerbs;
import dev.orchestra.checkout.CheckoutVerbs.VerbAnswer;
import dev.orchestra.fakes.FakeTickets;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.payment.PaymentInstruction;
import dev.orchestra.services.inventory.SeatService.Status;
import dev.orchestra.store.TicketRecords.ReservationState;
import dev.orchestra.store.TicketRecords.SeatReservation;
import dev.orchestra.support.TaskQueues;
import dev.orchestra.ticket.SeatReservationWorkflow.Extend;
import dev.orchestra.ticket.SeatReservationWorkflow.Extended;
import dev.orchestra.ticket.SeatReservationWorkflow.Held;
import dev.orchestra.ticket.TicketCheckoutWorkflow.Phase1Answer;
import dev.orchestra.ticket.TicketCheckoutWorkflow.TicketCheckout;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WithStartWorkflowOperation;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateStage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** Seats of one show, and a buyer of them, with the workflows running. Ids are the shop's own, so that no test meets another's runs. */
final class BoxOffice {

    static final String BUYER = "owner_buyer";
    static final String SOMEBODY_ELSE = "owner_else";

    private final RunningShop running;
    private int requests;

    BoxOffice(RunningShop running) {
        this.running = running;
    }

    FakeTickets tickets() {
        return running.shop().tickets();
    }

    /** A seat of this test. */
    String seat(int number) {
        return running.shop().cartId() + "_seat_" + number;
    }

    // ------------------------------------------------------------------------------- reservations

    /** Reserved at Inventory; the event is on its way. */
    SeatReservation reserved(int seat, String owner) {
        return tickets().reserved(seat(seat), owner);
    }

    /** The event arrives: the reservation's run begins and has noted it. */
    SeatReservation arrived(SeatReservation reservation) {
        begin(reservation);
        // Its task is over: time that passed in the middle of it would be added to its thirty minutes.
        await().until(() -> running.history(SeatReservationWorkflow.workflowId(reservation.reservationId())).stream()
                .anyMatch(HistoryEvent::hasTimerStartedEventAttributes));
        return reservation;
    }

    void begin(SeatReservation reservation) {
        SeatReservationWorkflow run = running.client()
                .newWorkflowStub(
                        SeatReservationWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(SeatReservationWorkflow.workflowId(reservation.reservationId()))
                                .setTaskQueue(TaskQueues.CHECKOUT)
                                .build());
        WorkflowClient.start(run::run, new Held(reservation, ReservationPolicy.DEFAULT));
    }

    SeatReservation reservedAndArrived(int seat) {
        return arrived(reserved(seat, BUYER));
    }

    WorkflowStub run(SeatReservation reservation) {
        return running.client().newUntypedWorkflowStub(SeatReservationWorkflow.workflowId(reservation.reservationId()));
    }

    ReservationState end(SeatReservation reservation) {
        return run(reservation).getResult(ReservationState.class);
    }

    Extended extend(SeatReservation reservation, int minutes) {
        return run(reservation).update("extend", Extended.class, new Extend(minutes));
    }

    // ------------------------------------------------------------------------------- the draft

    TicketAnswer add(SeatReservation reservation) {
        return add(BUYER, reservation.reservationId(), reservation.seatId(), FakeTickets.PRICE.toPlainString());
    }

    TicketAnswer add(String owner, String reservationId, String seatId, String price) {
        return running.operationInItsTime(AddSeatWorkflow.class, "add_" + (++requests))
                .run(new AddSeatWorkflow.Request(
                        owner, "print", reservationId, seatId, new BigDecimal(price), CartPolicy.DEFAULT));
    }

    TicketAnswer addOnTheSpot(int seat) {
        return add(BUYER, null, seat(seat), FakeTickets.PRICE.toPlainString());
    }

    TicketAnswer remove(String seatId) {
        return remove(BUYER, seatId, null);
    }

    TicketAnswer remove(String owner, String seatId, String reservationId) {
        return removal(
                running.operationInItsTime(RemoveSeatWorkflow.class, "remove_" + (++requests)),
                owner,
                seatId,
                reservationId);
    }

    /** However long it takes; time skips meanwhile. */
    TicketAnswer removeInTheEnd(String seatId) {
        return removal(running.operation(RemoveSeatWorkflow.class, "remove_" + (++requests)), BUYER, seatId, null);
    }

    private static TicketAnswer removal(RemoveSeatWorkflow run, String owner, String seatId, String reservationId) {
        return run.run(new RemoveSeatWorkflow.Request(owner, "print", seatId, reservationId, null, CartPolicy.DEFAULT));
    }

    /** A draft of so many seats, each reserved, arrived and added. */
    TicketOrder draft(int seats) {
        TicketOrder order = null;
        for (int seat = 1; seat <= seats; seat++) {
            order = add(reservedAndArrived(seat)).order();
        }
        return order;
    }

    // ------------------------------------------------------------------------------- its checkout

    TicketCheckout checkout(TicketOrder order, PaymentInstruction... instructions) {
        return new TicketCheckout(
                order.ownerId(),
                order.id(),
                order.attempt(),
                List.of(instructions),
                "req_1",
                "fingerprint_1",
                CheckoutPolicy.DEFAULT);
    }

    static PaymentInstruction inFullAt(String gateway) {
        return new PaymentInstruction(true, null, "INR", "GATEWAY", gateway);
    }

    String id(TicketCheckout checkout) {
        return TicketCheckoutWorkflow.workflowId(checkout.orderId(), checkout.attempt());
    }

    /** One click: the answer of phase 1. */
    Phase1Answer click(TicketCheckout checkout) {
        return click(checkout, WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE);
    }

    /** A click that begins another run, although there was one. */
    Phase1Answer clickAnew(TicketCheckout checkout) {
        return click(checkout, WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE);
    }

    private Phase1Answer click(TicketCheckout checkout, WorkflowIdReusePolicy reuse) {
        TicketCheckoutWorkflow run = running.client()
                .newWorkflowStub(
                        TicketCheckoutWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(id(checkout))
                                .setTaskQueue(TaskQueues.CHECKOUT)
                                .setWorkflowIdConflictPolicy(
                                        WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                                .setWorkflowIdReusePolicy(reuse)
                                .build());
        return WorkflowClient.executeUpdateWithStart(
                run::phase1,
                UpdateOptions.newBuilder(Phase1Answer.class)
                        .setUpdateId(CheckoutVerbs.PHASE_1)
                        .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                        .build(),
                new WithStartWorkflowOperation<>(run::run, checkout));
    }

    /** A click that was accepted and waits for the money. */
    TicketCheckout waiting(TicketCheckout checkout) {
        assertThat(click(checkout).refusal()).isNull();
        return checkout;
    }

    WorkflowStub run(TicketCheckout checkout) {
        return running.client().newUntypedWorkflowStub(id(checkout));
    }

    CheckoutState end(TicketCheckout checkout) {
        try {
            return run(checkout).getResult(CheckoutState.class);
        } finally {
            running.guardiansEnd();
        }
    }

    /** The same, but time does not skip: reservations of the draft go on afterwards. */
    CheckoutState endInItsTime(TicketCheckout checkout) {
        return WorkflowClient.newInstance(running.environment().getWorkflowServiceStubs())
                .newUntypedWorkflowStub(id(checkout))
                .getResult(CheckoutState.class);
    }

    void hears(TicketCheckout checkout, String attemptId) {
        run(checkout).signal("paymentMoved", attemptId);
    }

    VerbAnswer asks(TicketCheckout checkout, String verb, Object... arguments) {
        return run(checkout).update(verb, VerbAnswer.class, arguments);
    }

    /** Lets so much time pass. */
    void passes(Duration time) {
        running.environment().sleep(time);
    }

    // ------------------------------------------------------------------------------- how it must have ended

    /** Sold once, paid once, told once. */
    void isSold(TicketOrder draft) {
        TicketOrder order = tickets().order(draft.id());
        assertThat(order.state()).isEqualTo(TicketOrder.State.COMPLETED);
        assertThat(order.paidAt()).isNotNull();
        assertThat(order.items()).isEqualTo(draft.items());
        for (TicketOrder.Item item : order.items()) {
            assertThat(tickets().atInventory(item.reservationId())).isEqualTo(Status.CONFIRMED);
            assertThat(tickets().state(item.reservationId())).isEqualTo(ReservationState.CONFIRMED);
        }
        assertThat(running.shop().payments().kept()).isEqualByComparingTo(order.totalAmount());
        assertThat(running.shop().ticketEvents()).containsOnlyOnce("order-completed");
        assertThat(running.shop().sent())
                .containsExactlyInAnyOrder(
                        "TICKET_CONFIRMATION EMAIL", "TICKET_CONFIRMATION SMS", "TICKET_CONFIRMATION PUSH");
        assertThat(running.ledger().keysUsedTwice()).isEmpty();
    }

    /** Every seat is everybody's again and nobody's money is kept. */
    void leftNothing(TicketOrder draft, String reason) {
        assertThat(tickets().order(draft.id()).state()).isEqualTo(TicketOrder.State.CANCELLED);
        for (TicketOrder.Item item : draft.items()) {
            assertThat(tickets().atInventory(item.reservationId())).isEqualTo(Status.RELEASED);
            assertThat(tickets().state(item.reservationId())).isEqualTo(ReservationState.RELEASED);
        }
        keptNothing();
        assertThat(running.shop().ticketEvents()).containsOnlyOnce("order-cancelled " + reason);
    }

    void keptNothing() {
        assertThat(running.shop().payments().kept()).isEqualByComparingTo("0");
        assertThat(running.shop().ticketEvents()).doesNotContain("order-completed");
        assertThat(running.shop().sent()).isEmpty();
        assertThat(running.ledger().keysUsedTwice()).isEmpty();
    }
}
