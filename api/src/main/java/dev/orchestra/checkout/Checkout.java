package dev.orchestra.checkout;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.IdempotentRequests.Pin;
import dev.orchestra.api.LogField;
import dev.orchestra.api.Orchestration;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Problem;
import dev.orchestra.payment.PaymentInstruction;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.cart.CartService.OwnerCarts;
import dev.orchestra.services.cart.CartService.Tombstone;
import dev.orchestra.services.cart.HttpCartService;
import dev.orchestra.store.CheckoutRequestStore;
import dev.orchestra.support.SearchAttributes;
import dev.orchestra.support.StepCatalogue;
import dev.orchestra.support.TaskQueues;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WithStartWorkflowOperation;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.failure.ApplicationFailure;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Service;

/** Starts place-order for one attempt of a cart, or attaches to it: every click of one attempt gets the same answer. */
@Service
@EnableConfigurationProperties(CheckoutSettings.class)
public class Checkout {

    /** How much longer than phase 1 and its undo a request waits, so that the run's own answer comes first. */
    private static final Duration GRACE = Duration.ofMillis(500);

    /** For how long a repeated click, without a cart to point at, is taken for the order it made. */
    private static final Duration REPEATED_CLICK = Duration.ofMinutes(10);

    /** An attempt can end between our look at the cart and the start of its checkout. */
    private static final int LOOKS = 3;

    private final WorkflowClient temporal;
    private final Orchestration orchestration;
    private final CartService carts;
    private final CheckoutRequestStore requests;
    private final WalletPasswords passwords;
    private final Clock clock;
    private final CheckoutPolicy policy;
    private final Duration patience;

    public Checkout(
            WorkflowClient temporal,
            Orchestration orchestration,
            CartService carts,
            CheckoutRequestStore requests,
            WalletPasswords passwords,
            Clock clock,
            CheckoutSettings settings) {
        this.temporal = temporal;
        this.orchestration = orchestration;
        this.carts = carts;
        this.requests = requests;
        this.passwords = passwords;
        this.clock = clock;
        this.policy = settings.policy();
        this.patience = patience(policy);
    }

    /** For how long a request waits for its run. */
    static Duration patience(CheckoutPolicy policy) {
        return policy.deadlineOrDefault().plus(StepCatalogue.UNDO_BEFORE_ANSWER).plus(GRACE);
    }

    /** One attempt of one cart: what a run of place-order is known by. */
    private record Attempt(String cartId, int number) {
        String workflowId() {
            return "place-order/" + this;
        }

        @Override
        public String toString() {
            return cartId + "/" + number;
        }

        static Attempt of(String text) {
            int end = text.lastIndexOf('/');
            return new Attempt(text.substring(0, end), Integer.parseInt(text.substring(end + 1)));
        }
    }

    /**
     * Phase 1.
     *
     * @param print tells this request from another order
     * @param pin the attempt that an earlier request with the same key has found: the owner's basket can be another one since then, and must not be ordered as well
     * @return empty when it goes on after the request's time
     * @throws Problem when the order was refused
     */
    public Optional<PlaceOrderWorkflow.Phase1Answer> place(
            Owner owner, PlaceOrderRequest request, String print, Pin pin) {
        for (int look = 1; ; look++) {
            Attempt attempt = Attempt.of(
                    pin.pinned().orElseGet(() -> pin.pin(find(owner, request).toString())));
            Optional<PlaceOrderWorkflow.Phase1Answer> answer = attach(owner, attempt, request, print);
            if (answer.isEmpty()) {
                return answer;
            }
            if (!print.equals(answer.get().fingerprint())) {
                throw new Problem(
                                ErrorCode.CHECKOUT_IN_PROGRESS,
                                "A checkout of this cart with another request has begun or ended already.")
                        .with(
                                "order_id",
                                answer.get().order() == null
                                        ? null
                                        : answer.get().order().id());
            }
            if (answer.get().refusal() == null) {
                return answer;
            }
            if (!"ATTEMPT_OVER".equals(answer.get().refusal().code())) {
                throw Problem.of(answer.get().refusal());
            }
            if (look == LOOKS) {
                throw new Problem(
                        ErrorCode.CHECKOUT_IN_PROGRESS, "Checkouts of this cart begin and end too fast to join one.");
            }
            pin.drop();
        }
    }

    private Optional<PlaceOrderWorkflow.Phase1Answer> attach(
            Owner owner, Attempt attempt, PlaceOrderRequest request, String print) {
        LogField.CART_ID.is(attempt.cartId());
        LogField.WORKFLOW_ID.is(attempt.workflowId());
        Optional<PlaceOrderWorkflow.Phase1Answer> answer =
                orchestration.within(patience, () -> startOrAttach(owner, attempt, request, print));
        answer.map(PlaceOrderWorkflow.Phase1Answer::order).ifPresent(order -> LogField.ORDER_ID.is(order.id()));
        return answer;
    }

    /**
     * The stored request goes again only when it is certain that no run refers to it. A start without an answer may have happened: what it left
     * is deleted by the retention.
     */
    private PlaceOrderWorkflow.Phase1Answer startOrAttach(
            Owner owner, Attempt attempt, PlaceOrderRequest request, String print) throws Exception {
        List<PaymentInstruction> instructions = instructions(owner, attempt, request);
        String requestId = requests.save(owner.ownerId(), attempt.cartId(), device(request), request.callbackUrls());
        var order = new PlaceOrderWorkflow.PlaceOrder(
                owner.ownerId(),
                attempt.cartId(),
                attempt.number(),
                instructions,
                request.totalOrderAmount(),
                request.multiplePaymentMethods(),
                request.orderInitiatedFrom(),
                requestId,
                print,
                policy);
        PlaceOrderWorkflow.Phase1Answer answer = startOrAttach(attempt, order);
        if (!requestId.equals(answer.checkoutRequestId())) {
            requests.deleteUnused(requestId);
        }
        return answer;
    }

