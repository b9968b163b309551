package dev.orchestra.cart;

import static dev.orchestra.cart.Wishes.wish;
import static dev.orchestra.fakes.FakeShop.ADDRESS;
import static dev.orchestra.fakes.FakeShop.CASE;
import static dev.orchestra.fakes.FakeShop.COUPON;
import static dev.orchestra.fakes.FakeShop.DELIVERY;
import static dev.orchestra.fakes.FakeShop.LONE_COUPON;
import static dev.orchestra.fakes.FakeShop.MUG;
import static dev.orchestra.fakes.FakeShop.OTHER_ADDRESS;
import static dev.orchestra.fakes.FakeShop.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.orchestra.cart.UpdateCartOptionsWorkflow.Answer;
import dev.orchestra.cart.UpdateCartOptionsWorkflow.CouponVerdict;
import dev.orchestra.cart.UpdateCartOptionsWorkflow.Request;
import dev.orchestra.cart.UpdateCartOptionsWorkflow.Validations;
import dev.orchestra.cart.UpdateCartOptionsWorkflow.Verdict;
import dev.orchestra.fakes.FakeShop;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.Options;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartOperation;
import dev.orchestra.services.cart.OptionsChange;
import dev.orchestra.services.marketing.PricingRule;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.Warning;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code PUT /cart}: each field judged on its own, what is valid applied, and nothing when it cannot be judged. */
@Timeout(20)
class UpdateCartOptionsTest {

    private static final ZoneId SHOP = ZoneId.of("Asia/Kolkata");

    @RegisterExtension
    final RunningShop running = new RunningShop();

    @AfterEach
    void everyCallHasItsOwnKey() {
        assertThat(running.ledger().keysUsedTwice()).isEmpty();
    }

    private Answer put(Wishes wishes) {
        return put(wishes.all());
    }

    private Answer put(UpdateCartOptionsWorkflow.Wishes wishes) {
        return put(wishes, CartPolicy.DEFAULT);
    }

    private Answer put(UpdateCartOptionsWorkflow.Wishes wishes, CartPolicy policy) {
        return running.operation(UpdateCartOptionsWorkflow.class)
                .run(new Request(OWNER, null, null, "fingerprint_1", wishes, policy));
    }

    private LocalDate today() {
        return now().atZone(SHOP).toLocalDate();
    }

    private Instant now() {
        return Instant.ofEpochMilli(running.environment().currentTimeMillis());
    }

    private static Verdict valid() {
        return Verdict.valid();
    }

    private static List<String> codes(Answer answer) {
        return answer.warnings().stream().map(Warning::code).toList();
    }

    /** The basket with all options as they are before the request. */
    private Cart basketWithOptions() {
        running.shop().basket(CASE, MUG);
        running.shop().basketHasCoupon();
        running.shop().basketIsDelivered();
        running.shop().hasPoints(OWNER, 50);
        running.shop()
                .chosen(
                        running.shop().cartId(),
                        new Options()
                                .loyalty(10)
                                .tips("5.00", "txt_old")
                                .giftWrap("txt_old")
                                .instructions("txt_old"));
        return running.shop().cart();
    }

    // ------------------------------------------------------------------------------- valid

