package dev.orchestra.checkout;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.IdempotentRequests.Pin;
import dev.orchestra.api.LogField;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Problem;
import dev.orchestra.checkout.PhaseOne.Attempt;
import dev.orchestra.payment.PaymentInstruction;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.cart.CartService.OwnerCarts;
import dev.orchestra.services.cart.CartService.Tombstone;
import dev.orchestra.services.cart.HttpCartService;
import dev.orchestra.store.CheckoutRequestStore;
import dev.orchestra.support.SearchAttributes;
import io.temporal.failure.ApplicationFailure;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Which attempt of which cart a request of place-order is about, and what its run is started with. */
@Service
public class Checkout {

    /** For how long a repeated click, without a cart to point at, is taken for the order it made. */
    public static final Duration REPEATED_CLICK = Duration.ofMinutes(10);

    private final PhaseOne phaseOne;
    private final CartService carts;
    private final CheckoutRequestStore requests;
    private final WalletPasswords passwords;
    private final Clock clock;
    private final CheckoutPolicy policy;

    public Checkout(
            PhaseOne phaseOne,
            CartService carts,
            CheckoutRequestStore requests,
            WalletPasswords passwords,
            Clock clock,
            CheckoutSettings settings) {
        this.phaseOne = phaseOne;
        this.carts = carts;
        this.requests = requests;
        this.passwords = passwords;
        this.clock = clock;
        this.policy = settings.policy();
    }

    /**
     * Phase 1.
     *
     * @param print tells this request from another order
     * @param pin as of {@link PhaseOne#of}
     * @return empty when it goes on after the request's time
     * @throws Problem when the order was refused
     */
    public Optional<PlaceOrderWorkflow.Phase1Answer> place(
            Owner owner, PlaceOrderRequest request, String print, Pin pin) {
        return phaseOne.of(new OfCart(owner, request, print), print, pin);
    }

    private final class OfCart implements PhaseOne.Request<PlaceOrderWorkflow.Phase1Answer> {

        private final Owner owner;
        private final PlaceOrderRequest request;
        private final String print;

        OfCart(Owner owner, PlaceOrderRequest request, String print) {
            this.owner = owner;
            this.request = request;
            this.print = print;
        }

        @Override
        public Attempt find() {
            return Checkout.this.find(owner, request);
        }

        @Override
        public LogField field() {
            return LogField.CART_ID;
        }

        @Override
        public String workflowId(Attempt attempt) {
            return "place-order/" + attempt;
        }

        @Override
        public Instructions instructions() {
            return request.instructions();
        }

        @Override
        public List<PaymentInstruction> authorized(Attempt attempt) {
            return passwords.exchange(owner, attempt, instructions(), request.totalOrderAmount());
        }

        @Override
        public String save(Attempt attempt) {
            return requests.save(
                    owner.ownerId(),
                    attempt.id(),
                    device(request),
                    instructions().callbackUrls());
        }

        @Override
        public PhaseOne.Start start(Attempt attempt, List<PaymentInstruction> instructions, String checkoutRequestId) {
            var order = new PlaceOrderWorkflow.PlaceOrder(
                    owner.ownerId(),
                    attempt.id(),
                    attempt.number(),
                    instructions,
                    request.totalOrderAmount(),
                    request.multiplePaymentMethods(),
                    request.orderInitiatedFrom(),
                    checkoutRequestId,
                    print,
                    policy);
            return new PhaseOne.Start(
                    PlaceOrderWorkflow.class,
                    order,
                    io.temporal.common.SearchAttributes.newBuilder()
                            .set(SearchAttributes.CART_ID, order.cartId())
                            .set(SearchAttributes.CHANNEL, order.channel())
                            .set(SearchAttributes.NEEDS_ATTENTION, false)
                            .build(),
                    "Place order from " + order.channel() + ", " + order.totalOrderAmount() + ", attempt "
                            + order.attempt());
        }

        @Override
        public Class<PlaceOrderWorkflow.Phase1Answer> answer() {
            return PlaceOrderWorkflow.Phase1Answer.class;
        }

        @Override
        public PhaseOne.Told told(PlaceOrderWorkflow.Phase1Answer answer) {
            return new PhaseOne.Told(
                    answer.fingerprint(),
                    answer.checkoutRequestId(),
                    answer.order() == null ? null : answer.order().id(),
                    answer.refusal());
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
                return named(owner, cartId).id();
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
