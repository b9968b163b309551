package dev.orchestra.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.Orchestration;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Problem;
import dev.orchestra.api.ProblemCode;
import dev.orchestra.cart.CartRuns.Done;
import dev.orchestra.cart.MergeCartsWorkflow.Outcome;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.Change;
import dev.orchestra.store.CustomerTextStore;
import dev.orchestra.store.OwnerDirectory;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.TaskQueues;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How requests become runs: their ids, what goes into them, and what becomes of their ends. The workflows are stand-ins. */
@Timeout(120)
class CartOperationsTest {

    private static final CartItemsRequest NO_ITEMS = new CartItemsRequest(List.of());

    private static TestWorkflowEnvironment temporal;

    // What the stand-ins do, and the ids under which they did it.
    private static Function<UpdateCartItemsWorkflow.Request, UpdateCartItemsWorkflow.Answer> items;
    private static Function<UpdateCartOptionsWorkflow.Request, UpdateCartOptionsWorkflow.Answer> options;
    private static Function<GetCartWorkflow.Request, GetCartWorkflow.Answer> views;
    private static Function<DeleteCartWorkflow.Request, DeleteCartWorkflow.Answer> deletes;
    private static Function<MergeCartsWorkflow.Request, MergeCartsWorkflow.Answer> merges;
    private static final List<String> RUNS = new CopyOnWriteArrayList<>();

    private final String ownerId = "own_" + UUID.randomUUID();
    private final OwnerDirectory owners = mock(OwnerDirectory.class);
    private final CustomerTextStore texts = mock(CustomerTextStore.class);
    private final Cart basket = CartSamples.cart(ownerId).build();

    @BeforeAll
    static void start() {
        temporal = TestWorkflowEnvironment.newInstance(
                // With skipping, a run that is never done would have reached the end of its time at once.
                TestEnvironmentOptions.newBuilder().setUseTimeskipping(false).build());
        Worker worker = temporal.newWorker(TaskQueues.CART);
        worker.registerWorkflowImplementationFactory(
                UpdateCartItemsWorkflow.class, () -> request -> run(items, request));
        worker.registerWorkflowImplementationFactory(
                UpdateCartOptionsWorkflow.class, () -> request -> run(options, request));
        worker.registerWorkflowImplementationFactory(GetCartWorkflow.class, () -> request -> run(views, request));
        worker.registerWorkflowImplementationFactory(DeleteCartWorkflow.class, () -> request -> run(deletes, request));
        worker.registerWorkflowImplementationFactory(MergeCartsWorkflow.class, () -> request -> run(merges, request));
        temporal.start();
    }

    private static <Q, A> A run(Function<Q, A> standIn, Q request) {
        RUNS.add(Workflow.getInfo().getWorkflowId());
        return standIn.apply(request);
    }

    @AfterAll
    static void stop() {
        temporal.close();
    }

    @BeforeEach
    void forget() {
        RUNS.clear();
    }

    // ------------------------------------------------------------------------------------------------ writes

