package dev.orchestra.cart;

import static dev.orchestra.fakes.FakeShop.CASE;
import static dev.orchestra.fakes.FakeShop.MUG;
import static dev.orchestra.fakes.FakeShop.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.cart.BuyNowWorkflow.Request;
import dev.orchestra.cart.UpdateCartItemsWorkflow.Answer;
import dev.orchestra.fakes.FakeShop;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartOperation;
import dev.orchestra.services.cart.CartOperation.Op;
import dev.orchestra.services.cart.OperationResult;
import dev.orchestra.support.Warning;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /buy-now}: a cart of its own, in three steps. */
@Timeout(20)
class BuyNowTest {

    @RegisterExtension
    final RunningShop running = new RunningShop();

    @AfterEach
    void everyCallHasItsOwnKey() {
        assertThat(running.ledger().keysUsedTwice()).isEmpty();
    }

    private Answer buy(String key, CartOperation... operations) {
        return running.operation(BuyNowWorkflow.class, key)
                .run(new Request(OWNER, "fingerprint_1", List.of(operations), CartPolicy.DEFAULT));
    }

    private static CartOperation add(String productId) {
        return new CartOperation(Op.ADD, productId, null, null, 1, null);
    }

    @Test
    void itsCartIsNotTheBasket() {
        running.shop().basket(CASE);

        Answer answer = buy("key_1", add(MUG));

        assertThat(answer.refusal()).isNull();
        assertThat(answer.operationsApplied()).isEqualTo(1);
        assertThat(answer.cart().kind()).isEqualTo("EXPRESS");
        assertThat(FakeShop.products(answer.cart())).containsExactly(MUG + " x1");
        assertThat(running.shop().cartProducts()).as("the basket").containsExactly(CASE + " x1");
        assertThat(running.shop().activeBasket(OWNER).cartId())
                .isEqualTo(running.shop().cartId());
    }

    @Test
    void threeStepsAndNothingIsComputed() {
        Answer answer = buy("key_1", add(MUG));

        assertThat(running.ledger().done()).containsExactly("Cart.FindOrCreate", "Cart.ApplyOperations", "Caching.Set");
        assertThat(answer.cart().computed()).isFalse();
        assertThat(answer.warnings()).isEmpty();
        running.wasOneTask();
    }

    @Test
    void everyPurchaseHasACartOfItsOwn() {
        String first = buy("key_1", add(MUG)).cart().cartId();
        String second = buy("key_2", add(MUG)).cart().cartId();

        assertThat(first).isNotEqualTo(second);
        assertThat(running.shop().carts()).extracting(Cart::cartId).containsExactly(first, second);
    }

    @Test
    void aPurchaseThatIsRunAgainKeepsItsCart() {
        running.ledger().fault("Cart.FindOrCreate", Fault.answerLost().times(3));
        assertThat(running.unavailable(() -> buy("key_1", add(MUG))).service()).isEqualTo("cart");

        Answer answer = buy("key_1", add(MUG));

        assertThat(answer.refusal()).isNull();
        assertThat(running.shop().carts()).hasSize(1);
        assertThat(FakeShop.products(answer.cart())).containsExactly(MUG + " x1");
    }

    @Test
    void eachOperationHasItsOwnOutcome() {
        Answer answer = buy("key_1", add(MUG), new CartOperation(Op.DELETE, null, null, "item_9", null, null));

        assertThat(answer.operationsApplied()).isEqualTo(1);
        assertThat(answer.results()).extracting(OperationResult::code).containsExactly(null, "ITEM_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void operationsWhoseAnswerIsLostAreAppliedOnce(int times) {
        running.ledger().fault("Cart.ApplyOperations", Fault.answerLost().times(times));

        assertThat(FakeShop.products(buy("key_1", add(MUG)).cart())).containsExactly(MUG + " x1");
        assertThat(running.shop().carts()).hasSize(1);
    }

    @Test
    void aCacheThatIsAwayIsSaid() {
        running.ledger().fault("Caching.Set", Fault.down());

        assertThat(buy("key_1", add(MUG)).warnings()).extracting(Warning::code).containsExactly("CACHE_UNAVAILABLE");
    }
}
