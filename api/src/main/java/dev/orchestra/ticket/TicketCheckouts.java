package dev.orchestra.ticket;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.IdempotentRequests.Pin;
import dev.orchestra.api.LogField;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Problem;
import dev.orchestra.checkout.Checkout;
import dev.orchestra.checkout.CheckoutPolicy;
import dev.orchestra.checkout.CheckoutSettings;
import dev.orchestra.checkout.Instructions;
import dev.orchestra.checkout.PhaseOne;
import dev.orchestra.checkout.PhaseOne.Attempt;
import dev.orchestra.checkout.WalletPasswords;
import dev.orchestra.payment.PaymentInstruction;
import dev.orchestra.store.CheckoutRequestStore;
import dev.orchestra.store.TicketBook;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.SearchAttributes;
import dev.orchestra.ticket.TicketCheckoutWorkflow.Phase1Answer;
import dev.orchestra.ticket.TicketCheckoutWorkflow.TicketCheckout;
import dev.orchestra.ticket.TicketOrder.State;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Which attempt of which order of seats a request to check out is about, and what its run is started with. */
@Service
public class TicketCheckouts {

    private final PhaseOne phaseOne;
    private final TicketBook tickets;
    private final CheckoutRequestStore requests;
    private final WalletPasswords passwords;
    private final CheckoutPolicy policy;

    public TicketCheckouts(
            PhaseOne phaseOne,
            TicketBook tickets,
            CheckoutRequestStore requests,
            WalletPasswords passwords,
            CheckoutSettings settings) {
        this.phaseOne = phaseOne;
        this.tickets = tickets;
        this.requests = requests;
        this.passwords = passwords;
        this.policy = settings.policy();
    }

    /**
     * Phase 1.
     *
     * @param orderId null: the owner's draft, or the order that this very click made before
     * @param print tells these instructions from others
     * @param pin as of {@link PhaseOne#of}
     * @return empty when it goes on after the request's time
     * @throws Problem when it was refused
     */
    Optional<Phase1Answer> checkOut(Owner owner, String orderId, Instructions instructions, String print, Pin pin) {
        return phaseOne.of(new OfSeats(owner, orderId, instructions, print), print, pin);
    }

    private final class OfSeats implements PhaseOne.Request<Phase1Answer> {

        private final Owner owner;
        private final String orderId;
        private final Instructions instructions;
        private final String print;
        private boolean looked;

        OfSeats(Owner owner, String orderId, Instructions instructions, String print) {
            this.owner = owner;
            this.orderId = orderId;
            this.instructions = instructions;
            this.print = print;
        }

        @Override
        public Attempt find() {
            TicketOrder order = orderId == null ? ownersOwn() : named(orderId);
            if (order.state() == State.CANCELLED) {
                throw new Problem(ErrorCode.CHECKOUT_OVER, "The order was cancelled.");
            }
            if (order.state() == State.COMPLETED && looked) {
                // The first look found its run, or nobody remembers it any more.
                throw new Problem(ErrorCode.ORDER_DECIDED, "The order is paid already.");
            }
            looked = true;
            return new Attempt(order.id(), order.attempt());
        }

        private TicketOrder ownersOwn() {
            return tickets.draft(owner.ownerId())
                    .filter(draft -> !draft.items().isEmpty())
                    .or(() -> tickets.latest(owner.ownerId(), Checkout.REPEATED_CLICK))
                    .orElseThrow(() -> TicketError.problem(SeatRefusal.CART_EMPTY));
        }

        private TicketOrder named(String id) {
            return Optional.of(id)
                    .filter(UuidText::is)
                    .flatMap(uuid -> tickets.order(owner.ownerId(), UuidText.plain(uuid)))
                    .orElseThrow(() -> TicketError.problem(SeatRefusal.ORDER_NOT_FOUND));
        }

        @Override
        public LogField field() {
            return LogField.ORDER_ID;
        }

        @Override
        public String workflowId(Attempt attempt) {
            return TicketCheckoutWorkflow.workflowId(attempt.id(), attempt.number());
        }

        @Override
        public Instructions instructions() {
            return instructions;
        }

        @Override
        public List<PaymentInstruction> authorized(Attempt attempt) {
            return passwords.exchange(
                    owner, attempt, instructions, named(attempt.id()).totalAmount());
        }

        @Override
        public String save(Attempt attempt) {
            return requests.save(owner.ownerId(), null, null, instructions.callbackUrls());
        }

        @Override
        public PhaseOne.Start start(Attempt attempt, List<PaymentInstruction> how, String checkoutRequestId) {
            var checkout = new TicketCheckout(
                    owner.ownerId(), attempt.id(), attempt.number(), how, checkoutRequestId, print, policy);
            return new PhaseOne.Start(
                    TicketCheckoutWorkflow.class,
                    checkout,
                    io.temporal.common.SearchAttributes.newBuilder()
                            .set(SearchAttributes.ORDER_ID, attempt.id())
                            .set(SearchAttributes.CHANNEL, TicketCheckoutWorkflow.CHANNEL)
                            .set(SearchAttributes.NEEDS_ATTENTION, false)
                            .build(),
                    "Checkout of seats, attempt " + attempt.number());
        }

        @Override
        public Class<Phase1Answer> answer() {
            return Phase1Answer.class;
        }

        @Override
        public PhaseOne.Told told(Phase1Answer answer) {
            return new PhaseOne.Told(
                    answer.fingerprint(),
                    answer.checkoutRequestId(),
                    answer.order() == null ? null : answer.order().id(),
                    answer.refusal());
        }

        @Override
        public Problem problem(Refusal refusal) {
            return TicketError.problem(refusal);
        }
    }
}