    @Test
    void everyFieldAtOnce() {
        running.shop().basket(CASE, MUG);
        running.shop().hasPoints(OWNER, 100);

        Answer answer = put(wish().coupons("save20")
                .billedTo(ADDRESS, OTHER_ADDRESS)
                .tip("50.00", "txt_tip")
                .delivery(DELIVERY)
                .on(today().plusDays(1).toString())
                .pickup(FakeShop.PICKUP)
                .paidWith(FakeShop.CASH_METHOD)
                .wrapped(FakeShop.GIFT_WRAP, "txt_wrap", FakeShop.LONGEST_GIFT_MESSAGE)
                .instructions("txt_door")
                .points(40));

        assertThat(answer.refusal()).isNull();
        assertThat(answer.fingerprint()).isEqualTo("fingerprint_1");
        assertThat(answer.warnings()).isEmpty();
        Validations validations = answer.validations();
        assertThat(validations.coupon().status()).isEqualTo("VALID");
        assertThat(validations.coupon().discount()).isEqualByComparingTo("20.00");
        assertThat(validations.coupons()).extracting(CouponVerdict::code).containsExactly(COUPON);
        assertThat(validations.address()).isEqualTo(valid());
        assertThat(validations.tips().charge()).isEqualByComparingTo("50.00");
        assertThat(validations.deliveryOption().status()).isEqualTo("VALID");
        assertThat(validations.deliveryOption().charge()).as("of both stores").isEqualByComparingTo("60.00");
        assertThat(validations.deliveryPreference()).isEqualTo(valid());
        assertThat(validations.pickupPoint()).isEqualTo(valid());
        assertThat(validations.paymentMethod()).isEqualTo(valid());
        assertThat(validations.giftWrap().charge()).isEqualByComparingTo("25.00");
        assertThat(validations.specialInstructions()).isEqualTo(valid());
        assertThat(validations.loyalty().discount()).isEqualByComparingTo("40.00");

        Cart cart = running.shop().cart();
        assertThat(answer.cart()).isEqualTo(cart).isEqualTo(running.shop().cached());
        assertThat(cart.computed()).isTrue();
        assertThat(cart.totals().netPayable()).isEqualByComparingTo("494.00");
        assertThat(cart.couponCodes()).containsExactly(COUPON);
        assertThat(cart.address().billing().addressId()).isEqualTo(OTHER_ADDRESS);
        assertThat(cart.deliveryOption().name()).isEqualTo("Standard");
        assertThat(cart.pickupPoint().name()).isEqualTo("At the corner");
        assertThat(cart.paymentMethod().name()).isEqualTo("Cash");
        assertThat(cart.giftWrap().message()).isEqualTo("txt_wrap");
        assertThat(cart.specialInstructions().instructions()).isEqualTo("txt_door");
        assertThat(cart.tips().description()).isEqualTo("txt_tip");
        running.wasOneTask();
    }

    @Test
    void whatIsNotMentionedStays() {
        Cart before = basketWithOptions();

        Answer answer = put(wish().tip("50.00", null));

        Cart cart = answer.cart();
        assertThat(cart.tips().amount()).isEqualByComparingTo("50.00");
        assertThat(cart.tips().description()).isNull();
        assertThat(cart.couponCodes()).isEqualTo(before.couponCodes());
        assertThat(cart.address()).isEqualTo(before.address());
        assertThat(cart.deliveryOption()).isEqualTo(before.deliveryOption());
        assertThat(cart.giftWrap()).isEqualTo(before.giftWrap());
        assertThat(cart.specialInstructions()).isEqualTo(before.specialInstructions());
        assertThat(cart.loyalty()).isEqualTo(before.loyalty());
        assertThat(cart.totals().netPayable())
                .isEqualByComparingTo(before.totals().netPayable().add(new BigDecimal("45.00")));
        Validations validations = answer.validations();
        assertThat(Stream.of(
                        validations.coupon(),
                        validations.coupons(),
                        validations.address(),
                        validations.deliveryOption(),
                        validations.deliveryPreference(),
                        validations.pickupPoint(),
                        validations.paymentMethod(),
                        validations.giftWrap(),
                        validations.specialInstructions(),
                        validations.loyalty()))
                .containsOnlyNulls();
    }