    /** A password is exchanged only to begin a run: for one that is there it has been, and would be used up or wrong by now. */
    private List<PaymentInstruction> instructions(Owner owner, Attempt attempt, PlaceOrderRequest request) {
        if (!request.hasPassword() || isThere(attempt)) {
            return request.toInstructions();
        }
        try {
            return passwords.exchange(owner, attempt.cartId(), attempt.number(), request);
        } catch (Problem refused) {
            // Another click may have begun the run meanwhile: then this one is answered as it would have been a moment
            // later.
            if (isThere(attempt)) {
                return request.toInstructions();
            }
            throw refused;
        }
    }

    private boolean isThere(Attempt attempt) {
        try {
            temporal.newUntypedWorkflowStub(attempt.workflowId()).describe();
            return true;
        } catch (WorkflowNotFoundException none) {
            return false;
        }
    }

    private PlaceOrderWorkflow.Phase1Answer startOrAttach(Attempt attempt, PlaceOrderWorkflow.PlaceOrder order)
            throws Exception {
        PlaceOrderWorkflow run = temporal.newWorkflowStub(
                PlaceOrderWorkflow.class,
                WorkflowOptions.newBuilder()
                        .setTaskQueue(TaskQueues.CHECKOUT)
                        .setWorkflowId(attempt.workflowId())
                        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
                        .setTypedSearchAttributes(io.temporal.common.SearchAttributes.newBuilder()
                                .set(SearchAttributes.CART_ID, order.cartId())
                                .set(SearchAttributes.CHANNEL, order.channel())
                                .set(SearchAttributes.NEEDS_ATTENTION, false)
                                .build())
                        .setStaticSummary("Place order from " + order.channel() + ", " + order.totalOrderAmount()
                                + ", attempt " + attempt.number())
                        .build());
        try {
            return WorkflowClient.executeUpdateWithStart(
                    run::phase1,
                    UpdateOptions.newBuilder(PlaceOrderWorkflow.Phase1Answer.class)
                            .setUpdateId(CheckoutVerbs.PHASE_1)
                            .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                            .build(),
                    new WithStartWorkflowOperation<>(run::run, order));
        } catch (WorkflowExecutionAlreadyStarted ended) {
            // Servers that do not answer an update of a closed run in a multi-operation still know its outcome.
            return RunUpdates.await(
                    temporal.newUntypedWorkflowStub(attempt.workflowId())
                            .getUpdateHandle(CheckoutVerbs.PHASE_1, PlaceOrderWorkflow.Phase1Answer.class),
                    patience);
        }
    }

    /**
     * The cart that a request is about.
     *
     * @param cartId null for the active one
     * @throws Problem CART_NOT_FOUND, CART_EMPTY, SERVICE_UNAVAILABLE
     */
    String cart(Owner owner, String cartId) {
        try {
            if (cartId != null) {
                return named(owner, cartId).cartId();
            }
            Cart basket = carts.ofOwner(owner.ownerId()).cart();
            if (basket == null || basket.items().isEmpty()) {
                throw nothing();
            }
            return basket.cartId();
        } catch (ApplicationFailure failure) {
            throw unreadable();
        }
    }

    private static Problem nothing() {
        return new Problem(ErrorCode.CART_EMPTY, "There is nothing in the cart.");
    }

    private static Problem unreadable() {
        return new Problem(ErrorCode.SERVICE_UNAVAILABLE, "The cart cannot be read at the moment.")
                .with("service", "cart");
    }

    /** Which cart, and which of its attempts: the named one, else the active basket, else the order that this very click made before. */
    private Attempt find(Owner owner, PlaceOrderRequest request) {
        try {
            return request.cartId() == null
                    ? basket(owner, request.totalOrderAmount())
                    : named(owner, request.cartId());
        } catch (ApplicationFailure failure) {
            throw unreadable();
        }
    }

    private Attempt basket(Owner owner, BigDecimal total) {
        OwnerCarts found = carts.ofOwner(owner.ownerId());
        if (found.cart() != null && !found.cart().items().isEmpty()) {
            return new Attempt(found.cart().cartId(), found.cart().attempt());
        }
        Tombstone tombstone = found.tombstone();
        if (tombstone != null
                && tombstone.attempt() != null
                && tombstone.total().compareTo(total) == 0
                && tombstone.deletedAt().isAfter(clock.instant().minus(REPEATED_CLICK))) {
            return new Attempt(tombstone.cartId(), tombstone.attempt());
        }
        throw nothing();
    }

    private Attempt named(Owner owner, String cartId) {
        try {
            Cart cart = carts.get(cartId);
            if (cart.ownerId().equals(owner.ownerId())) {
                return new Attempt(cartId, cart.attempt());
            }
        } catch (ApplicationFailure failure) {
            if (!HttpCartService.isGone(failure)) {
                throw failure;
            }
            Tombstone tombstone = carts.ofOwner(owner.ownerId()).tombstone();
            if (tombstone != null && cartId.equals(tombstone.cartId()) && tombstone.attempt() != null) {
                return new Attempt(cartId, tombstone.attempt());
            }
        }
        throw new Problem(ErrorCode.CART_NOT_FOUND, "There is no such cart.");
    }

    private static CheckoutRequestStore.Device device(PlaceOrderRequest request) {
        PlaceOrderRequest.Device device = request.device();
        return device == null
                ? null
                : new CheckoutRequestStore.Device(
                        device.type(), device.fingerprint(), device.ipAddress(), device.userAgent(), device.timezone());
    }
}
