package dev.orchestra.checkout;

import static dev.orchestra.checkout.PlaceOrderSteps.*;

import dev.orchestra.cart.Pricing;
import dev.orchestra.payment.PaymentInstruction;
import dev.orchestra.payment.PaymentPlan;
import dev.orchestra.services.caching.CachingService;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.event.EventService;
import dev.orchestra.services.inventory.InventoryService;
import dev.orchestra.services.marketing.CouponCheck;
import dev.orchestra.services.marketing.MarketingService;
import dev.orchestra.services.notification.NotificationService;
import dev.orchestra.services.order.OrderService;
import dev.orchestra.services.payment.PaymentService;
import dev.orchestra.services.payment.PaymentService.Payment;
import dev.orchestra.services.product.Product;
import dev.orchestra.services.product.ProductService;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.Refusal.LineChange;
import dev.orchestra.support.Refusal.LineProblem;
import dev.orchestra.support.ServiceFailure;
import dev.orchestra.support.Step;
import dev.orchestra.support.StepCatalogue;
import dev.orchestra.support.Steps;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Place-order as docs/place-order.md tells it: phase 1, one decision, then phase 2 or the undo. */
public final class PlaceOrderWorkflowImpl implements PlaceOrderWorkflow {

    private final Compensations compensations = new Compensations();
    private Promise<String> cancellation;
    private PlaceOrder order;
    private String orderId;
    private Timeline timeline;
    private Steps steps;
    private Pricing pricing;
    private Phase1Answer answer;

    @Override
    public CheckoutState run(PlaceOrder order) {
        this.order = order;
        this.orderId = "order_" + Workflow.randomUUID().toString().replace("-", "");
        this.timeline = new Timeline(orderId, order);
        this.steps = new Steps(StepCatalogue.PLACE_ORDER, timeline);
        this.pricing = new Pricing(steps, PRICING, Pricing.Missing.REFUSED);
        this.cancellation = CancellationScope.current().getCancellationRequest();
        List<CheckoutState> end = new ArrayList<>();
        // Cancelling the run asks for the undo; it must not break off what puts things right.
        Workflow.newDetachedCancellationScope(() -> end.add(checkout())).run();
        return end.get(0);
    }

    @Override
    public Phase1Answer phase1() {
        Workflow.await(() -> answer != null);
        return answer;
    }

    private CheckoutState checkout() {
        CheckoutState end;
        try {
            Placed placed = phase1OrRefuse();
            // The one decision. Everything above can be undone, nothing below needs to be.
            end = CheckoutState.COMPLETED;
            timeline.decide(CheckoutState.FULFILLING);
            answer = new Phase1Answer(
                    order.fingerprint(), order.checkoutRequestId(), placed.order(), placed.payments(), null);
            fulfil(placed);
        } catch (CheckoutRefused refused) {
            end = refused.state();
            undo(refused);
        }
        Workflow.await(Workflow::isEveryHandlerFinished);
        return end;
    }

    // ------------------------------------------------------------------------------------------------ phase 1

    /** What phase 1 leaves for phase 2. */
    private record Placed(
            Cart cart, InventoryService.Reservation reservation, PlacedOrder order, List<Payment> payments) {}

    private Placed phase1OrRefuse() {
        try {
            return placeOrder();
        } catch (ServiceFailure.Unavailable down) {
            throw new CheckoutRefused(Refusal.unavailable(down.service()));
        } catch (ServiceFailure.Refused refused) {
            throw new CheckoutRefused(meaning(refused));
        }
    }

    private Placed placeOrder() {
        endAttemptLast();
        timeline.enter(steps, CheckoutState.VALIDATING, "Checkout started", null);
        Cart cart = lockCart();
        cart = validate(computed(cart));
        timeline.priced(cart.totals().netPayable(), cart.currency());

        timeline.enter(steps, CheckoutState.HOLDING, "Cart checked, stock being held", null);
        InventoryService.Reservation reservation = reserve(cart);
        OrderService.Order created = createOrder(cart);
        List<Payment> payments = pay(cart);
        timeline.tell(steps, "Order " + created.number() + " written", paymentsInWords(payments));
        refuseIfCancelled();
        return new Placed(cart, reservation, placedOrder(created, cart), payments);
    }

