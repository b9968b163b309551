package dev.orchestra.cart;

import static dev.orchestra.support.Step.Kind.EXTRA;
import static dev.orchestra.support.Step.Kind.INSIST;
import static dev.orchestra.support.Step.Kind.TRY;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.cart.Change;
import dev.orchestra.services.cart.OptionsChange;
import dev.orchestra.services.customer.CustomerService;
import dev.orchestra.services.loyalty.LoyaltyService;
import dev.orchestra.services.marketing.CouponCheck;
import dev.orchestra.services.marketing.MarketingService;
import dev.orchestra.services.payment.PaymentService;
import dev.orchestra.services.seller.SellerAdminService;
import dev.orchestra.services.shipping.DeliveryRate;
import dev.orchestra.support.ServiceFailure;
import dev.orchestra.support.Step;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Steps;
import dev.orchestra.support.Warning;
import io.temporal.workflow.Async;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The twelve steps of {@code PUT /cart}. One workflow task: all steps are local activities. Each field of the request is judged by the service that
 * knows, all at once; what is valid is applied, and what is not is reported and stays as it was.
 */
public final class UpdateCartOptionsWorkflowImpl implements UpdateCartOptionsWorkflow {

    static final Step GET_CART = new Step("1", "Get the cart", Service.CART, TRY);
    static final Step PRODUCTS = new Step("1a", "Get products", Service.PRODUCT, TRY);
    static final Step STORES = new Step("1b", "Get stores", Service.SELLER_ADMIN, TRY);
    static final Step TAXES = new Step("1c", "Get tax settings", Service.SELLER_ADMIN, TRY);
    static final Step ASKED_COUPONS = new Step("2", "Validate coupons", Service.MARKETING, TRY);
    static final Step ADDRESSES = new Step("3", "Validate addresses", Service.CUSTOMER, TRY);
    static final Step DELIVERY_OPTION = new Step("4", "Validate the delivery option", Service.SELLER_ADMIN, TRY);
    static final Step PICKUP_POINT = new Step("5", "Validate the pickup point", Service.SELLER_ADMIN, TRY);
    static final Step PAYMENT_METHOD = new Step("6", "Validate the payment method", Service.PAYMENT, TRY);
    static final Step GIFT_WRAP = new Step("7", "Validate the gift wrap", Service.SELLER_ADMIN, TRY);
    static final Step ASKED_POINTS = new Step("7a", "Validate the points", Service.LOYALTY, TRY);
    static final Step CHOOSE = new Step("8", "Update the cart's options", Service.CART, INSIST);
    static final Step RATES = new Step("9", "Calculate delivery charges", Service.SHIPPING, EXTRA);
    static final Step PROMOTIONS = new Step("10", "Get applicable promotions", Service.MARKETING, EXTRA);
    static final Step COUPONS = new Step("10a", "Validate the cart's coupons", Service.MARKETING, EXTRA);
    static final Step POINTS = new Step("10b", "Check the cart's points", Service.LOYALTY, EXTRA);
    static final Step COMPUTE = new Step("11", "Compute totals", Service.CART, TRY);
    static final Step CACHE = new Step("12", "Cache the computed cart", Service.CACHING, EXTRA);

    /** A delivery further ahead than this many days cannot be promised. */
    private static final int DAYS_AHEAD = 90;

    private final List<Warning> warnings = new ArrayList<>();
    private Steps steps;
    private Wishes wishes;
    private Cart cart;

    @Override
    public Answer run(Request request) {
        return CartRun.answer(
                () -> update(request), refusal -> new Answer(request.fingerprint(), null, null, List.of(), refusal));
    }

