package dev.orchestra.cart;

import static dev.orchestra.fakes.FakeShop.CASE;
import static dev.orchestra.fakes.FakeShop.COUPON;
import static dev.orchestra.fakes.FakeShop.GUEST;
import static dev.orchestra.fakes.FakeShop.LONE_COUPON;
import static dev.orchestra.fakes.FakeShop.MUG;
import static dev.orchestra.fakes.FakeShop.OWNER;
import static dev.orchestra.fakes.FakeShop.SHIRT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.cart.MergeCartsWorkflow.Answer;
import dev.orchestra.cart.MergeCartsWorkflow.Outcome;
import dev.orchestra.cart.MergeCartsWorkflow.Request;
import dev.orchestra.fakes.FakeShop;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.Options;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.services.cart.CartOperation;
import dev.orchestra.services.cart.CartOperation.Op;
import dev.orchestra.services.cart.OptionsChange;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest signs in: nothing of their basket is lost, and nothing is wanted twice. */
@Timeout(20)
class MergeCartsTest {

    @RegisterExtension
    final RunningShop running = new RunningShop();

    @AfterEach
    void everyCallHasItsOwnKey() {
        assertThat(running.ledger().keysUsedTwice()).isEmpty();
    }

    private Answer merge() {
        return running.operation(MergeCartsWorkflow.class).run(new Request(GUEST, OWNER, CartPolicy.DEFAULT));
    }

    private List<String> customersProducts() {
        return FakeShop.products(running.shop().activeBasket(OWNER));
    }

    @Test
    void ofWhatBothHaveTheLargerQuantityIsWanted() {
        String customers = running.shop().basketOf(OWNER, CASE, MUG).cartId();
        running.shop().addsTo(customers, MUG, 2);
        String guests = running.shop().basketOf(GUEST, CASE, MUG).cartId();
        running.shop().addsTo(guests, CASE, 4);

        Answer answer = merge();

        assertThat(answer).isEqualTo(new Answer(Outcome.MERGED, OWNER, customers));
        assertThat(customersProducts()).containsExactly(CASE + " x5", MUG + " x3");
        assertThat(running.shop().cart(guests)).isNull();
        running.wasOneTask();
    }

    @Test
    void anotherVariantOrOtherAddonsAreAnotherLine() {
        String customers = running.shop().basketOf(OWNER).cartId();
        String guests = running.shop().basketOf(GUEST).cartId();
        CartOperation.Addon print = new CartOperation.Addon(FakeShop.PRINT, 1);
        running.shop().operate(customers, new CartOperation(Op.ADD, SHIRT, "var_m", null, 2, null));
        running.shop()
                .operate(
                        guests,
                        new CartOperation(Op.ADD, SHIRT, "var_m", null, 1, null),
                        new CartOperation(Op.ADD, SHIRT, "var_m", null, 1, List.of(print)),
                        new CartOperation(Op.ADD, SHIRT, "var_xl", null, 1, null));

        merge();

        assertThat(running.shop().activeBasket(OWNER).items())
                .extracting(line -> line.variantId() + " x" + line.quantity() + " "
                        + line.addons().size())
                .containsExactly("var_m x2 0", "var_m x1 1", "var_xl x1 0");
    }

    @Test
    void aCustomerWithoutABasketGetsOne() {
        running.shop().basketOf(GUEST, CASE);

        Answer answer = merge();

        assertThat(answer.outcome()).isEqualTo(Outcome.MERGED);
        assertThat(answer.cartId()).isEqualTo(running.shop().activeBasket(OWNER).cartId());
        assertThat(customersProducts()).containsExactly(CASE + " x1");
        assertThat(running.shop().activeBasket(GUEST)).isNull();
    }

    @Test
    void couponsComeAlong() {
        String customers = running.shop().basketOf(OWNER, CASE).cartId();
        running.shop().hasCoupons(customers, COUPON);
        String guests = running.shop().basketOf(GUEST, CASE).cartId();
        running.shop().hasCoupons(guests, LONE_COUPON, COUPON);

        merge();

        assertThat(running.shop().activeBasket(OWNER).couponCodes()).containsExactly(COUPON, LONE_COUPON);
    }

    @Test
    void aGuestWhoHadNothingLeavesTheBasketAsItIs() {
        running.shop().basketOf(OWNER, CASE);

        assertThat(merge()).isEqualTo(new Answer(Outcome.MERGED, OWNER, null));

        assertThat(running.ledger().done()).containsExactly("Cart.OfOwner");
    }

    @Test
    void anEmptiedBasketOfTheGuestIsTidiedUp() {
        running.shop().basketOf(OWNER, CASE);
        running.shop().basketOf(GUEST);

        assertThat(merge().outcome()).isEqualTo(Outcome.MERGED);

        assertThat(customersProducts()).containsExactly(CASE + " x1");
        assertThat(running.shop().activeBasket(GUEST)).isNull();
    }

    @Test
    void mergedOnceIsMergedForGood() {
        running.shop().basketOf(GUEST, CASE);
        merge();

        assertThat(running.operation(MergeCartsWorkflow.class, "key_2")
                        .run(new Request(GUEST, OWNER, CartPolicy.DEFAULT)))
                .isEqualTo(new Answer(Outcome.MERGED, OWNER, null));

        assertThat(customersProducts()).containsExactly(CASE + " x1");
    }

    // ------------------------------------------------------------------------------- frozen

