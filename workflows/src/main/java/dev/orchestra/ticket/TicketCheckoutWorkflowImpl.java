package dev.orchestra.ticket;

import static dev.orchestra.ticket.TicketSteps.*;

import dev.orchestra.checkout.CheckoutRefused;
import dev.orchestra.checkout.CheckoutRun;
import dev.orchestra.checkout.CheckoutState;
import dev.orchestra.checkout.Timeline;
import dev.orchestra.payment.PaymentCollection;
import dev.orchestra.payment.PaymentInstruction;
import dev.orchestra.payment.PaymentPlan;
import dev.orchestra.services.event.EventService;
import dev.orchestra.services.inventory.SeatService;
import dev.orchestra.services.notification.NotificationService;
import dev.orchestra.store.OrderRecords.OrderKind;
import dev.orchestra.store.TicketRecords;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.ServiceFailure;
import dev.orchestra.support.Steps;
import dev.orchestra.support.Undo;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The checkout of seats as docs/tickets.md tells it. */
public final class TicketCheckoutWorkflowImpl extends CheckoutRun<TicketOrder, TicketCheckoutWorkflow.Phase1Answer>
        implements TicketCheckoutWorkflow {

    private static final Refusal NOT_AT_THE_DOOR = Refusal.of("COD_NOT_ALLOWED", "Tickets cannot be paid at the door.");

    private TicketCheckout checkout;

    /** As the undo left it, null while nothing was undone or there is no such order. */
    private TicketOrder undone;

    @Override
    public CheckoutState run(TicketCheckout checkout) {
        this.checkout = checkout;
        return carryOut(
                new Timeline.Subject(
                        OrderKind.TICKET,
                        checkout.orderId(),
                        checkout.ownerId(),
                        null,
                        checkout.attempt(),
                        CHANNEL,
                        null),
                checkout.policy(),
                checkout.checkoutRequestId(),
                checkout.paymentInstructions());
    }

    @Override
    public Phase1Answer phase1() {
        return answer();
    }

    /** Seats are not paid at the door. */
    @Override
    public VerbAnswer switchToCod(SwitchToCod change) {
        return verbAnswer(NOT_AT_THE_DOOR);
    }

    // ------------------------------------------------------------------------------------------------ phase 1

    @Override
    protected TicketOrder placeOrder() {
        registerUndos();
        // A draft that is refused stays a draft: there is no order yet whose story could be told.
        timeline.keepsQuiet();
        timeline.show(CheckoutState.VALIDATING);
        TicketOrder order = claim();
        refuseWrongPayments(order);
        timeline.show(CheckoutState.HOLDING);
        claimSeats(order);
        pay(order);
        timeline.speaks();
        String paid = paymentsInWords(payments.asSeen());
        if (payments.isPaid()) {
            timeline.tell(steps, seats(order) + " claimed", paid);
        } else {
            // A payment that the customer can make is not given up for a line in our own tables.
            timeline.waits();
            timeline.enter(
                    steps, CheckoutState.AWAITING_PAYMENT, seats(order) + " claimed, waiting for the payment", paid);
        }
        refuseIfCancelled();
        return order;
    }

    private static String seats(TicketOrder order) {
        int seats = order.items().size();
        return seats == 1 ? "1 seat" : seats + " seats";
    }

    /** Every undo of phase 1, before its first step, for the reason that place-order has. */
    private void registerUndos() {
        compensations.unlockLast(this::giveOrderBack);
        compensations.add(this::giveSeatsBack);
        compensations.add(payments::undoAtOnce);
    }

    /** 1: the draft becomes this attempt's, and with it its reservations, whose time stands still from here on. */
    private TicketOrder claim() {
        TicketRecords.Drafted claimed = steps.call(CLAIM, TicketRecords.class, tickets -> tickets.claim(attempt()));
        if (claimed.refusal() == SeatRefusal.ATTEMPT_OVER || claimed.refusal() == SeatRefusal.ORDER_NOT_FOUND) {
            throw CheckoutRefused.ofOverAttempt(claimed.refusal().refusal());
        }
        if (claimed.refusal() != null) {
            throw new CheckoutRefused(claimed.refusal().refusal());
        }
        TicketOrder order = claimed.order();
        timeline.priced(order.totalAmount(), order.currency());
        timeline.held(order.expiresAt());
        timeline.stands(order.state().name(), "PENDING");
        return order;
    }

    private TicketRecords.Attempt attempt() {
        return new TicketRecords.Attempt(checkout.orderId(), checkout.ownerId(), checkout.attempt());
    }

    private void refuseWrongPayments(TicketOrder order) {
        for (PaymentInstruction instruction : checkout.paymentInstructions()) {
            if (instruction.cashOnDelivery()) {
                throw new CheckoutRefused(NOT_AT_THE_DOOR);
            }
            if (!instruction.wallet() && !instruction.atGateway()) {
                throw new CheckoutRefused(Refusal.of(
                        "PAYMENT_MODE_UNSUPPORTED",
                        "Seats are paid by GATEWAY, at PHONEPE or RAZORPAY, or by WALLET, from a STORE-WALLET."));
            }
        }
        PaymentPlan.problem(
                        checkout.paymentInstructions(),
                        order.totalAmount(),
                        order.currency(),
                        checkout.paymentInstructions().size() > 1)
                .ifPresent(problem -> {
                    throw new CheckoutRefused(problem);
                });
    }

    /** 3: from here on Inventory does not free the seats by itself either. */
    private void claimSeats(TicketOrder order) {
        SeatService.OfOrder seats = new SeatService.OfOrder(checkout.orderId(), reservations(order));
        steps.call(CLAIM_SEATS, SeatService.class, service -> service.claim(steps.write(CLAIM_SEATS, seats)));
        refuseIfCancelled();
    }

    private static List<String> reservations(TicketOrder order) {
        return order.items().stream().map(TicketOrder.Item::reservationId).toList();
    }

    /** 7: every payment instruction, side by side; none for seats that cost nothing. */
    private void pay(TicketOrder order) {
        BigDecimal total = order.totalAmount();
        if (total.signum() == 0) {
            payments.nothingToPay();
            return;
        }
        payments.begin(
                PaymentPlan.inFull(checkout.paymentInstructions(), total),
                null,
                new PaymentCollection.GatewayTerms(
                        checkout.policy().gatewaysEnd(order.expiresAt()),
                        checkout.policy().pollPlanOrDefault()));
        timeline.pays(payments.asSeen());
    }

    @Override
    protected Refusal meaning(ServiceFailure.Refused refused) {
        return TicketRun.meaning(refused);
    }

    @Override
    protected Phase1Answer accepted(TicketOrder order) {
        return new Phase1Answer(checkout.fingerprint(), checkout.checkoutRequestId(), order, payments.asSeen(), null);
    }

    @Override
    protected Phase1Answer rejected(Refusal refusal) {
        return new Phase1Answer(checkout.fingerprint(), checkout.checkoutRequestId(), null, List.of(), refusal);
    }

    /** The end of the first reservation. Claimed seats are not freed before this run says so: no margin is needed for that. */
    @Override
    protected Instant givesUpAt(TicketOrder order) {
        return order.expiresAt();
    }

    // ------------------------------------------------------------------------------------------------ late money

    /** From here on the seats are everybody's, the order is not: it may still be paid. */
    @Override
    protected void letGo(TicketOrder order) {
        Undo<SeatService.OfOrder> undo = new Undo<>(
                steps.key(LAPSE_SEATS), steps.key(CLAIM_SEATS), new SeatService.OfOrder(checkout.orderId(), null));
        steps.insist(LAPSE_SEATS, SeatService.class, seats -> seats.releaseClaimed(undo));
        steps.insist(LAPSE, TicketRecords.class, tickets -> {
            tickets.lapse(attempt());
            return null;
        });
        Steps.allSettled(tellReservations(order).toArray(Promise<?>[]::new));
    }

    /** late 3, late 1: the very seats, if each of them is free. */
    @Override
    protected TicketOrder holdAgain(TicketOrder order) {
        compensations.addOfHold(() -> steps.insist(
                UNDO_REGAIN_SEATS,
                SeatService.class,
                seats -> seats.releaseClaimed(new Undo<>(
                        steps.key(UNDO_REGAIN_SEATS),
                        steps.key(REGAIN_SEATS),
                        new SeatService.OfOrder(checkout.orderId(), null)))));
        SeatService.OfOrder seats = new SeatService.OfOrder(checkout.orderId(), reservations(order));
        steps.call(REGAIN_SEATS, SeatService.class, service -> service.reclaim(steps.write(REGAIN_SEATS, seats)));
        TicketOrder regained = steps.call(REGAIN, TicketRecords.class, tickets -> tickets.regain(attempt()));
        if (regained == null) {
            throw new CheckoutRefused(CheckoutState.EXPIRED, PAID_TOO_LATE);
        }
        return regained;
    }

    // ------------------------------------------------------------------------------------------------ phase 2

    /** 8 to 13. Nothing here gives up: what fails is tried again until it is through. */
    @Override
    protected void fulfil(TicketOrder order) {
        Instant paidAt = Steps.now();
        SeatService.OfOrder seats = new SeatService.OfOrder(checkout.orderId(), reservations(order));
        steps.insist(CONFIRM_SEATS, SeatService.class, service -> service.confirm(steps.write(CONFIRM_SEATS, seats)));
        TicketRecords.Completion completion =
                new TicketRecords.Completion(checkout.orderId(), checkout.attempt(), paidAt);
        TicketOrder completed = steps.insist(COMPLETE, TicketRecords.class, tickets -> tickets.complete(completion));
        timeline.pays(payments.asSeen());
        timeline.stands(completed.state().name(), "PAID");
        timeline.enter(steps, CheckoutState.COMPLETED, seats(order) + " sold", null);
        Promise<?> published = Async.procedure(this::publish, completed);
        Promise<?> notified = Async.procedure(this::confirmToOwner, completed);
        Steps.allSettled(Stream.concat(Stream.of(published, notified), tellReservations(completed))
                .toArray(Promise<?>[]::new));
    }

    private void confirmToOwner(TicketOrder order) {
        steps.insist(
                NOTIFY,
                NotificationService.class,
                notifications -> notifications.send(steps.write(
                        NOTIFY,
                        new NotificationService.Send(
                                order.id(),
                                order.ownerId(),
                                "TICKET_CONFIRMATION",
                                List.of("EMAIL", "SMS", "PUSH"),
                                new NotificationService.Data(order.id(), order.totalAmount(), order.currency())))));
    }

    private void publish(TicketOrder order) {
        boolean completed = order.state() == TicketOrder.State.COMPLETED;
        EventService.TicketOrderEnded event = new EventService.TicketOrderEnded(
                order.id(),
                order.ownerId(),
                completed,
                completed ? null : refusedAs().name(),
                order.totalAmount(),
                order.currency(),
                completed ? order.paidAt() : Steps.now(),
                order.items().stream()
                        .map(item -> new EventService.TicketItem(
                                item.seatId(), item.eventId(), item.reservationId(), item.price()))
                        .toList());
        steps.insist(PUBLISH, EventService.class, events -> events.ticketOrderEnded(steps.write(PUBLISH, event)));
    }

    /** Their runs wait for what becomes of what this one has claimed. */
    private static Stream<Promise<Void>> tellReservations(TicketOrder order) {
        return order.items().stream().map(item -> TicketRun.tellReservation(item.reservationId()));
    }

    // ------------------------------------------------------------------------------------------------ undo

    private boolean wasRefused() {
        return refusedAs() == CheckoutState.REJECTED;
    }

    /** Of a refused checkout the seats are the customer's as they were; else they are everybody's. */
    private void giveSeatsBack() {
        Undo<SeatService.OfOrder> undo = new Undo<>(
                steps.key(UNDO_CLAIM_SEATS), steps.key(CLAIM_SEATS), new SeatService.OfOrder(checkout.orderId(), null));
        steps.insist(
                UNDO_CLAIM_SEATS,
                SeatService.class,
                seats -> wasRefused() ? seats.unclaim(undo) : seats.releaseClaimed(undo));
    }

    private void giveOrderBack() {
        undone = steps.insist(
                UNDO_CLAIM,
                TicketRecords.class,
                tickets -> wasRefused() ? tickets.giveBack(attempt()) : tickets.cancel(attempt()));
        if (undone != null && !wasRefused()) {
            timeline.stands(undone.state().name(), "PENDING");
        }
    }

    @Override
    protected void beforeUndo() {
        if (wasRefused()) {
            timeline.keepsQuiet();
        } else {
            timeline.speaks();
        }
    }

    @Override
    protected void afterUndo() {
        if (undone == null) {
            return;
        }
        boolean cancelled = undone.state() == TicketOrder.State.CANCELLED;
        Promise<?> published = cancelled && !wasRefused() ? Async.procedure(this::publish, undone) : null;
        TicketOrder holds = cancelled && wasRefused() ? movedTo() : undone;
        Steps.allSettled(Stream.concat(Stream.of(published).filter(each -> each != null), tellReservations(holds))
                .toArray(Promise<?>[]::new));
    }

    /** The draft that the owner has begun meanwhile has the seats now. */
    private TicketOrder movedTo() {
        TicketOrder newer = steps.insist(FIND_DRAFT, TicketRecords.class, tickets -> tickets.draft(checkout.ownerId()));
        return newer == null ? undone : newer;
    }
}