    private Answer update(Request request) {
        steps = new Steps(request.policy().deadlineOrDefault());
        wishes = request.wishes();
        cart = CartRun.findOrRefuse(steps, GET_CART, request.ownerId(), request.cartId(), request.basketCartId());
        CartRun.refuseLocked(cart);

        Pricing pricing = new Pricing(
                steps,
                new Pricing.PricingSteps(PRODUCTS, RATES, STORES, TAXES, PROMOTIONS, COUPONS, POINTS, COMPUTE),
                Pricing.Missing.LEFT_OUT);
        Judged judged = validate(request, pricing);

        Cart chosen = cart;
        if (!judged.change().changesNothing()) {
            chosen = steps.call(
                    CHOOSE,
                    CartService.class,
                    carts -> carts.chooseOptions(
                            steps.write(CHOOSE, new CartService.Choose(cart.cartId(), judged.change(), null))));
        }
        Pricing.Facts facts = judged.goods().facts(chosen);
        warnings.addAll(facts.warnings());
        Cart computed = CartRun.computed(pricing, chosen, facts, warnings);
        CartRun.cache(steps, CACHE, computed, warnings);
        return new Answer(request.fingerprint(), computed, validations(judged, computed), warnings, null);
    }

    // ------------------------------------------------------------------------------------------- 2 to 7: validation

    /** What the services said of each field, and what is therefore to be changed. */
    private record Judged(
            Pricing.Gathering goods,
            List<CouponCheck> coupons,
            Verdict address,
            Verdict tips,
            Verdict deliveryOption,
            Verdict deliveryPreference,
            Verdict pickupPoint,
            Verdict paymentMethod,
            Verdict giftWrap,
            Verdict specialInstructions,
            Verdict loyalty,
            OptionsChange change) {}

    /** Steps 2 to 7 side by side, each only if its field is there. A service that cannot be asked fails the operation: nothing is applied. */
    private Judged validate(Request request, Pricing pricing) {
        Promise<CustomerService.AddressesFound> addresses = asks(wishes.address())
                ? steps.start(
                        ADDRESSES,
                        CustomerService.class,
                        customers -> customers.addresses(new CustomerService.AddressesQuestion(
                                request.ownerId(), addressIds(wishes.address().value()))))
                : null;
        Promise<SellerAdminService.DeliveryOption> deliveryOption = start(
                wishes.deliveryOptionId(),
                DELIVERY_OPTION,
                SellerAdminService.class,
                SellerAdminService::deliveryOption);
        Promise<SellerAdminService.PickupPoint> pickupPoint =
                start(wishes.pickupPointId(), PICKUP_POINT, SellerAdminService.class, SellerAdminService::pickupPoint);
        Promise<PaymentService.PaymentMethod> paymentMethod =
                start(wishes.paymentMethodId(), PAYMENT_METHOD, PaymentService.class, PaymentService::paymentMethod);
        Promise<SellerAdminService.GiftWrapOption> giftWrap = asks(wishes.giftWrap())
                ? steps.start(
                        GIFT_WRAP,
                        SellerAdminService.class,
                        seller ->
                                seller.giftWrapOption(wishes.giftWrap().value().id()))
                : null;
        Promise<LoyaltyService.Quote> points = asks(wishes.loyaltyPoints())
                ? steps.start(
                        ASKED_POINTS,
                        LoyaltyService.class,
                        loyalty -> loyalty.quote(
                                new LoyaltyService.QuoteQuestion(cart.ownerId(), cart.cartId(), BigDecimal.ZERO)))
                : null;
        // A coupon is judged by what is in the cart and costs: it alone waits for the products.
        Promise<Pricing.Gathering> gathered = Async.function(() -> pricing.gather(cart));
        Promise<MarketingService.Coupons> coupons = asks(wishes.coupons())
                ? gathered.thenCompose(goods -> goods.askCoupons(
                        ASKED_COUPONS, cart, codes(wishes.coupons().value())))
                : null;
        Steps.allSettled(gathered, coupons, addresses, deliveryOption, pickupPoint, paymentMethod, giftWrap, points);
        Pricing.Gathering goods = gathered.get();
        goods.needed();

        List<CouponCheck> checks = coupons == null ? List.of() : coupons.get().coupons();
        Answered<SellerAdminService.DeliveryOption> option = answered(deliveryOption);
        Answered<SellerAdminService.PickupPoint> pickup = answered(pickupPoint);
        Answered<PaymentService.PaymentMethod> method = answered(paymentMethod);
        Answered<SellerAdminService.GiftWrapOption> wrap = answered(giftWrap);
        Verdict address = addressVerdict(addresses);
        Verdict delivery =
                verdict(wishes.deliveryOptionId(), option, found -> found.active() ? Verdict.valid() : notOffered());

        // 9, before 8: a delivery that is not possible is a wrong choice like any other, and does not apply.
        Serviceable serviceable = serviceable(goods, address, delivery, option.value());

        Verdict tips = present(wishes.tips(), value -> Verdict.charged(value.amount()));
        Verdict preference = present(wishes.deliveryPreference(), value -> preferenceVerdict(request, value));
        Verdict pickupVerdict =
                verdict(wishes.pickupPointId(), pickup, found -> found.active() ? Verdict.valid() : notOffered());
        Verdict methodVerdict =
                verdict(wishes.paymentMethodId(), method, found -> found.active() ? Verdict.valid() : notOffered());
        Verdict wrapVerdict = verdict(wishes.giftWrap(), wrap, this::giftWrapVerdict);
        Verdict instructions = present(wishes.specialInstructions(), value -> Verdict.valid());
        Verdict loyalty = present(
                wishes.loyaltyPoints(),
                value -> points.get().balance() >= value ? Verdict.valid() : Verdict.invalid("INSUFFICIENT_POINTS"));

        OptionsChange change = new OptionsChange(
                couponChange(checks),
                applied(serviceable.address(), wishes.address(), value -> value),
                applied(
                        serviceable.deliveryOption(),
                        wishes.deliveryOptionId(),
                        id -> new Cart.DeliveryOption(
                                id, option.value().name(), option.value().charge())),
                applied(preference, wishes.deliveryPreference(), value -> value),
                applied(
                        pickupVerdict,
                        wishes.pickupPointId(),
                        id -> new Cart.PickupPoint(id, pickup.value().name())),
                applied(
                        methodVerdict,
                        wishes.paymentMethodId(),
                        id -> new Cart.PaymentMethod(id, method.value().name())),
                applied(tips, wishes.tips(), value -> value),
                applied(
                        wrapVerdict,
                        wishes.giftWrap(),
                        wish -> new Cart.GiftWrap(
                                wish.id(), wrap.value().name(), wrap.value().charge(), wish.message())),
                applied(instructions, wishes.specialInstructions(), value -> value),
                applied(loyalty, wishes.loyaltyPoints(), OptionsChange.Redemption::new));
        return new Judged(
                goods,
                checks,
                serviceable.address(),
                tips,
                serviceable.deliveryOption(),
                preference,
                pickupVerdict,
                methodVerdict,
                wrapVerdict,
                instructions,
                loyalty,
                change);
    }

