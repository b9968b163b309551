package dev.orchestra.checkout;

import static dev.orchestra.checkout.PlaceOrderSteps.*;

import dev.orchestra.cart.Pricing;
import dev.orchestra.payment.PaymentCollection;
import dev.orchestra.payment.PaymentPlan;
import dev.orchestra.services.caching.CachingService;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.event.EventService;
import dev.orchestra.services.inventory.InventoryService;
import dev.orchestra.services.loyalty.LoyaltyService;
import dev.orchestra.services.marketing.MarketingService;
import dev.orchestra.services.notification.NotificationService;
import dev.orchestra.services.order.OrderService;
import dev.orchestra.services.product.Product;
import dev.orchestra.services.product.ProductService;
import dev.orchestra.store.OrderRecords.OrderKind;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.Refusal.LineChange;
import dev.orchestra.support.Refusal.LineProblem;
import dev.orchestra.support.ServiceFailure;
import dev.orchestra.support.Step;
import dev.orchestra.support.Steps;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Place-order as docs/place-order.md tells it: phase 1, one decision, then phase 2 or the undo. */
public final class PlaceOrderWorkflowImpl
        extends CheckoutRun<PlaceOrderWorkflowImpl.Placed, PlaceOrderWorkflow.Phase1Answer>
        implements PlaceOrderWorkflow {

    /** What Inventory says of a hold that it does not have any more. */
    private static final List<String> LOST_HOLD = List.of("HOLD_EXPIRED", "HOLD_RELEASED", "HOLD_NOT_FOUND");

    /** What the Cart service says of an attempt that has ended: its cart is open for the next one, or was ordered. */
    private static final List<String> OVER = List.of("ATTEMPT_OVER", "CART_DELETED");

    private final List<LineChange> changes = new ArrayList<>();
    private PlaceOrder order;
    private String orderId;
    private Pricing pricing;

    @Override
    public CheckoutState run(PlaceOrder order) {
        this.order = order;
        this.orderId = orderId(Workflow.getInfo().getWorkflowId());
        return carryOut(
                new Timeline.Subject(
                        OrderKind.CART,
                        orderId,
                        order.ownerId(),
                        order.cartId(),
                        order.attempt(),
                        order.channel(),
                        order.totalOrderAmount()),
                order.policy(),
                order.checkoutRequestId(),
                order.paymentInstructions());
    }

    @Override
    public Phase1Answer phase1() {
        return answer();
    }

    // ------------------------------------------------------------------------------------------------ phase 1

    /** What phase 1 leaves for phase 2. */
    record Placed(Cart cart, InventoryService.Reservation reservation, PlacedOrder order) {}

    @Override
    protected Placed placeOrder() {
        pricing = new Pricing(steps, PRICING, Pricing.Missing.REFUSED);
        registerUndos();
        timeline.enter(steps, CheckoutState.VALIDATING, "Checkout started", null);
        Cart cart = lockCart();
        cart = validate(quote(cart));
        timeline.priced(cart.totals().netPayable(), cart.currency());

        timeline.enter(steps, CheckoutState.HOLDING, "Cart checked, stock being held", null);
        InventoryService.Reservation reservation = reserve(cart, HOLD.reserve());
        holdBenefits(cart, HOLD);
        OrderService.Order created = createOrder(cart);
        pay(cart, reservation);
        String paid = paymentsInWords(payments.asSeen());
        if (payments.isPaid()) {
            timeline.tell(steps, "Order " + created.number() + " written", paid);
        } else {
            // A payment that the customer can make is not given up for a line in our own tables.
            timeline.waits();
            timeline.enter(
                    steps,
                    CheckoutState.AWAITING_PAYMENT,
                    "Order " + created.number() + " written, waiting for the payment",
                    paid);
        }
        refuseIfCancelled();
        return new Placed(cart, reservation, placedOrder(created, cart));
    }

    /**
     * Every undo of phase 1, before its first step. Not one by one before each forward step: phase 1 is one workflow task, and when that task is
     * lost with its worker after step 7, its repetition may be refused at step 1. What the lost task did must be undone all the same; the undo
     * of what was never done does nothing. Ending the attempt is the undo of the lock, and due in any case: the next click is a new checkout.
     */
    private void registerUndos() {
        registerUndosOf(HOLD);
        compensations.add(this::cancelOrder);
        compensations.add(payments::undoAtOnce);
    }

    private void registerUndosOf(HoldSteps hold) {
        compensations.unlockLast(() -> steps.insist(
                hold.undoLock(),
                CartService.class,
                carts -> carts.unlock(new Undo<>(
                        steps.key(hold.undoLock()),
                        steps.key(hold.lock()),
                        new CartService.Unlock(order.cartId(), order.attempt())))));
        compensations.addOfHold(() -> steps.insist(
                hold.undoReserve(),
                InventoryService.class,
                inventory -> inventory.releaseReservations(new Undo<>(
                        steps.key(hold.undoReserve()),
                        steps.key(hold.reserve()),
                        new InventoryService.Release(orderId, null)))));
        compensations.addBeside(() -> steps.insist(
                hold.undoCoupons(),
                MarketingService.class,
                marketing -> marketing.releaseCoupons(new Undo<>(
                        steps.key(hold.undoCoupons()),
                        steps.key(hold.coupons()),
                        new MarketingService.CouponsRelease(orderId)))));
        compensations.addBeside(() -> steps.insist(
                hold.undoPoints(),
                LoyaltyService.class,
                loyalty -> loyalty.release(new Undo<>(
                        steps.key(hold.undoPoints()), steps.key(hold.points()), new LoyaltyService.Release(orderId)))));
    }

    private void cancelOrder() {
        OrderService.Order cancelled = steps.insist(
                UNDO_ORDER,
                OrderService.class,
                orders -> orders.cancel(new Undo<>(
                        steps.key(UNDO_ORDER),
                        steps.key(CREATE_ORDER),
                        new OrderService.CancelOrder(orderId, "CHECKOUT_ENDED"))));
        if (cancelled != null) {
            timeline.ended(cancelled);
        }
    }

    /** 1: freezes the cart for this attempt. */
    private Cart lockCart() {
        CartService.Lock lock = new CartService.Lock(order.cartId(), order.attempt(), orderId);
        Cart cart = lock(lock);
        if (cart.items().isEmpty()) {
            throw new CheckoutRefused(Refusal.of("CART_EMPTY", "The cart has no items."));
        }
        refuseIfCancelled();
        return cart;
    }

    private Cart lock(CartService.Lock lock) {
        try {
            return steps.call(HOLD.lock(), CartService.class, carts -> carts.lock(steps.write(HOLD.lock(), lock)));
        } catch (ServiceFailure.Refused refused) {
            if (OVER.contains(refused.problem().code())) {
                throw CheckoutRefused.ofOverAttempt(meaning(refused));
            }
            throw refused;
        }
    }

    /**
     * 1a: what the cart owes now, computed as GET /cart does. Not only when the cart changed: what it was last computed with may be out of date, or
     * may have lacked a promotion or a delivery charge that could not be asked for then.
     */
    private Cart quote(Cart cart) {
        boolean somewhere = cart.pickupPoint() != null
                || cart.address() != null && cart.address().shipping() != null;
        if (cart.deliveryOption() != null && !somewhere) {
            throw new CheckoutRefused(
                    Refusal.of("ADDRESS_NEEDED", "A delivery was chosen, and nowhere to deliver to."));
        }
        Pricing.Facts facts = pricing.facts(cart);
        List<LineProblem> gone = new ArrayList<>();
        for (Cart.Line line : cart.items()) {
            Product product = facts.products().get(line.productId());
            if (!Pricing.sellable(product, line.variantId())) {
                gone.add(new LineProblem(
                        "PRODUCT_UNAVAILABLE", line.productId(), line.variantId(), line.quantity(), null));
            } else if (!facts.isOpen(product.storeId())) {
                gone.add(new LineProblem("STORE_CLOSED", line.productId(), line.variantId(), line.quantity(), null));
            }
        }
        if (!gone.isEmpty()) {
            throw new CheckoutRefused(
                    Refusal.lines("PRODUCT_UNAVAILABLE", "Some of the cart is not sold any more.", gone));
        }
        Cart quoted = pricing.compute(cart, facts, order.attempt()).cart();
        changes.addAll(QuoteChanges.between(cart, quoted));
        return quoted;
    }

    /** 2: stock, prices, coupons and the sum, side by side; then what they say together. */
    private Cart validate(Cart cart) {
        List<InventoryService.Item> items = items(cart);
        List<String> productIds =
                cart.items().stream().map(Cart.Line::productId).distinct().toList();
        Promise<InventoryService.Availability> stock = steps.start(
                STOCK,
                InventoryService.class,
                // With the order's id: a task that is repeated after its worker died must not find its own hold in its
                // way.
                inventory -> inventory.checkAvailability(new InventoryService.CheckAvailability(items, true, orderId)));
        Promise<ProductService.ProductsFound> products =
                steps.start(PRICES, ProductService.class, service -> service.search(productIds));
        Promise<MarketingService.Coupons> coupons = steps.start(
                COUPONS,
                MarketingService.class,
                marketing -> marketing.validateCoupons(new MarketingService.ValidateCoupons(
                        cart.ownerId(), cart.cartId(), cart.couponCodes(), pricedLines(cart))));
        Steps.allSettled(stock, products, coupons);

        PaymentPlan.problem(
                        order.paymentInstructions(),
                        order.totalOrderAmount(),
                        cart.currency(),
                        order.multiplePaymentMethods())
                .ifPresent(problem -> {
                    throw new CheckoutRefused(problem);
                });
        refuseOutOfStock(items, stock.get());
        // A cart without coupons owes the same whatever Marketing would say.
        MarketingService.Coupons checked =
                cart.couponCodes().isEmpty() ? new MarketingService.Coupons(List.of()) : coupons.get();
        // What changed since 1a is computed once more.
        Cart now = outdated(cart, products.get(), checked) ? quote(cart) : cart;
        if (now.totals().netPayable().compareTo(order.totalOrderAmount()) != 0) {
            changes.add(new LineChange(
                    "total",
                    null,
                    null,
                    order.totalOrderAmount().toPlainString(),
                    now.totals().netPayable().toPlainString()));
            throw new CheckoutRefused(new Refusal(
                    "TOTAL_CHANGED",
                    "The cart now costs " + now.totals().netPayable() + " " + now.currency() + ".",
                    null,
                    null,
                    null,
                    changes,
                    now.totals().netPayable()));
        }
        refuseIfCancelled();
        return now;
    }

    private static void refuseOutOfStock(List<InventoryService.Item> asked, InventoryService.Availability answer) {
        List<LineProblem> problems = new ArrayList<>();
        for (InventoryService.ItemAvailability item : answer.items()) {
            if (!item.available()) {
                int requested = asked.stream()
                        .filter(wanted -> wanted.productId().equals(item.productId())
                                && Objects.equals(wanted.variantId(), item.variantId()))
                        .mapToInt(InventoryService.Item::quantity)
                        .sum();
                problems.add(new LineProblem(
                        "OUT_OF_STOCK", item.productId(), item.variantId(), requested, item.quantityAvailable()));
            }
        }
        if (!problems.isEmpty()) {
            throw new CheckoutRefused(
                    Refusal.lines("OUT_OF_STOCK", "Some of the cart is not in stock any more.", problems));
        }
    }

    /** Whether a price or a coupon is another than the one that the cart was computed with. */
    private static boolean outdated(Cart cart, ProductService.ProductsFound found, MarketingService.Coupons coupons) {
        Map<String, Product> products = found.byId();
        boolean priced = cart.items().stream()
                .allMatch(line -> Pricing.sellable(products.get(line.productId()), line.variantId())
                        && Pricing.priceOf(products.get(line.productId()), line.variantId())
                                        .compareTo(line.unitPrice())
                                == 0);
        return !priced
                || coupons.coupons().stream()
                        .anyMatch(check ->
                                !check.valid() && cart.validCouponCodes().contains(check.code()));
    }

    /** 3: holds the stock for as long as the policy says. */
    private InventoryService.Reservation reserve(Cart cart, Step step) {
        InventoryService.Reserve hold = new InventoryService.Reserve(
                orderId, cart.cartId(), order.policy().holdOrDefault().toSeconds(), items(cart));
        InventoryService.Reservation reservation =
                steps.call(step, InventoryService.class, inventory -> inventory.reserve(steps.write(step, hold)));
        timeline.held(reservation.expiresAt());
        refuseIfCancelled();
        return reservation;
    }

    /** 3a, 3b: the uses of coupons and the points that lowered the price, for as long as the stock; so that no other cart has them as well. */
    private void holdBenefits(Cart cart, HoldSteps hold) {
        long ttl = order.policy().holdOrDefault().toSeconds();
        List<String> codes = cart.savingCouponCodes();
        Promise<?> coupons = codes.isEmpty()
                ? null
                : steps.start(
                        hold.coupons(),
                        MarketingService.class,
                        marketing -> marketing.holdCoupons(steps.write(
                                hold.coupons(),
                                new MarketingService.CouponsHold(
                                        orderId, cart.cartId(), order.attempt(), cart.ownerId(), codes, ttl))));
        Promise<?> points = pointsApplied(cart) == 0
                ? null
                : steps.start(
                        hold.points(),
                        LoyaltyService.class,
                        loyalty -> loyalty.hold(steps.write(
                                hold.points(),
                                new LoyaltyService.Hold(
                                        orderId,
                                        cart.cartId(),
                                        order.attempt(),
                                        cart.ownerId(),
                                        pointsApplied(cart),
                                        ttl))));
        Steps.allSettled(coupons, points);
        if (coupons != null) {
            coupons.get();
        }
        if (points != null) {
            points.get();
        }
        refuseIfCancelled();
    }

    private static int pointsApplied(Cart cart) {
        return cart.loyalty() == null ? 0 : cart.loyalty().pointsApplied();
    }

    /** 4, 5, 6: the master order, its sub-orders, and that nothing is paid yet. Cancelling the master undoes all three. */
    private OrderService.Order createOrder(Cart cart) {
        OrderService.Order created = steps.call(
                CREATE_ORDER,
                OrderService.class,
                orders -> orders.create(steps.write(
                        CREATE_ORDER,
                        new OrderService.CreateOrder(
                                orderId,
                                "MASTER",
                                "PENDING",
                                cart.cartId(),
                                cart.ownerId(),
                                order.channel(),
                                cart.currency(),
                                cart.totals().netPayable(),
                                cart.totals(),
                                orderItems(cart, null),
                                fulfilment(cart)))));
        timeline.placed(created);
        List<OrderService.NewSubOrder> parts = cart.stores().stream()
                .map(store ->
                        new OrderService.NewSubOrder(store.storeId(), store.total(), orderItems(cart, store.storeId())))
                .toList();
        OrderService.SubOrders split = steps.call(
                CREATE_SUB_ORDERS,
                OrderService.class,
                orders -> orders.createSubOrders(
                        steps.write(CREATE_SUB_ORDERS, new OrderService.CreateSubOrders(orderId, parts))));
        timeline.split(split.subOrders());
        OrderService.Order pending = steps.call(
                PAYMENT_PENDING,
                OrderService.class,
                orders -> orders.setPaymentStatus(
                        steps.write(PAYMENT_PENDING, new OrderService.PaymentStatus(orderId, "PENDING"))));
        refuseIfCancelled();
        return new OrderService.Order(
                created.id(),
                created.number(),
                created.orderStatus(),
                pending.paymentStatus(),
                created.total(),
                created.currency(),
                created.createdAt(),
                split.subOrders());
    }

    /** 7: every payment instruction, side by side; none when coupons left nothing to pay. */
    private void pay(Cart cart, InventoryService.Reservation reservation) {
        BigDecimal total = cart.totals().netPayable();
        if (total.signum() == 0) {
            payments.nothingToPay();
            return;
        }
        payments.begin(
                PaymentPlan.inFull(order.paymentInstructions(), total),
                fulfilment(cart).shippingAddressId(),
                new PaymentCollection.GatewayTerms(
                        order.policy().gatewaysEnd(reservation.expiresAt()),
                        order.policy().pollPlanOrDefault()));
        timeline.pays(payments.asSeen());
    }

    @Override
    protected Phase1Answer accepted(Placed placed) {
        return new Phase1Answer(
                order.fingerprint(), order.checkoutRequestId(), placed.order(), payments.asSeen(), null);
    }

    @Override
    protected Phase1Answer rejected(Refusal refusal) {
        return new Phase1Answer(order.fingerprint(), order.checkoutRequestId(), null, List.of(), refusal);
    }

    @Override
    protected Instant givesUpAt(Placed placed) {
        return order.policy().givesUpAt(placed.reservation().expiresAt());
    }

    /** late 1 to 3b: the cart as it was frozen, if nobody has changed it or begun to order it, and the same stock at the same price. */
    @Override
    protected Placed holdAgain(Placed placed) {
        registerUndosOf(HOLD_LATE);
        Cart cart = placed.cart();
        CartService.Relock relock = new CartService.Relock(cart.cartId(), order.attempt(), orderId, cart.version());
        steps.call(HOLD_LATE.lock(), CartService.class, carts -> carts.relock(steps.write(HOLD_LATE.lock(), relock)));
        List<String> productIds =
                cart.items().stream().map(Cart.Line::productId).distinct().toList();
        ProductService.ProductsFound products =
                steps.call(PRICES_LATE, ProductService.class, service -> service.search(productIds));
        if (outdated(cart, products, new MarketingService.Coupons(List.of()))) {
            throw new CheckoutRefused(CheckoutState.EXPIRED, PAID_TOO_LATE);
        }
        InventoryService.Reservation reservation = reserve(cart, HOLD_LATE.reserve());
        holdBenefits(cart, HOLD_LATE);
        return new Placed(cart, reservation, placed.order());
    }

    // ------------------------------------------------------------------------------------------------ phase 2

    /** 8 to 13. Nothing here gives up: what fails is tried again until it is through. */
    @Override
    protected void fulfil(Placed placed) {
        Cart cart = placed.cart();
        deduct(placed);
        timeline.tell(steps, "Stock deducted", null);
        OrderService.Order confirmed = steps.insist(
                CONFIRM,
                OrderService.class,
                orders -> orders.confirm(
                        steps.write(CONFIRM, new OrderService.PaymentStatus(orderId, paymentStatus(cart)))));
        timeline.settled(confirmed);
        markCouponsUsed(cart);
        burnPoints(cart);
        steps.insist(
                DELETE_CART,
                CartService.class,
                carts -> carts.delete(steps.write(
                        DELETE_CART,
                        new CartService.Delete(
                                cart.cartId(),
                                orderId,
                                order.attempt(),
                                cart.totals().netPayable(),
                                null))));
        steps.insist(
                DELETE_CACHE,
                CachingService.class,
                caching -> caching.delete(new CachingService.DropCart(cart.cartId(), cart.version())));
        timeline.enter(steps, CheckoutState.COMPLETED, "Order " + confirmed.number() + " confirmed", null);
        tellTheWorld(cart, confirmed);
    }

    /** Cash on delivery is owed until the door: where all of it is, the payment status stays as phase 1 set it. Where nothing is owed, nothing is open. */
    private String paymentStatus(Cart cart) {
        if (cart.totals().netPayable().signum() == 0 || !payments.hasCash()) {
            return "PAID";
        }
        return payments.hasOnlyCash() ? null : "PARTIALLY_PAID";
    }

    /**
     * 8: from hold to deduction. Should Inventory have lost the hold, the same stock is held once more; if it is gone, an operator is called,
     * because the customer has been promised the order.
     */
    private void deduct(Placed placed) {
        String reservationId = placed.reservation().reservationId();
        int refusals = 0;
        for (int hold = 1; ; ) {
            InventoryService.Deduct deduction = new InventoryService.Deduct(reservationId, orderId);
            String key = hold == 1 ? steps.key(DEDUCT) : steps.key(DEDUCT, hold);
            try {
                steps.call(DEDUCT, InventoryService.class, inventory -> inventory.deduct(new Write<>(key, deduction)));
                return;
            } catch (ServiceFailure.Refused refused) {
                boolean lost = LOST_HOLD.contains(refused.problem().code());
                if (!lost || hold > 1) {
                    // Either not about the hold, then the same is asked again; or more than one hold that ran out:
                    // without a pause this
                    // would take and lose stock in a circle.
                    steps.askAgainLater(DEDUCT, refused, ++refusals);
                }
                if (lost) {
                    reservationId = reserveAgain(placed.cart(), hold++).reservationId();
                }
            }
        }
    }

    /**
     * 9: marks the coupons that lowered the price. When the last use of one went to somebody else meanwhile, the customer keeps the price that the
     * order was accepted at, and an operator is told.
     */
    private void markCouponsUsed(Cart cart) {
        List<String> codes = cart.savingCouponCodes();
        if (codes.isEmpty()) {
            try {
                markUsed(COUPONS_USED_NONE, cart, codes, steps.key(COUPONS_USED_NONE));
            } catch (ServiceFailure nothingLost) {
                // There was nothing to mark.
            }
            return;
        }
        for (int i = 0; i < codes.size(); i++) {
            try {
                markUsed(COUPONS_USED, cart, List.of(codes.get(i)), steps.key(COUPONS_USED, i + 1));
            } catch (ServiceFailure.Refused refused) {
                timeline.needed(COUPONS_USED, refused.problem().code());
            }
        }
    }

    private void markUsed(Step step, Cart cart, List<String> codes, String key) {
        MarketingService.CouponsUse use = new MarketingService.CouponsUse(orderId, cart.ownerId(), codes);
        steps.call(step, MarketingService.class, marketing -> marketing.couponsUsed(new Write<>(key, use)));
    }

    /** 9a: as with coupons, points that are gone after all cost the shop, not the customer. */
    private void burnPoints(Cart cart) {
        if (pointsApplied(cart) == 0) {
            return;
        }
        try {
            steps.call(
                    BURN_POINTS,
                    LoyaltyService.class,
                    loyalty -> loyalty.burn(steps.write(
                            BURN_POINTS, new LoyaltyService.Burn(orderId, cart.ownerId(), pointsApplied(cart)))));
        } catch (ServiceFailure.Refused refused) {
            timeline.needed(BURN_POINTS, refused.problem().code());
        }
    }

    private InventoryService.Reservation reserveAgain(Cart cart, int hold) {
        InventoryService.Reserve again = new InventoryService.Reserve(
                orderId, cart.cartId(), order.policy().holdOrDefault().toSeconds(), items(cart));
        String key = steps.key(RESERVE_AGAIN, hold);
        InventoryService.Reservation reservation = steps.insist(
                RESERVE_AGAIN, InventoryService.class, inventory -> inventory.reserve(new Write<>(key, again)));
        timeline.held(reservation.expiresAt());
        return reservation;
    }

    /** 9b, 12 and 13, side by side; the order is complete without them, the run is not. */
    private void tellTheWorld(Cart cart, OrderService.Order confirmed) {
        Promise<?> notified = Async.function(() -> steps.insist(
                NOTIFY,
                NotificationService.class,
                notifications -> notifications.send(steps.write(
                        NOTIFY,
                        new NotificationService.Send(
                                orderId,
                                order.ownerId(),
                                "ORDER_CONFIRMATION",
                                List.of("EMAIL", "SMS", "PUSH"),
                                new NotificationService.Data(
                                        confirmed.number(), confirmed.total(), confirmed.currency()))))));
        EventService.Publish event = new EventService.Publish(
                "ORDER_PLACED",
                orderId,
                Steps.now(),
                order.checkoutRequestId(),
                new EventService.Data(
                        confirmed.number(),
                        order.ownerId(),
                        order.cartId(),
                        order.channel(),
                        confirmed.total(),
                        confirmed.currency(),
                        cart.stores().stream().map(Cart.Store::storeId).toList()));
        Promise<?> published = Async.function(
                () -> steps.insist(PUBLISH, EventService.class, events -> events.publish(steps.write(PUBLISH, event))));
        Promise<?> earned = Async.function(() -> steps.insist(
                EARN_POINTS,
                LoyaltyService.class,
                loyalty -> loyalty.earn(steps.write(
                        EARN_POINTS, new LoyaltyService.Earn(orderId, cart.ownerId(), confirmed.total())))));
        Steps.allSettled(notified, published, earned);
    }

    /** To place-order, a cart that is gone is nothing to order. */
    @Override
    protected Refusal meaning(ServiceFailure.Refused refused) {
        Refusal meaning = Refusal.meaning(refused);
        return "CART_CHANGED".equals(meaning.code())
                ? Refusal.of("CART_EMPTY", "There is no such cart any more.")
                : meaning;
    }

    /** The same in every execution of this attempt, also after a reset: an undo must find what another execution did. */
    static String orderId(String workflowId) {
        return Steps.id("order_", workflowId, "");
    }

    // ------------------------------------------------------------------------------------------------ messages

    private static List<InventoryService.Item> items(Cart cart) {
        Map<String, InventoryService.Item> items = new LinkedHashMap<>();
        for (Cart.Line line : cart.items()) {
            items.merge(
                    line.productId() + "/" + line.variantId(),
                    new InventoryService.Item(line.productId(), line.variantId(), line.quantity()),
                    (a, b) -> new InventoryService.Item(a.productId(), a.variantId(), a.quantity() + b.quantity()));
        }
        return List.copyOf(items.values());
    }

    private static List<MarketingService.PricedLine> pricedLines(Cart cart) {
        return cart.items().stream().map(MarketingService.PricedLine::of).toList();
    }

    private static List<OrderService.Item> orderItems(Cart cart, String storeId) {
        return cart.items().stream()
                .filter(line -> storeId == null || storeId.equals(line.storeId()))
                .map(line -> new OrderService.Item(
                        line.itemId(),
                        line.productId(),
                        line.variantId(),
                        line.name(),
                        line.storeId(),
                        line.quantity(),
                        line.unitPrice(),
                        line.total()))
                .toList();
    }

    private static OrderService.Fulfilment fulfilment(Cart cart) {
        Cart.Address address = cart.address();
        Cart.Shipping shipping = address == null ? null : address.shipping();
        Cart.Billing billing = address == null ? null : address.billing();
        boolean sameAsShipping = billing == null || Boolean.TRUE.equals(billing.sameAsShipping());
        return new OrderService.Fulfilment(
                shipping == null ? null : shipping.addressId(),
                sameAsShipping ? (shipping == null ? null : shipping.addressId()) : billing.addressId(),
                cart.deliveryOption() == null ? null : cart.deliveryOption().deliveryOptionId(),
                cart.deliveryPreference(),
                cart.pickupPoint() == null ? null : cart.pickupPoint().pickupPointId(),
                cart.giftWrap() == null
                        ? null
                        : new OrderService.GiftWrap(
                                cart.giftWrap().id(), cart.giftWrap().message()),
                cart.specialInstructions() == null
                        ? null
                        : cart.specialInstructions().instructions(),
                cart.tips() == null ? null : cart.tips().description(),
                cart.savingCouponCodes(),
                pointsApplied(cart));
    }

    private static PlacedOrder placedOrder(OrderService.Order created, Cart cart) {
        return new PlacedOrder(
                created.id(),
                created.number(),
                created.orderStatus(),
                created.paymentStatus(),
                created.total(),
                created.currency(),
                cart.cartId(),
                created.subOrders());
    }
}
