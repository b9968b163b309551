package dev.orchestra.cart;

import static dev.orchestra.fakes.FakeShop.CASE;
import static dev.orchestra.fakes.FakeShop.MUG;
import static dev.orchestra.fakes.FakeShop.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.cart.DeleteCartWorkflow.Answer;
import dev.orchestra.cart.DeleteCartWorkflow.Request;
import dev.orchestra.fakes.FakeShop;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.services.caching.CachingService;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.support.Warning;
import dev.orchestra.support.Write;
import java.math.BigDecimal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code DELETE /cart}: the cart and everything that was kept or held for it. */
@Timeout(20)
class DeleteCartTest {

    @RegisterExtension
    final RunningShop running = new RunningShop();

    @AfterEach
    void everyCallHasItsOwnKey() {
        assertThat(running.ledger().keysUsedTwice()).isEmpty();
    }

    private Answer delete(String cartId, String basketCartId) {
        return running.operation(DeleteCartWorkflow.class)
                .run(new Request(OWNER, cartId, basketCartId, "fingerprint_1", CartPolicy.DEFAULT));
    }

    /** The basket, read before, and with stock that a checkout which ended badly still holds. */
    private String basket() {
        running.shop().basket(CASE, MUG);
        running.operation(GetCartWorkflow.class)
                .run(new GetCartWorkflow.Request(OWNER, null, null, CartPolicy.DEFAULT));
        assertThat(running.shop().cached()).isNotNull();
        running.shop().holdsStock(MUG);
        return running.shop().cartId();
    }

    @Test
    void nothingOfItIsLeft() {
        String cartId = basket();

        Answer answer = delete(null, null);

        assertThat(answer.refusal()).isNull();
        assertThat(answer.fingerprint()).isEqualTo("fingerprint_1");
        assertThat(answer.cartId()).isEqualTo(cartId);
        assertThat(answer.warnings()).isEmpty();
        assertThat(running.shop().cart()).isNull();
        assertThat(running.shop().tombstone()).as("it became no order").isNull();
        assertThat(running.shop().cached()).isNull();
        assertThat(running.shop().holdStatus()).containsExactly("RELEASED");
        running.wasOneTask();
    }

    @Test
    void aReadThatIsStillUnderWayDoesNotBringItBackIntoTheCache() {
        String cartId = basket();
        var read = running.shop().cached();

        delete(null, null);
        ((CachingService) running.shop().activities().get(CachingService.class))
                .set(new CachingService.CacheCart(cartId, read.version(), 1800, read));

        assertThat(running.shop().cached()).isNull();
    }

    @Test
    void theNextCartIsAnotherOne() {
        basket();
        delete(null, running.shop().cartId());

        running.shop().basket(MUG);

        assertThat(running.shop().activeBasket(OWNER).cartId())
                .isNotEqualTo(running.shop().cartId());
    }

    @Test
    void anExpressCartIsDeletedByItsName() {
        String basket = basket();
        String express = running.shop().expressCart(MUG).cartId();

        assertThat(delete(express, basket).cartId()).isEqualTo(express);

        assertThat(running.shop().cart(express)).isNull();
        assertThat(running.shop().cart(basket)).isNotNull();
    }

    @Test
    void whoHasNoCartIsToldSo() {
        assertThat(delete(null, null).refusal().code()).isEqualTo("CART_NOT_FOUND");
    }

    /** The worker died behind the deletion: its key is known to the Cart service, and the run starts anew. */
    @Test
    void aRepeatedDeletionFinishesWhatRemains() {
        String basket = basket();
        DeleteCartWorkflow repeated = running.operation(DeleteCartWorkflow.class);
        ((CartService) running.shop().activities().get(CartService.class))
                .delete(new Write<>(
                        running.lastOperation() + "/1", new CartService.Delete(basket, null, null, null, null)));

        Answer answer = repeated.run(new Request(OWNER, null, basket, "fingerprint_1", CartPolicy.DEFAULT));

        assertThat(answer.refusal()).isNull();
        assertThat(answer.cartId()).isEqualTo(basket);
        assertThat(answer.warnings()).isEmpty();
        assertThat(running.shop().cached()).isNull();
        assertThat(running.shop().holdStatus()).containsExactly("RELEASED");
        assertThat(running.ledger().done("Cart.Delete")).isEqualTo(1);
    }

    @Test
    void aBasketThatBecameAnOrderCannotBeDeleted() {
        String basket = basket();
        ((CartService) running.shop().activities().get(CartService.class))
                .delete(new Write<>(
                        "place-order/10",
                        new CartService.Delete(basket, "order_1", 1, new BigDecimal("419.00"), null)));

        assertThat(delete(null, basket).refusal().code()).isEqualTo("CART_NOT_FOUND");

        assertThat(running.shop().tombstone().orderId()).isEqualTo("order_1");
        assertThat(running.ledger().done()).containsOnlyOnce("Cart.Delete");
        assertThat(running.shop().holdStatus())
                .as("what the order holds is not for us to release")
                .containsExactly("HELD");
    }

    @Test
    void aCartOfSomebodyElseStays() {
        String theirs = running.shop().basketOf(FakeShop.GUEST, CASE).cartId();

        assertThat(delete(theirs, null).refusal().code()).isEqualTo("CART_NOT_FOUND");

        assertThat(running.shop().cart(theirs)).isNotNull();
        assertThat(running.ledger().done()).doesNotContain("Cart.Delete", "Inventory.ReleaseReservations");
    }

    @Test
    void aFrozenCartStays() {
        basket();
        running.shop().lockBasket("order_1");

        Answer answer = delete(null, null);

        assertThat(answer.refusal().code()).isEqualTo("CART_LOCKED");
        assertThat(answer.refusal().orderId()).isEqualTo("order_1");
        assertThat(running.shop().cart()).isNotNull();
        assertThat(running.shop().cached()).isNotNull();
        assertThat(running.shop().holdStatus())
                .as("what the checkout holds is not for us to release")
                .containsExactly("HELD");
    }

    @Test
    void aCartThatFreezesMeanwhileStaysToo() {
        basket();
        running.ledger()
                .fault("Cart.Delete", Fault.meanwhile(() -> running.shop().lockBasket("order_1")));

        assertThat(delete(null, null).refusal().code()).isEqualTo("CART_LOCKED");
        assertThat(running.shop().holdStatus()).containsExactly("HELD");
    }

    @ParameterizedTest
    @CsvSource({"Caching.Delete, CACHE_UNAVAILABLE", "Inventory.ReleaseReservations, RELEASE_PENDING"})
    void whatCannotBeTidiedUpNowIsSaid(String activity, String warning) {
        basket();
        running.ledger().fault(activity, Fault.down());

        Answer answer = delete(null, null);

        assertThat(answer.refusal()).isNull();
        assertThat(answer.warnings()).extracting(Warning::code).containsExactly(warning);
        assertThat(running.shop().cart()).isNull();
    }

    @Test
    void withoutTheCartServiceNothingHappens() {
        basket();
        running.ledger().fault("Cart.OfOwner", Fault.down());

        assertThat(running.unavailable(() -> delete(null, null)).service()).isEqualTo("cart");
        assertThat(running.shop().cart()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void aDeletionWhoseAnswerIsLostIsDoneOnce(int times) {
        basket();
        running.ledger().fault("Cart.Delete", Fault.answerLost().times(times));

        assertThat(delete(null, null).refusal()).isNull();

        assertThat(running.shop().cart()).isNull();
        assertThat(running.shop().cached()).isNull();
        assertThat(running.ledger().done("Cart.Delete")).isEqualTo(1);
    }
}
