package dev.orchestra.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.IdempotentRequests.Pin;
import dev.orchestra.api.Orchestration;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Problem;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.cart.CartService.OwnerCarts;
import dev.orchestra.store.CheckoutRequestStore;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.SearchAttributes;
import dev.orchestra.support.TaskQueues;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.workflow.Workflow;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which attempt of which cart a click is for. The workflow is a stand-in that is accepted, unless a test refuses it. */
@Timeout(120)
class CheckoutTest {

    private static final String PRINT = "print";
    private static final ConcurrentHashMap<String, Refusal> REFUSALS = new ConcurrentHashMap<>();

    private static TestWorkflowEnvironment temporal;

    private final String ownerId = "own_" + UUID.randomUUID();
    private final String first = "cart_" + UUID.randomUUID();
    private final String second = "cart_" + UUID.randomUUID();
    private final CartService carts = mock(CartService.class);
    private final CheckoutRequestStore requests = mock(CheckoutRequestStore.class);
    private final WalletPasswords passwords = mock(WalletPasswords.class);
    private final KeptPin pin = new KeptPin();

    /** As the key of a request keeps it. */
    private static final class KeptPin implements Pin {

        final List<String> all = new ArrayList<>();
        String value;

        @Override
        public Optional<String> pinned() {
            return Optional.ofNullable(value);
        }

        @Override
        public String pin(String found) {
            all.add(found);
            value = found;
            return found;
        }

        @Override
        public void drop() {
            value = null;
        }
    }

    public static final class StandIn extends PlaceOrderStandIn {

        private PlaceOrder order;

        @Override
        public CheckoutState run(PlaceOrder order) {
            this.order = order;
            // Phase 2 goes on for longer than any test.
            Workflow.await(() -> false);
            return CheckoutState.COMPLETED;
        }

        @Override
        public Phase1Answer phase1() {
            Workflow.await(() -> order != null);
            Refusal refusal = REFUSALS.get(order.cartId() + "/" + order.attempt());
            return new Phase1Answer(
                    order.fingerprint(),
                    order.checkoutRequestId(),
                    refusal == null ? placed() : null,
                    List.of(),
                    refusal);
        }

        private PlacedOrder placed() {
            return new PlacedOrder(
                    "order_1", "1", "PENDING", "PENDING", BigDecimal.ONE, "INR", order.cartId(), List.of());
        }
    }

    @BeforeAll
    static void start() {
        temporal = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setUseTimeskipping(false)
                .registerSearchAttribute(
                        SearchAttributes.CART_ID.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                .registerSearchAttribute(
                        SearchAttributes.CHANNEL.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                .registerSearchAttribute(
                        SearchAttributes.NEEDS_ATTENTION.getName(), IndexedValueType.INDEXED_VALUE_TYPE_BOOL)
                .build());
        Worker worker = temporal.newWorker(TaskQueues.CHECKOUT);
        worker.registerWorkflowImplementationTypes(StandIn.class);
        temporal.start();
    }

    @AfterAll
    static void stop() {
        temporal.close();
    }

    @BeforeEach
    void requestsAreStored() {
        when(requests.save(any(), any(), any(), any())).thenReturn("creq_1");
    }

    private void basketIs(String cartId, int attempt) {
        Cart cart = mock(Cart.class);
        when(cart.cartId()).thenReturn(cartId);
        when(cart.attempt()).thenReturn(attempt);
        when(cart.items()).thenReturn(List.of(mock(Cart.Line.class)));
        when(carts.ofOwner(ownerId)).thenReturn(new OwnerCarts(cart, null));
    }

    private PlaceOrderWorkflow.PlacedOrder place() {
        var settings = new CheckoutSettings(
                Duration.ofSeconds(10),
                Duration.ofMinutes(15),
                Duration.ofSeconds(30),
                Duration.ofMinutes(1),
                Duration.ofMinutes(10),
                Duration.ofDays(5),
                List.of());
        var phaseOne = new PhaseOne(
                temporal.getWorkflowClient(),
                new Orchestration(temporal.getWorkflowClient().getWorkflowServiceStubs()),
                requests,
                settings);
        var checkout = new Checkout(phaseOne, carts, requests, passwords, Clock.systemUTC(), settings);
        var request = new PlaceOrderRequest(null, List.of(), BigDecimal.ONE, false, "WEB", null);
        return checkout.place(new Owner(ownerId, null), request, PRINT, pin)
                .orElseThrow()
                .order();
    }

    @Test
    void aRepetitionOrdersTheCartThatTheFirstClickFoundAndNoOther() {
        basketIs(first, 1);
        assertThat(place().cartId()).isEqualTo(first);
        assertThat(pin.all).containsExactly(first + "/1");

        basketIs(second, 1);
        assertThat(place().cartId()).isEqualTo(first);
        verify(requests, never()).save(any(), eq(second), any(), any());
    }

    @Test
    void anAttemptThatEndedBeforeItBeganIsFollowedByTheNext() {
        pin.value = first + "/1";
        REFUSALS.put(pin.value, Refusal.of("ATTEMPT_OVER", "Over."));
        basketIs(first, 2);

        assertThat(place().cartId()).isEqualTo(first);
        assertThat(pin.value).isEqualTo(first + "/2");
    }

    @Test
    void aRefusalIsTheRunsOwn() {
        basketIs(first, 1);
        REFUSALS.put(first + "/1", Refusal.of("TOTAL_CHANGED", "Another total."));

        assertThatThrownBy(this::place)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ErrorCode.TOTAL_CHANGED));
    }
}