    @Test
    void everyFieldCanBeRemoved() {
        basketWithOptions();

        Answer answer = put(Wishes.nothingAnyMore());

        Cart cart = running.shop().cart();
        assertThat(cart.couponsApplied()).isEmpty();
        assertThat(Stream.of(
                        cart.address(),
                        cart.deliveryOption(),
                        cart.tips(),
                        cart.giftWrap(),
                        cart.specialInstructions(),
                        cart.loyalty()))
                .containsOnlyNulls();
        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("419.00");
        Validations validations = answer.validations();
        assertThat(Stream.of(
                        validations.coupon(),
                        validations.address(),
                        validations.tips(),
                        validations.deliveryOption(),
                        validations.deliveryPreference(),
                        validations.pickupPoint(),
                        validations.paymentMethod(),
                        validations.giftWrap(),
                        validations.specialInstructions(),
                        validations.loyalty()))
                .containsOnly(Verdict.removed());
        assertThat(validations.coupons()).isEmpty();
        assertThat(running.ledger().done())
                .as("there is nothing to validate")
                .doesNotContain(
                        "Marketing.ValidateCoupons",
                        "Customer.Addresses",
                        "SellerAdmin.DeliveryOption",
                        "SellerAdmin.GiftWrapOption",
                        "Loyalty.Quote",
                        "Shipping.CalculateRate");
    }

    @ParameterizedTest
    @MethodSource("questions")
    void onlyWhatTheRequestHasIsAskedAbout(String activity, Wishes wishes) {
        running.shop().basket(CASE);
        running.shop().hasPoints(OWNER, 100);

        assertThat(put(wishes).refusal()).isNull();

        List<String> validating = questions()
                .map(question -> (String) question.get()[0])
                .distinct()
                .toList();
        assertThat(running.ledger().done().subList(0, running.ledger().done().indexOf("Cart.ChooseOptions")))
                .filteredOn(validating::contains)
                .containsExactly(activity);
    }

    static Stream<Arguments> questions() {
        return Stream.of(
                Arguments.of("Marketing.ValidateCoupons", wish().coupons(COUPON)),
                Arguments.of("Customer.Addresses", wish().billedTo(ADDRESS, OTHER_ADDRESS)),
                Arguments.of("SellerAdmin.DeliveryOption", wish().delivery(DELIVERY)),
                Arguments.of("SellerAdmin.PickupPoint", wish().pickup(FakeShop.PICKUP)),
                Arguments.of("Payment.PaymentMethod", wish().paidWith(FakeShop.CASH_METHOD)),
                Arguments.of("SellerAdmin.GiftWrapOption", wish().wrapped(FakeShop.GIFT_WRAP, null, 0)),
                Arguments.of("Loyalty.Quote", wish().points(10)));
    }

    // ------------------------------------------------------------------------------- invalid