    /** Ending the attempt is the undo of the lock, and due whether or not it was taken: the next click is a new checkout. */
    private void endAttemptLast() {
        compensations.unlockLast(() -> steps.insist(
                UNDO_LOCK,
                CartService.class,
                carts -> carts.unlock(new Undo<>(
                        steps.key(UNDO_LOCK),
                        steps.key(LOCK),
                        new CartService.Unlock(order.cartId(), order.attempt())))));
    }

    /** 1: freezes the cart for this attempt. */
    private Cart lockCart() {
        CartService.Lock lock = new CartService.Lock(order.cartId(), order.attempt(), orderId);
        Cart cart = steps.call(LOCK, CartService.class, carts -> carts.lock(steps.write(LOCK, lock)));
        if (cart.items().isEmpty()) {
            throw new CheckoutRefused(Refusal.of("CART_EMPTY", "The cart has no items."));
        }
        refuseIfCancelled();
        return cart;
    }

    /** 1a: a cart that changed since it was last computed is computed now. */
    private Cart computed(Cart cart) {
        return cart.computed() ? cart : compute(cart);
    }

    private Cart compute(Cart cart) {
        return pricing.compute(cart, pricing.facts(cart), order.attempt()).cart();
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
                marketing -> marketing.validateCoupons(
                        new MarketingService.ValidateCoupons(cart.ownerId(), cart.couponCodes(), pricedLines(cart))));
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
        List<LineChange> changes = changes(cart, products.get(), checked);
        // A changed price is only a refusal when it changes what the customer agreed to pay.
        Cart now = changes.isEmpty() ? cart : compute(cart);
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
                                && java.util.Objects.equals(wanted.variantId(), item.variantId()))
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

    /** What differs from the quote, line by line. */
    private static List<LineChange> changes(
            Cart cart, ProductService.ProductsFound found, MarketingService.Coupons coupons) {
        Map<String, Product> products = new LinkedHashMap<>();
        found.products().forEach(product -> products.put(product.productId(), product));
        List<LineChange> changes = new ArrayList<>();
        List<LineProblem> gone = new ArrayList<>();
        for (Cart.Line line : cart.items()) {
            Product product = products.get(line.productId());
            if (product == null || !"ACTIVE".equals(product.status())) {
                gone.add(new LineProblem(
                        "PRODUCT_UNAVAILABLE", line.productId(), line.variantId(), line.quantity(), null));
                continue;
            }
            var price = Pricing.priceOf(product, line.variantId());
            if (price.compareTo(line.unitPrice()) != 0) {
                changes.add(new LineChange(
                        "price",
                        line.itemId(),
                        line.productId(),
                        line.unitPrice().toPlainString(),
                        price.toPlainString()));
            }
        }
        if (!gone.isEmpty()) {
            throw new CheckoutRefused(
                    Refusal.lines("PRODUCT_UNAVAILABLE", "Some of the cart is not sold any more.", gone));
        }
        Map<String, String> before = new LinkedHashMap<>();
        cart.couponsApplied().forEach(coupon -> before.put(coupon.code(), coupon.status()));
        for (CouponCheck check : coupons.coupons()) {
            if (!check.valid() && "VALID".equals(before.get(check.code()))) {
                changes.add(new LineChange("coupon", null, check.code(), "VALID", check.reason()));
            }
        }
        return changes;
    }

    /** 3: holds the stock for as long as the policy says. */
    private InventoryService.Reservation reserve(Cart cart) {
        InventoryService.Reserve hold = new InventoryService.Reserve(
                orderId, cart.cartId(), order.policy().holdOrDefault().toSeconds(), items(cart));
        compensations.add(() -> steps.insist(
                UNDO_RESERVE,
                InventoryService.class,
                inventory -> inventory.releaseReservations(new Undo<>(
                        steps.key(UNDO_RESERVE), steps.key(RESERVE), new InventoryService.Release(orderId)))));
        InventoryService.Reservation reservation =
                steps.call(RESERVE, InventoryService.class, inventory -> inventory.reserve(steps.write(RESERVE, hold)));
        timeline.held(reservation);
        refuseIfCancelled();
        return reservation;
    }

    /** 4, 5, 6: the master order, its sub-orders, and that nothing is paid yet. Cancelling the master undoes all three. */
    private OrderService.Order createOrder(Cart cart) {
        compensations.add(() -> steps.insist(
                UNDO_ORDER,
                OrderService.class,
                orders -> orders.cancel(new Undo<>(
                        steps.key(UNDO_ORDER),
                        steps.key(CREATE_ORDER),
                        new OrderService.CancelOrder(orderId, "CHECKOUT_ENDED")))));
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
                                orderItems(cart, null)))));
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

    /** 7: every payment instruction, side by side. */
    private List<Payment> pay(Cart cart) {
        List<PaymentInstruction> instructions =
                PaymentPlan.inFull(order.paymentInstructions(), cart.totals().netPayable());
        List<Promise<Payment>> legs = new ArrayList<>();
        for (int i = 0; i < instructions.size(); i++) {
            PaymentInstruction instruction = instructions.get(i);
            String key = steps.key(PAY_MANUAL, i + 1);
            String undoKey = steps.key(UNDO_PAYMENT, i + 1);
            compensations.add(() -> steps.insist(
                    UNDO_PAYMENT,
                    PaymentService.class,
                    payments -> payments.cancel(new Undo<>(undoKey, key, new PaymentService.Cancel(orderId)))));
            legs.add(steps.start(
                    PAY_MANUAL,
                    PaymentService.class,
                    payments -> payments.initiate(new Write<>(
                            key,
                            new PaymentService.Initiate(
                                    orderId,
                                    order.ownerId(),
                                    instruction.paymentMode(),
                                    instruction.gateway(),
                                    instruction.amount(),
                                    instruction.currency())))));
        }
        Steps.allSettled(legs.toArray(new Promise<?>[0]));
        List<Payment> payments = legs.stream().map(Promise::get).toList();
        timeline.pays(payments);
        return payments;
    }

    // ------------------------------------------------------------------------------------------------ phase 2

    /** 8 to 13. Nothing here gives up: what fails is tried again until it is through. */
    private void fulfil(Placed placed) {
        Cart cart = placed.cart();
        deduct(placed);
        timeline.tell(steps, "Stock deducted", null);
        OrderService.Order confirmed = steps.insist(
                CONFIRM,
                OrderService.class,
                // Cash on delivery is owed until the door: the payment status stays as phase 1 set it.
                orders -> orders.confirm(steps.write(CONFIRM, new OrderService.PaymentStatus(orderId, "PENDING"))));
        timeline.settled(confirmed);
        markCouponsUsed(cart);
        steps.insist(
                DELETE_CART,
                CartService.class,
                carts -> carts.delete(steps.write(
                        DELETE_CART,
                        new CartService.Delete(
                                cart.cartId(),
                                orderId,
                                order.attempt(),
                                cart.totals().netPayable()))));
        steps.insist(
                DELETE_CACHE,
                CachingService.class,
                caching -> caching.delete(new CachingService.DropCart(cart.cartId(), cart.version())));
        timeline.enter(steps, CheckoutState.COMPLETED, "Order " + confirmed.number() + " confirmed", null);
        tellTheWorld(cart, confirmed);
    }

    /**
     * 8: from hold to deduction. Should Inventory have lost the hold, the same stock is held once more; if it is gone, an operator is called,
     * because the customer has been promised the order.
     */
    private void deduct(Placed placed) {
        String reservationId = placed.reservation().reservationId();
        for (int hold = 1; ; hold++) {
            InventoryService.Deduct deduction = new InventoryService.Deduct(reservationId, orderId);
            String key = hold == 1 ? steps.key(DEDUCT) : steps.key(DEDUCT, hold);
            try {
                steps.call(DEDUCT, InventoryService.class, inventory -> inventory.deduct(new Write<>(key, deduction)));
                return;
            } catch (ServiceFailure.Refused lost) {
                if (hold > 1) {
                    // Not just a hold that ran out: without a pause this would take and lose stock in a circle.
                    steps.askAgainLater(DEDUCT, lost);
                }
                reservationId = reserveAgain(placed.cart(), hold).reservationId();
            }
        }
    }

    /** 9: must get through, unless there is none to mark. */
    private void markCouponsUsed(Cart cart) {
        Step step = couponsUsed(!cart.couponCodes().isEmpty());
        Functions.Func1<MarketingService, MarketingService.CouponsUsed> call = marketing -> marketing.couponsUsed(
                steps.write(step, new MarketingService.CouponsUse(orderId, cart.ownerId(), cart.couponCodes())));
        if (step.kind() == Step.Kind.INSIST) {
            steps.insist(step, MarketingService.class, call);
            return;
        }
        try {
            steps.call(step, MarketingService.class, call);
        } catch (ServiceFailure nothingLost) {
            // There was nothing to mark.
        }
    }

    private InventoryService.Reservation reserveAgain(Cart cart, int hold) {
        InventoryService.Reserve again = new InventoryService.Reserve(
                orderId, cart.cartId(), order.policy().holdOrDefault().toSeconds(), items(cart));
        String key = steps.key(RESERVE_AGAIN, hold);
        return steps.insist(
                RESERVE_AGAIN, InventoryService.class, inventory -> inventory.reserve(new Write<>(key, again)));
    }

    /** 12 and 13, side by side; the order is complete without them, the run is not. */
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
                Instant.ofEpochMilli(Workflow.currentTimeMillis()),
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
        Steps.allSettled(notified, published);
    }

    // ------------------------------------------------------------------------------------------------ undo

    /** Takes back whatever phase 1 did or may have done, then answers, so that the next click finds an open cart. */
    private void undo(CheckoutRefused refused) {
        timeline.decide(refused.state());
        Promise<Void> undone = compensations.start();
        CancellationScope patience = Workflow.newCancellationScope(() -> Promise.anyOf(
                        undone,
                        Workflow.newTimer(
                                StepCatalogue.UNDO_BEFORE_ANSWER,
                                TimerOptions.newBuilder()
                                        .setSummary("answer although the undo goes on")
                                        .build()))
                .get());
        patience.run();
        patience.cancel();
        timeline.tell(steps, refused.title(), refused.refusal().code());
        answer = new Phase1Answer(order.fingerprint(), order.checkoutRequestId(), null, List.of(), refused.refusal());
        undone.get();
    }

    private void refuseIfCancelled() {
        if (cancellation.isCompleted()) {
            throw new CheckoutRefused(
                    CheckoutState.CANCELLED, Refusal.of("CHECKOUT_CANCELLED", "The checkout was called off."));
        }
    }

    private static Refusal meaning(ServiceFailure.Refused refused) {
        return switch (refused.problem().code()) {
            case "CART_LOCKED" -> Refusal.locked(refused.problem().orderId());
            case "CART_NOT_FOUND", "CART_DELETED" -> Refusal.of("CART_EMPTY", "There is no such cart any more.");
            case "OUT_OF_STOCK" ->
                Refusal.lines(
                        "OUT_OF_STOCK",
                        "Some of the cart is not in stock any more.",
                        refused.problem().items());
            default -> Refusal.of(refused.problem().code(), refused.problem().detail());
        };
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
        return cart.items().stream()
                .map(line -> new MarketingService.PricedLine(
                        line.productId(), line.variantId(), line.storeId(), line.quantity(), line.unitPrice()))
                .toList();
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

    private static String paymentsInWords(List<Payment> payments) {
        return String.join(
                ", ",
                payments.stream()
                        .map(payment -> payment.gateway() + " " + payment.amount() + " " + payment.status())
                        .toList());
    }
}