    @ParameterizedTest
    @CsvSource({GUEST, OWNER})
    void aFrozenBasketIsLeftAlone(String owner) {
        running.shop().basketOf(OWNER, MUG);
        running.shop().basketOf(GUEST, CASE);
        running.shop().lock(running.shop().activeBasket(owner).cartId(), "order_1");

        assertThat(merge()).isEqualTo(new Answer(Outcome.NOT_NOW, OWNER, null));

        assertThat(customersProducts()).containsExactly(MUG + " x1");
        assertThat(FakeShop.products(running.shop().activeBasket(GUEST))).containsExactly(CASE + " x1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cart.ApplyOperations", "Cart.Delete"})
    void aBasketThatFreezesMeanwhileIsForLater(String activity) {
        running.shop().basketOf(OWNER, MUG);
        String guests = running.shop().basketOf(GUEST, CASE).cartId();
        String frozen = activity.equals("Cart.Delete")
                ? guests
                : running.shop().activeBasket(OWNER).cartId();
        running.ledger().fault(activity, Fault.meanwhile(() -> running.shop().lock(frozen, "order_1")));

        assertThat(merge().outcome()).isEqualTo(Outcome.NOT_NOW);

        assertThat(FakeShop.products(running.shop().cart(guests))).containsExactly(CASE + " x1");
    }

    @Test
    void whatTheCustomerTookOutBetweenTwoTriesIsNotInTheWay() {
        String customers = running.shop().basketOf(OWNER).cartId();
        running.shop().basketOf(GUEST, CASE, MUG);
        running.ledger().fault("Cart.Delete", Fault.refuses(409, "CART_LOCKED").once());
        assertThat(merge().outcome()).isEqualTo(Outcome.NOT_NOW);
        running.shop().operate(customers, new CartOperation(Op.DELETE, null, null, "item_1", null, null));

        assertThat(merge().outcome()).isEqualTo(Outcome.MERGED);

        assertThat(customersProducts()).contains(MUG + " x1");
        assertThat(running.shop().activeBasket(GUEST)).isNull();
    }

    // ------------------------------------------------------------------------------- meanwhile

    @Test
    void whatTheGuestAddsMeanwhileIsNotLost() {
        running.shop().basketOf(OWNER, CASE);
        String guests = running.shop().basketOf(GUEST, CASE).cartId();
        running.ledger()
                .fault("Cart.Delete", Fault.meanwhile(() -> running.shop().addsTo(guests, MUG, 2)));

        assertThat(merge().outcome()).isEqualTo(Outcome.MERGED);

        assertThat(customersProducts()).containsExactly(CASE + " x1", MUG + " x2");
        assertThat(running.shop().cart(guests)).isNull();
    }

    @Test
    void whatTheCustomerChangesMeanwhileIsNotOverwritten() {
        String customers = running.shop().basketOf(OWNER, CASE).cartId();
        String guests = running.shop().basketOf(GUEST, CASE, MUG).cartId();
        running.shop().addsTo(guests, CASE, 4);
        running.ledger()
                .fault(
                        "Cart.ApplyOperations",
                        Fault.meanwhile(() -> running.shop().addsTo(customers, CASE, 7)));

        assertThat(merge().outcome()).isEqualTo(Outcome.MERGED);

        assertThat(customersProducts()).containsExactly(CASE + " x8", MUG + " x1");
        assertThat(running.shop().cart(guests)).isNull();
    }

    @Test
    void couponsThatTheCustomerEntersMeanwhileStay() {
        String customers = running.shop().basketOf(OWNER, CASE).cartId();
        String guests = running.shop().basketOf(GUEST, CASE, MUG).cartId();
        running.shop().hasCoupons(guests, COUPON);
        running.ledger()
                .fault(
                        "Cart.ChooseOptions",
                        Fault.meanwhile(() -> running.shop()
                                .chooses(
                                        customers,
                                        new Options().coupons(List.of(new OptionsChange.Coupon(LONE_COUPON))))));

        assertThat(merge().outcome()).isEqualTo(Outcome.MERGED);

        assertThat(running.shop().activeBasket(OWNER).couponCodes()).containsExactly(LONE_COUPON, COUPON);
        assertThat(customersProducts()).containsExactly(CASE + " x1", MUG + " x1");
        assertThat(running.shop().cart(guests)).isNull();
    }

    // ------------------------------------------------------------------------------- services that fail

    @ParameterizedTest
    @ValueSource(strings = {"Cart.OfOwner", "Cart.FindOrCreate"})
    void aServiceThatIsAwayLeavesBothAsTheyAre(String activity) {
        running.shop().basketOf(OWNER, MUG);
        running.shop().basketOf(GUEST, CASE);
        running.ledger().fault(activity, Fault.down());

        assertThat(running.unavailable(this::merge).service()).isEqualTo("cart");

        assertThat(customersProducts()).containsExactly(MUG + " x1");
        assertThat(running.shop().activeBasket(GUEST)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cart.ApplyOperations", "Cart.ChooseOptions", "Cart.Delete"})
    void anAnswerThatIsLostChangesNothing(String activity) {
        running.shop().basketOf(OWNER, MUG);
        String guests = running.shop().basketOf(GUEST, CASE).cartId();
        running.shop().hasCoupons(guests, COUPON);
        running.ledger().fault(activity, Fault.answerLost().times(5));

        assertThat(merge().outcome()).isEqualTo(Outcome.MERGED);

        assertThat(customersProducts()).containsExactly(MUG + " x1", CASE + " x1");
        assertThat(running.shop().activeBasket(OWNER).couponCodes()).containsExactly(COUPON);
        assertThat(running.shop().cart(guests)).isNull();
    }
}