    @Test
    void theSameKeyIsTheSameRun() {
        items = request -> applied(request.fingerprint(), basket);

        Done<UpdateCartItemsWorkflow.Answer> first = updateItems("key", "print").orElseThrow();
        Done<UpdateCartItemsWorkflow.Answer> again = updateItems("key", "print").orElseThrow();

        assertThat(first.replayed()).isFalse();
        assertThat(again.replayed()).isTrue();
        assertThat(again.answer()).isEqualTo(first.answer());
        assertThat(RUNS).singleElement().asString().matches("cart-items/" + ownerId + "/[0-9a-f]{32}");
        assertThat(problem(() -> updateItems("key", "another print"))).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED);
        updateItems("another key", "print");
        assertThat(RUNS).doesNotHaveDuplicates().hasSize(2);
    }

    @Test
    void aRefusalIsAnAnswerAndAServiceThatIsAwayIsNot() {
        items = request -> UpdateCartItemsWorkflow.Answer.refused(request.fingerprint(), Refusal.locked("order_1"));
        assertThat(problem(() -> updateItems("refused", "print"))).isEqualTo(ErrorCode.CART_LOCKED);
        assertThat(problem(() -> updateItems("refused", "print"))).isEqualTo(ErrorCode.CART_LOCKED);
        assertThat(RUNS).hasSize(1);

        items = request -> {
            Refusal refusal = Refusal.unavailable("product");
            throw ApplicationFailure.newNonRetryableFailure(refusal.message(), refusal.code(), refusal);
        };
        assertThat(problem(() -> updateItems("down", "print"))).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        items = request -> applied(request.fingerprint(), basket);
        assertThat(updateItems("down", "print").orElseThrow().replayed()).isFalse();
    }

    @Test
    void aRunThatTakesLongerIsNotWaitedForAndCanBeJoined() {
        items = request -> {
            Workflow.await(() -> false);
            return null;
        };
        CartOperations impatient = operations(Duration.ofMillis(1));

        // The first request may have left before its run began.
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            assertThat(impatient.updateItems(owner(), "slow", "print", true, NO_ITEMS))
                    .isEmpty();
            return !RUNS.isEmpty();
        });
        assertThat(impatient.updateItems(owner(), "slow", "print", true, NO_ITEMS))
                .isEmpty();
        assertThat(RUNS).hasSize(1);
    }

    @Test
    void whatTheCustomerWroteIsNotInTheRun() {
        CopyOnWriteArrayList<UpdateCartOptionsWorkflow.Request> seen = new CopyOnWriteArrayList<>();
        options = request -> {
            seen.add(request);
            return new UpdateCartOptionsWorkflow.Answer(request.fingerprint(), basket, null, List.of(), null);
        };
        CartOptionsRequest body = new CartOptionsRequest(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                new Change<>(new CartOptionsRequest.GiftWrap("gift_wrap_standard", "Happy Birthday!")),
                new Change<>(new CartOptionsRequest.SpecialInstructions("Ring twice.")),
                null);

        operations(null).chooseOptions(owner(), "key", "print", "cart_2", body);

        UpdateCartOptionsWorkflow.Request request = seen.get(0);
        assertThat(request.toString()).doesNotContain("Birthday", "Ring");
        String message = request.wishes().giftWrap().value().message();
        assertThat(message).matches("txt_[0-9a-f]{32}");
        verify(texts).save(ownerId, message, "Happy Birthday!");
        verify(texts)
                .save(ownerId, request.wishes().specialInstructions().value().instructions(), "Ring twice.");
        assertThat(request.cartId()).isEqualTo("cart_2");
        assertThat(request.basketCartId()).isEqualTo("cart_0");
        assertThat(request.policy()).isEqualTo(new CartPolicy(Duration.ofSeconds(5), "Asia/Kolkata"));
    }

    // ------------------------------------------------------------------------------------------------ the basket

    @Test
    void theBasketIsRememberedAndAnExpressCartIsNot() {
        views = request -> new GetCartWorkflow.Answer(basket, List.of(), List.of(), null, List.of(), null);
        operations(null).view(owner(), null);
        verify(owners).rememberCart(ownerId, basket.cartId());

        OwnerDirectory untouched = mock(OwnerDirectory.class);
        views = request -> new GetCartWorkflow.Answer(
                CartSamples.cart(ownerId).express(), List.of(), List.of(), null, List.of(), null);
        operations(null, untouched).view(owner(), "cart_1");
        verify(untouched, never()).rememberCart(any(), any());
    }

    @Test
    void everyReadIsARunOfItsOwn() {
        views = request -> new GetCartWorkflow.Answer(null, List.of(), List.of(), null, List.of(), null);

        operations(null).view(owner(), null);
        operations(null).view(owner(), null);

        assertThat(RUNS)
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id).startsWith("cart-view/" + ownerId + "/"));
    }

    @Test
    void aDeletedBasketIsForgottenOnce() {
        deletes = request -> new DeleteCartWorkflow.Answer(request.fingerprint(), "cart_0", List.of(), null);
        operations(null).delete(owner(), "key", "print", null);
        verify(owners).rememberCart(ownerId, null);

        OwnerDirectory untouched = mock(OwnerDirectory.class);
        operations(null, untouched).delete(owner(), "key", "print", null);
        deletes = request -> new DeleteCartWorkflow.Answer(request.fingerprint(), "cart_express", List.of(), null);
        operations(null, untouched).delete(owner(), "another key", "print", "cart_express");
        verify(untouched, never()).rememberCart(any(), any());
    }

    // ------------------------------------------------------------------------------------------------ merge

    @Test
    void aMergeThatFoundABasketFrozenIsTriedAgain() {
        String guest = "own_guest_" + UUID.randomUUID();
        GuestMergeOperation merge = new GuestMergeOperation(runs(), owners, settings(null));

        merges = request -> new MergeCartsWorkflow.Answer(Outcome.NOT_NOW, ownerId, null);
        merge.merge(owner(), guest);
        verify(owners, never()).noteMerged(any(), any(), any());

        merges = request -> new MergeCartsWorkflow.Answer(Outcome.MERGED, ownerId, "cart_1");
        merge.merge(owner(), guest);
        verify(owners).noteMerged(eq(guest), eq(ownerId), eq("cart_1"));
        assertThat(RUNS).containsExactly("cart-merge/" + guest, "cart-merge/" + guest);
    }

    @Test
    void aMergeIntoAnotherCustomersBasketIsNotNotedAsThisOnes() {
        String guest = "own_guest_" + UUID.randomUUID();
        merges = request -> new MergeCartsWorkflow.Answer(Outcome.MERGED, "own_of_another", "cart_of_another");

        new GuestMergeOperation(runs(), owners, settings(null)).merge(owner(), guest);

        verify(owners, never()).noteMerged(any(), any(), any());
    }

    // ------------------------------------------------------------------------------------------------ helpers

    private Optional<Done<UpdateCartItemsWorkflow.Answer>> updateItems(String key, String print) {
        return operations(null).updateItems(owner(), key, print, true, NO_ITEMS);
    }

    private static UpdateCartItemsWorkflow.Answer applied(String print, Cart cart) {
        return new UpdateCartItemsWorkflow.Answer(print, 1, List.of(), cart, List.of(), List.of(), null);
    }

    private Owner owner() {
        return new Owner(ownerId, "cart_0");
    }

    private CartOperations operations(Duration deadline) {
        return operations(deadline, owners);
    }

    private CartOperations operations(Duration deadline, OwnerDirectory directory) {
        return new CartOperations(runs(), directory, new PersonalTexts(texts), settings(deadline));
    }

    private static CartRuns runs() {
        return new CartRuns(
                temporal.getWorkflowClient(),
                new Orchestration(temporal.getWorkflowClient().getWorkflowServiceStubs()));
    }

    private static CartSettings settings(Duration deadline) {
        return new CartSettings(deadline == null ? Duration.ofSeconds(5) : deadline, ZoneId.of("Asia/Kolkata"));
    }

    private static ProblemCode problem(ThrowingCallable call) {
        ProblemCode[] code = new ProblemCode[1];
        assertThatThrownBy(call).asInstanceOf(type(Problem.class)).satisfies(problem -> code[0] = problem.code());
        return code[0];
    }
}