    private static boolean asks(Change<?> wish) {
        return wish != null && !wish.removes();
    }

    private <S, R> Promise<R> start(
            Change<String> wish, Step step, Class<S> service, Functions.Func2<S, String, R> question) {
        return asks(wish) ? steps.start(step, service, asked -> question.apply(asked, wish.value())) : null;
    }

    /** What a service knows of an id: null when there is no such thing. */
    private record Answered<T>(T value) {}

    /** An unknown id is an answer; that a service does not answer is none. */
    private static <T> Answered<T> answered(Promise<T> asked) {
        if (asked == null) {
            return new Answered<>(null);
        }
        try {
            return new Answered<>(asked.get());
        } catch (ServiceFailure.Refused refused) {
            // Any other refusal says nothing about the id.
            if (refused.problem().code().endsWith("_NOT_FOUND")) {
                return new Answered<>(null);
            }
            throw refused;
        }
    }

    private static <V, T> Verdict verdict(Change<V> wish, Answered<T> answer, Functions.Func1<T, Verdict> judge) {
        return present(
                wish, value -> answer.value() == null ? Verdict.invalid("NOT_FOUND") : judge.apply(answer.value()));
    }

    /** Null for a field that is not there, REMOVED for one that is null. */
    private static <V> Verdict present(Change<V> wish, Functions.Func1<V, Verdict> judge) {
        if (wish == null) {
            return null;
        }
        return wish.removes() ? Verdict.removed() : judge.apply(wish.value());
    }

    private static Verdict notOffered() {
        return Verdict.invalid("NOT_OFFERED");
    }

    /** Null unless the field is to be changed. */
    private static <V, T> Change<T> applied(Verdict verdict, Change<V> wish, Functions.Func1<V, T> value) {
        if (verdict == null || "INVALID".equals(verdict.status())) {
            return null;
        }
        return new Change<>(wish.removes() ? null : value.apply(wish.value()));
    }