    static Stream<Arguments> invalid() {
        return Stream.of(
                wrong("an unknown coupon", wish().coupons("NO"), Validations::coupon, "UNKNOWN_COUPON"),
                wrong("an unknown address", wish().deliveredTo("addr_9"), Validations::address, "NOT_FOUND"),
                wrong(
                        "an address of somebody else",
                        wish().deliveredTo(FakeShop.ADDRESS_OF_SOMEBODY_ELSE),
                        Validations::address,
                        "NOT_FOUND"),
                wrong(
                        "an address that is not used any more",
                        wish().deliveredTo(FakeShop.RETIRED_ADDRESS),
                        Validations::address,
                        "NOT_IN_USE"),
                wrong(
                        "an unknown address for the bill",
                        wish().billedTo(ADDRESS, "addr_9"),
                        Validations::address,
                        "NOT_FOUND"),
                wrong("an unknown delivery", wish().delivery("deliv_9"), Validations::deliveryOption, "NOT_FOUND"),
                wrong(
                        "a delivery that is not offered any more",
                        wish().delivery(FakeShop.RETIRED_DELIVERY),
                        Validations::deliveryOption,
                        "NOT_OFFERED"),
                wrong("an unknown pickup point", wish().pickup("pickup_9"), Validations::pickupPoint, "NOT_FOUND"),
                wrong(
                        "a pickup point that is not offered any more",
                        wish().pickup(FakeShop.RETIRED_PICKUP),
                        Validations::pickupPoint,
                        "NOT_OFFERED"),
                wrong("an unknown way to pay", wish().paidWith("method_9"), Validations::paymentMethod, "NOT_FOUND"),
                wrong(
                        "a way to pay that is not offered any more",
                        wish().paidWith(FakeShop.RETIRED_METHOD),
                        Validations::paymentMethod,
                        "NOT_OFFERED"),
                wrong("unknown paper", wish().wrapped("wrap_9", null, 0), Validations::giftWrap, "NOT_FOUND"),
                wrong(
                        "paper that is not offered any more",
                        wish().wrapped(FakeShop.RETIRED_GIFT_WRAP, null, 0),
                        Validations::giftWrap,
                        "NOT_OFFERED"),
                wrong(
                        "a message that is too long",
                        wish().wrapped(FakeShop.GIFT_WRAP, "txt_1", FakeShop.LONGEST_GIFT_MESSAGE + 1),
                        Validations::giftWrap,
                        "MESSAGE_TOO_LONG"),
                wrong("a date long ago", wish().on("2001-01-01"), Validations::deliveryPreference, "DATE_IN_THE_PAST"),
                wrong("a date far away", wish().on("2999-01-01"), Validations::deliveryPreference, "DATE_TOO_FAR"),
                wrong("more points than there are", wish().points(51), Validations::loyalty, "INSUFFICIENT_POINTS"),
                wrong(
                        "an address out of reach",
                        wish().deliveredTo(FakeShop.OUT_OF_REACH),
                        Validations::address,
                        "NOT_SERVICEABLE"));
    }