    private static List<String> codes(List<String> entered) {
        return entered.stream()
                .map(code -> code.toUpperCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    /** The coupons that may be used, in place of those that the cart has; unless none may: then those stay. */
    private Change<List<OptionsChange.Coupon>> couponChange(List<CouponCheck> checks) {
        if (wishes.coupons() == null) {
            return null;
        }
        List<OptionsChange.Coupon> valid = checks.stream()
                .filter(CouponCheck::valid)
                .map(check -> new OptionsChange.Coupon(check.code()))
                .toList();
        if (wishes.coupons().removes()) {
            return new Change<>(null);
        }
        return valid.isEmpty() ? null : new Change<>(valid);
    }

    private static List<String> addressIds(Cart.Address address) {
        List<String> ids = new ArrayList<>();
        if (address.shipping() != null) {
            ids.add(address.shipping().addressId());
        }
        if (address.billing() != null && address.billing().addressId() != null) {
            ids.add(address.billing().addressId());
        }
        return ids.stream().distinct().toList();
    }

    private Verdict addressVerdict(Promise<CustomerService.AddressesFound> asked) {
        return present(wishes.address(), wanted -> {
            boolean same = wanted.billing() != null
                    && Boolean.TRUE.equals(wanted.billing().sameAsShipping());
            if (same && merged(wanted).shipping() == null) {
                return Verdict.invalid("SHIPPING_ADDRESS_NEEDED");
            }
            List<CustomerService.AddressFound> found = asked.get().addresses();
            for (String id : addressIds(wanted)) {
                CustomerService.AddressFound address = found.stream()
                        .filter(each -> each.addressId().equals(id))
                        .findFirst()
                        .orElse(null);
                if (address == null) {
                    return Verdict.invalid("NOT_FOUND");
                }
                if (!address.active()) {
                    return Verdict.invalid("NOT_IN_USE");
                }
            }
            return Verdict.valid();
        });
    }

    /** The two halves are chosen one by one: what the request does not name stays. */
    private Cart.Address merged(Cart.Address wanted) {
        if (cart.address() == null) {
            return wanted;
        }
        return new Cart.Address(
                wanted.shipping() == null ? cart.address().shipping() : wanted.shipping(),
                wanted.billing() == null ? cart.address().billing() : wanted.billing());
    }

    /** The slots of a day are the storefront's; that the day can still be delivered on is ours. */
    private static Verdict preferenceVerdict(Request request, Cart.DeliveryPreference wanted) {
        if (wanted.scheduled() == null) {
            return Verdict.valid();
        }
        LocalDate today = Steps.now()
                .atZone(ZoneId.of(request.policy().timeZoneOrDefault()))
                .toLocalDate();
        LocalDate date = LocalDate.parse(wanted.scheduled().date());
        if (date.isBefore(today)) {
            return Verdict.invalid("DATE_IN_THE_PAST");
        }
        return date.isAfter(today.plusDays(DAYS_AHEAD)) ? Verdict.invalid("DATE_TOO_FAR") : Verdict.valid();
    }

    private Verdict giftWrapVerdict(SellerAdminService.GiftWrapOption option) {
        if (!option.active()) {
            return notOffered();
        }
        return wishes.giftWrap().value().messageLength() > option.maxMessageLength()
                ? Verdict.invalid("MESSAGE_TOO_LONG")
                : Verdict.charged(option.charge());
    }

    // ------------------------------------------------------------------------------------------- 9: delivery

    private record Serviceable(Verdict address, Verdict deliveryOption) {}

    /**
     * Asks what the delivery will cost with what is valid so far. When it is not possible, what the request has of it is invalid, and the cart keeps the
     * delivery that it has.
     */
    private Serviceable serviceable(
            Pricing.Gathering gathering, Verdict address, Verdict option, SellerAdminService.DeliveryOption chosen) {
        Pricing.Delivery delivery = delivery(address, option);
        Promise<List<DeliveryRate>> rates = gathering.askRates(delivery);
        if (rates == null) {
            return new Serviceable(
                    address,
                    option != null && "VALID".equals(option.status()) ? Verdict.charged(chosen.charge()) : option);
        }
        Steps.allSettled(rates);
        try {
            BigDecimal charge = rates.get().stream().map(DeliveryRate::charge).reduce(BigDecimal.ZERO, BigDecimal::add);
            return new Serviceable(
                    address, option != null && "VALID".equals(option.status()) ? Verdict.charged(charge) : option);
        } catch (ServiceFailure.Refused impossible) {
            if (!impossible.is("NOT_SERVICEABLE") && !impossible.is("DELIVERY_OPTION_NOT_FOUND")) {
                throw impossible;
            }
            return new Serviceable(unserviceable(address), unserviceable(option));
        } catch (ServiceFailure.Unavailable notNow) {
            // The estimate is left out, with a warning; place-order asks again.
            return new Serviceable(address, option);
        }
    }

    private static Verdict unserviceable(Verdict verdict) {
        return verdict != null && "VALID".equals(verdict.status()) ? Verdict.invalid("NOT_SERVICEABLE") : verdict;
    }

    /** How the cart would be delivered with what is valid of the request, and what the cart has for the rest. */
    private Pricing.Delivery delivery(Verdict address, Verdict option) {
        Change<Cart.Address> newAddress = applied(address, wishes.address(), value -> value);
        Change<String> newOption = applied(option, wishes.deliveryOptionId(), value -> value);
        Cart.Address where = cart.address();
        if (newAddress != null) {
            where = newAddress.removes() ? null : merged(newAddress.value());
        }
        String how = newOption != null
                ? newOption.value()
                : cart.deliveryOption() == null ? null : cart.deliveryOption().deliveryOptionId();
        return Pricing.Delivery.of(how, where);
    }

    // ------------------------------------------------------------------------------------------- the answer

    /** What became of each field, with the money that the computation made of it. */
    private Validations validations(Judged judged, Cart computed) {
        List<CouponVerdict> coupons = wishes.coupons() == null
                ? null
                : judged.coupons().stream()
                        .map(check -> couponVerdict(check, computed))
                        .toList();
        return new Validations(
                couponSummary(coupons),
                coupons,
                judged.address(),
                judged.tips(),
                judged.deliveryOption(),
                judged.deliveryPreference(),
                judged.pickupPoint(),
                judged.paymentMethod(),
                judged.giftWrap(),
                judged.specialInstructions(),
                loyaltyVerdict(judged.loyalty(), computed));
    }

    /** A coupon that Marketing takes may still not go with another one: that shows only when the cart is computed. */
    private static CouponVerdict couponVerdict(CouponCheck check, Cart computed) {
        if (!check.valid()) {
            return new CouponVerdict(check.code(), "INVALID", check.reason(), null);
        }
        return computed.couponsApplied().stream()
                .filter(applied -> applied.code().equals(check.code()) && applied.status() != null)
                .findFirst()
                .map(applied -> "VALID".equals(applied.status())
                        ? new CouponVerdict(
                                check.code(), "VALID", null, applied.discount().negate())
                        : new CouponVerdict(check.code(), "INVALID", applied.reason(), null))
                .orElse(new CouponVerdict(check.code(), "VALID", null, null));
    }

    /** VALID when all of them are; the discount is that of all that are. */
    private Verdict couponSummary(List<CouponVerdict> coupons) {
        if (coupons == null) {
            return null;
        }
        if (coupons.isEmpty()) {
            return Verdict.removed();
        }
        BigDecimal discount = coupons.stream()
                .map(CouponVerdict::discount)
                .filter(amount -> amount != null)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return coupons.stream()
                .filter(coupon -> !"VALID".equals(coupon.status()))
                .findFirst()
                .map(coupon -> new Verdict("INVALID", coupon.reason(), null, discount.signum() == 0 ? null : discount))
                // Nothing to tell of the discount when nothing was computed.
                .orElse(
                        coupons.stream().allMatch(coupon -> coupon.discount() == null)
                                ? Verdict.valid()
                                : Verdict.saving(discount));
    }

    private static Verdict loyaltyVerdict(Verdict verdict, Cart computed) {
        boolean applied = verdict != null && "VALID".equals(verdict.status()) && computed.loyalty() != null;
        return applied && computed.computed()
                ? Verdict.saving(computed.loyalty().discount().negate())
                : verdict;
    }
}