    private static Arguments wrong(String what, Wishes wishes, Function<Validations, Verdict> verdict, String reason) {
        return Arguments.of(what, wishes, verdict, reason);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void isSaidAndNotApplied(String what, Wishes wishes, Function<Validations, Verdict> verdict, String reason) {
        Cart before = basketWithOptions();

        Answer answer = put(wishes);

        assertThat(answer.refusal()).isNull();
        assertThat(verdict.apply(answer.validations())).isEqualTo(Verdict.invalid(reason));
        assertThat(running.ledger().done()).doesNotContain("Cart.ChooseOptions");
        assertThat(running.shop().cart().version()).isEqualTo(before.version());
        assertThat(answer.cart().totals()).isEqualTo(before.totals());
        assertThat(answer.warnings()).isEmpty();
    }

    @Test
    void oneInvalidFieldDoesNotStopTheOthers() {
        Cart before = basketWithOptions();

        Answer answer = put(wish().delivery("deliv_9").tip("50.00", null).paidWith(FakeShop.CASH_METHOD));

        assertThat(answer.validations().deliveryOption()).isEqualTo(Verdict.invalid("NOT_FOUND"));
        assertThat(answer.validations().tips().status()).isEqualTo("VALID");
        assertThat(answer.cart().deliveryOption()).isEqualTo(before.deliveryOption());
        assertThat(answer.cart().tips().amount()).isEqualByComparingTo("50.00");
        assertThat(answer.cart().paymentMethod().paymentMethodId()).isEqualTo(FakeShop.CASH_METHOD);
    }

    // ------------------------------------------------------------------------------- delivery

    @Test
    void aDeliveryThatIsNotPossibleLeavesTheCartItsOwn() {
        Cart before = basketWithOptions();

        Answer answer =
                put(wish().deliveredTo(FakeShop.OUT_OF_REACH).delivery(DELIVERY).tip("1.00", null));

        assertThat(answer.validations().address()).isEqualTo(Verdict.invalid("NOT_SERVICEABLE"));
        assertThat(answer.validations().deliveryOption()).isEqualTo(Verdict.invalid("NOT_SERVICEABLE"));
        assertThat(answer.cart().address()).isEqualTo(before.address());
        assertThat(answer.cart().totals().deliveryCharge()).isEqualByComparingTo("60.00");
        assertThat(answer.warnings()).isEmpty();
    }

    @Test
    void aBillingAddressAloneKeepsWhereToAndWhatItCosts() {
        running.shop().basket(CASE, MUG);
        running.shop().basketIsDelivered();

        Answer answer = put(wish().billedTo(OTHER_ADDRESS));

        assertThat(answer.validations().address()).isEqualTo(valid());
        Cart cart = running.shop().cart();
        assertThat(cart.address().shipping().addressId()).isEqualTo(ADDRESS);
        assertThat(cart.address().billing().addressId()).isEqualTo(OTHER_ADDRESS);
        assertThat(cart.totals().deliveryCharge()).isEqualByComparingTo("60.00");
        assertThat(answer.warnings()).isEmpty();
    }

    @Test
    void whatADeliveryCostsIsAskedForTheAddressThatStays() {
        running.shop().basket(CASE, MUG);
        running.shop().basketIsDelivered();

        Answer answer = put(wish().billedTo(OTHER_ADDRESS).delivery(DELIVERY));

        assertThat(answer.validations().deliveryOption().charge())
                .as("of both stores")
                .isEqualByComparingTo("60.00");
    }

    @Test
    void theBillMayGoWhereTheCartIsDeliveredAlready() {
        running.shop().basket(CASE);
        put(wish().billedTo(ADDRESS, OTHER_ADDRESS));

        Answer answer = running.operation(UpdateCartOptionsWorkflow.class, "key_2")
                .run(new Request(
                        OWNER,
                        null,
                        null,
                        "fingerprint_2",
                        wish().billedWhereDelivered().all(),
                        CartPolicy.DEFAULT));

        assertThat(answer.validations().address()).isEqualTo(valid());
        assertThat(answer.cart().address())
                .isEqualTo(new Cart.Address(new Cart.Shipping(ADDRESS), new Cart.Billing(true, null)));
    }

    @Test
    void theBillCannotGoWhereNothingIsDelivered() {
        running.shop().basket(CASE);

        Answer answer = put(wish().billedWhereDelivered());

        assertThat(answer.validations().address()).isEqualTo(Verdict.invalid("SHIPPING_ADDRESS_NEEDED"));
        assertThat(running.shop().cart().address()).isNull();
        assertThat(running.ledger().done()).doesNotContain("Cart.ChooseOptions");
    }

    @Test
    void anAddressAloneCostsNothingYet() {
        running.shop().basket(CASE);

        Answer answer = put(wish().deliveredTo(FakeShop.OUT_OF_REACH));

        assertThat(answer.validations().address()).isEqualTo(valid());
        assertThat(answer.cart().totals().deliveryCharge()).isEqualByComparingTo("0.00");
        assertThat(running.ledger().done()).doesNotContain("Shipping.CalculateRate");
    }

    @Test
    void whatADeliveryCostsIsAskedOnce() {
        running.shop().basket(CASE);

        put(wish().deliveredTo(ADDRESS).delivery(DELIVERY));

        assertThat(running.ledger().done()).containsOnlyOnce("Shipping.CalculateRate");
    }

    /** The day of the shop, not of the server: midnight is moved to a minute from now, and to a minute ago. */
    @Test
    void todayCanBeDeliveredUntilTheShopsMidnight() {
        running.shop().basket(CASE);
        CartPolicy lastMinute =
                new CartPolicy(null, zoneWhereItIs(LocalTime.of(23, 58)).getId());
        LocalDate ends = now().atZone(ZoneId.of(lastMinute.timeZone())).toLocalDate();

        assertThat(put(wish().on(ends.toString()).all(), lastMinute)
                        .validations()
                        .deliveryPreference())
                .isEqualTo(valid());
    }

    @Test
    void yesterdayBeganToBeThePastAtTheShopsMidnight() {
        running.shop().basket(CASE);
        CartPolicy firstMinute =
                new CartPolicy(null, zoneWhereItIs(LocalTime.of(0, 2)).getId());
        LocalDate ended =
                now().atZone(ZoneId.of(firstMinute.timeZone())).toLocalDate().minusDays(1);

        assertThat(put(wish().on(ended.toString()).all(), firstMinute)
                        .validations()
                        .deliveryPreference())
                .isEqualTo(Verdict.invalid("DATE_IN_THE_PAST"));
    }

    private ZoneOffset zoneWhereItIs(LocalTime time) {
        int seconds = time.toSecondOfDay()
                - now().atZone(ZoneOffset.UTC).toLocalTime().toSecondOfDay();
        int halfADay = 12 * 60 * 60;
        int shift =
                seconds > halfADay ? seconds - 2 * halfADay : seconds < -halfADay ? seconds + 2 * halfADay : seconds;
        return ZoneOffset.ofTotalSeconds(shift);
    }

    @ParameterizedTest
    @CsvSource({"0, VALID", "90, VALID", "91, INVALID"})
    void aDateMayBeThreeMonthsAhead(int days, String status) {
        running.shop().basket(CASE);

        assertThat(put(wish().on(today().plusDays(days).toString()))
                        .validations()
                        .deliveryPreference()
                        .status())
                .isEqualTo(status);
    }

    @Test
    void atOnceNeedsNoDate() {
        running.shop().basket(CASE);

        Answer answer = put(wish().atOnce());

        assertThat(answer.validations().deliveryPreference()).isEqualTo(valid());
        assertThat(answer.cart().deliveryPreference().immediate().requested()).isTrue();
    }

    // ------------------------------------------------------------------------------- coupons and points

    @Test
    void ofSeveralCouponsTheValidOnesAreTaken() {
        running.shop().basket(CASE);

        Answer answer = put(wish().coupons(COUPON, "NO", COUPON.toLowerCase()));

        assertThat(answer.validations().coupons())
                .extracting(CouponVerdict::code, CouponVerdict::status, CouponVerdict::reason)
                .containsExactly(tuple(COUPON, "VALID", null), tuple("NO", "INVALID", "UNKNOWN_COUPON"));
        assertThat(answer.validations().coupon().status()).isEqualTo("INVALID");
        assertThat(answer.validations().coupon().reason()).isEqualTo("UNKNOWN_COUPON");
        assertThat(answer.validations().coupon().discount()).isEqualByComparingTo("20.00");
        assertThat(answer.cart().couponCodes()).containsExactly(COUPON);
        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("279.00");
    }

    @Test
    void aCouponThatDoesNotGoWithAnotherIsSaidSo() {
        running.shop().basket(CASE);

        Answer answer = put(wish().coupons(COUPON, LONE_COUPON));

        assertThat(answer.validations().coupons())
                .extracting(CouponVerdict::code, CouponVerdict::status, CouponVerdict::reason)
                .containsExactly(tuple(COUPON, "VALID", null), tuple(LONE_COUPON, "INVALID", "NOT_STACKABLE"));
        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("279.00");
    }

    @Test
    void newCouponsTakeThePlaceOfTheOld() {
        running.shop().basket(CASE);
        running.shop().basketHasCoupon();

        Answer answer = put(wish().coupons(LONE_COUPON));

        assertThat(answer.cart().couponCodes()).containsExactly(LONE_COUPON);
        assertThat(answer.validations().coupon().discount()).isEqualByComparingTo("30.00");
        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("269.00");
    }

    @ParameterizedTest
    @CsvSource({"true, VALID, 450.00", "false, INVALID, 500.00"})
    void whatACouponNeedsAtLeastIsCountedWithAddons(boolean printed, String status, String total) {
        running.shop()
                .coupon(new PricingRule(
                        "FROM550",
                        "FROM550",
                        "AMOUNT_OFF",
                        new BigDecimal("100.00"),
                        null,
                        new BigDecimal("550.00"),
                        List.of(),
                        null,
                        true));
        running.shop().basket();
        if (printed) {
            running.shop().addsPrintedShirt(running.shop().cartId());
        } else {
            running.shop()
                    .operate(
                            running.shop().cartId(),
                            new CartOperation(CartOperation.Op.ADD, FakeShop.SHIRT, "var_m", null, 1, null));
        }

        Answer answer = put(wish().coupons("FROM550"));

        assertThat(answer.validations().coupon().status()).isEqualTo(status);
        assertThat(answer.validations().coupon().reason()).isEqualTo(printed ? null : "MINIMUM_NOT_MET");
        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo(total);
    }

    @Test
    void pointsLeaveARupeeOfTheGoodsToPay() {
        running.shop().basket(MUG);
        running.shop().hasPoints(OWNER, 500);

        Answer answer = put(wish().points(500));

        assertThat(answer.validations().loyalty().discount()).isEqualByComparingTo("119.00");
        assertThat(answer.cart().loyalty().points()).isEqualTo(500);
        assertThat(answer.cart().loyalty().pointsApplied()).isEqualTo(119);
        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("1.00");
    }

    // ------------------------------------------------------------------------------- which cart

    @Test
    void whoHasNoCartIsToldSo() {
        assertThat(put(wish().tip("5.00", null)).refusal().code()).isEqualTo("CART_NOT_FOUND");
        assertThat(running.shop().carts()).isEmpty();
    }

    @Test
    void aCartOfSomebodyElseIsLikeNone() {
        String theirs = running.shop().basketOf(FakeShop.GUEST, MUG).cartId();

        Answer answer = running.operation(UpdateCartOptionsWorkflow.class)
                .run(new Request(
                        OWNER,
                        theirs,
                        null,
                        "fingerprint_1",
                        wish().tip("5.00", null).all(),
                        CartPolicy.DEFAULT));

        assertThat(answer.refusal().code()).isEqualTo("CART_NOT_FOUND");
        assertThat(running.shop().cart(theirs).tips()).isNull();
    }

    @Test
    void aFrozenCartNamesTheOrderThatFrozeIt() {
        running.shop().basket(CASE);
        running.shop().lockBasket("order_1");

        Answer answer = put(wish().tip("5.00", null));

        assertThat(answer.refusal().code()).isEqualTo("CART_LOCKED");
        assertThat(answer.refusal().orderId()).isEqualTo("order_1");
        assertThat(running.ledger().done()).containsExactly("Cart.OfOwner");
    }

    @Test
    void aCartThatFreezesMeanwhileRefusesToo() {
        running.shop().basket(CASE);
        running.ledger()
                .fault(
                        "Cart.ChooseOptions",
                        Fault.meanwhile(() -> running.shop().lockBasket("order_1")));

        assertThat(put(wish().tip("5.00", null)).refusal().orderId()).isEqualTo("order_1");
        assertThat(running.shop().cart().tips()).isNull();
    }

    @Test
    void aCouponThatSomebodyElseEntersMeanwhileIsAskedAbout() {
        running.shop().basket(CASE);
        running.ledger()
                .fault(
                        "Cart.Compute",
                        Fault.meanwhile(() -> running.shop()
                                .chooses(
                                        running.shop().cartId(),
                                        new Options().coupons(List.of(new OptionsChange.Coupon(COUPON))))));

        Answer answer = put(wish().tip("5.00", null));

        assertThat(answer.warnings()).isEmpty();
        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("284.00");
    }

    // ------------------------------------------------------------------------------- services that fail

    @ParameterizedTest
    @CsvSource({
        "Cart.OfOwner, cart",
        "Product.Search, product",
        "SellerAdmin.Stores, seller-admin",
        "SellerAdmin.TaxSettings, seller-admin",
        "Marketing.ValidateCoupons, marketing",
        "Customer.Addresses, customer",
        "SellerAdmin.DeliveryOption, seller-admin",
        "SellerAdmin.PickupPoint, seller-admin",
        "Payment.PaymentMethod, payment",
        "SellerAdmin.GiftWrapOption, seller-admin",
        "Loyalty.Quote, loyalty"
    })
    void whatCannotBeJudgedIsNotApplied(String activity, String service) {
        running.shop().basket(CASE);
        running.ledger().fault(activity, Fault.down());

        assertThat(running.unavailable(() -> put(wish().coupons(COUPON)
                                .deliveredTo(ADDRESS)
                                .tip("5.00", null)
                                .delivery(DELIVERY)
                                .pickup(FakeShop.PICKUP)
                                .paidWith(FakeShop.CASH_METHOD)
                                .wrapped(FakeShop.GIFT_WRAP, null, 0)
                                .points(1)))
                        .service())
                .isEqualTo(service);

        assertThat(running.ledger().done()).doesNotContain("Cart.ChooseOptions");
        assertThat(running.shop().cart().tips()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "Shipping.CalculateRate, DELIVERY_ESTIMATE_UNAVAILABLE",
        "Marketing.ApplicablePromotions, PROMOTIONS_UNAVAILABLE",
        "Marketing.ValidateCoupons, COUPONS_UNAVAILABLE",
        "Loyalty.Quote, POINTS_UNAVAILABLE",
        "Cart.Compute, TOTALS_PENDING",
        "Caching.Set, CACHE_UNAVAILABLE"
    })
    void whatDecoratesACartIsLeftOutWithAWarning(String activity, String warning) {
        basketWithOptions();
        running.ledger().fault(activity, Fault.down());

        Answer answer = put(wish().tip("50.00", null).delivery(DELIVERY));

        assertThat(codes(answer)).containsExactly(warning);
        assertThat(answer.validations().tips().status()).isEqualTo("VALID");
        assertThat(answer.validations().deliveryOption().status()).isEqualTo("VALID");
        assertThat(running.shop().cart().tips().amount()).isEqualByComparingTo("50.00");
        assertThat(answer.cart().computed()).isEqualTo(!warning.equals("TOTALS_PENDING"));
    }

    /** A proxy's page is no word about the id: the same request may be sent again. */
    @ParameterizedTest
    @CsvSource({
        "SellerAdmin.DeliveryOption, seller-admin",
        "SellerAdmin.PickupPoint, seller-admin",
        "SellerAdmin.GiftWrapOption, seller-admin",
        "Payment.PaymentMethod, payment"
    })
    void aRefusalThatSaysNothingOfTheIdIsNoVerdict(String activity, String service) {
        running.shop().basket(CASE);
        running.ledger().fault(activity, Fault.refuses(404, "HTTP_404"));

        Refusal refusal = running.failure(
                "UNEXPECTED_REFUSAL",
                () -> put(wish().tip("5.00", null)
                        .delivery(DELIVERY)
                        .pickup(FakeShop.PICKUP)
                        .paidWith(FakeShop.CASH_METHOD)
                        .wrapped(FakeShop.GIFT_WRAP, null, 0)));

        assertThat(refusal.service()).isEqualTo(service);
        assertThat(running.ledger().done()).doesNotContain("Cart.ChooseOptions");
        assertThat(running.shop().cart().tips()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void optionsWhoseAnswerIsLostAreAppliedOnce(int times) {
        running.shop().basket(CASE);
        running.ledger().fault("Cart.ChooseOptions", Fault.answerLost().times(times));

        assertThat(put(wish().tip("50.00", null)).cart().tips().amount()).isEqualByComparingTo("50.00");

        assertThat(running.ledger().done("Cart.ChooseOptions")).isEqualTo(1);
    }
}
