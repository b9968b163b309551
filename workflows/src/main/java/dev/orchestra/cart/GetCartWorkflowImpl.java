package dev.orchestra.cart;

import static dev.orchestra.support.Step.Kind.EXTRA;
import static dev.orchestra.support.Step.Kind.TRY;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.inventory.InventoryService;
import dev.orchestra.services.loyalty.LoyaltyService;
import dev.orchestra.services.product.Product;
import dev.orchestra.services.seller.SellerAdminService;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.ServiceFailure;
import dev.orchestra.support.Step;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Steps;
import dev.orchestra.support.Warning;
import io.temporal.workflow.Promise;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The eleven steps of {@code GET /cart}. One workflow task: all steps are local activities. */
public final class GetCartWorkflowImpl implements GetCartWorkflow {

    static final Step GET_CART = new Step("1", "Get the cart", Service.CART, TRY);
    static final Step PRODUCTS = new Step("2", "Validate products and prices", Service.PRODUCT, TRY);
    static final Step STOCK = new Step("3", "Check stock", Service.INVENTORY, TRY);
    static final Step STORES = new Step("4", "Check the stores", Service.SELLER_ADMIN, TRY);
    static final Step TAXES = new Step("5", "Get tax settings", Service.SELLER_ADMIN, TRY);
    static final Step DELIVERY_OPTION = new Step("6", "Validate the delivery option", Service.SELLER_ADMIN, EXTRA);
    static final Step RATES = new Step("7", "Calculate delivery charges", Service.SHIPPING, EXTRA);
    static final Step PROMOTIONS = new Step("8", "Get applicable promotions", Service.MARKETING, EXTRA);
    static final Step COUPONS = new Step("9", "Re-validate coupons", Service.MARKETING, EXTRA);
    static final Step POINTS = new Step("9a", "Check the cart's points", Service.LOYALTY, EXTRA);
    static final Step COMPUTE = new Step("10", "Compute totals", Service.CART, TRY);
    static final Step WOULD_EARN = new Step("10a", "Get the points balance", Service.LOYALTY, EXTRA);
    static final Step CACHE = new Step("11", "Cache the computed cart", Service.CACHING, EXTRA);

    private final List<Warning> warnings = new ArrayList<>();

    @Override
    public Answer run(Request request) {
        return CartRun.answer(() -> get(request), refusal -> answer(null, List.of(), List.of(), null, refusal));
    }

    private Answer get(Request request) {
        Steps steps = new Steps(request.policy().deadlineOrDefault());
        Cart cart = CartRun.find(steps, GET_CART, request.ownerId(), request.cartId(), request.basketCartId());
        if (cart == null) {
            return answer(null, List.of(), List.of(), null, null);
        }
        if (cart.lockedBy() != null) {
            return frozen(cart);
        }
        Pricing pricing = new Pricing(
                steps,
                new Pricing.PricingSteps(PRODUCTS, RATES, STORES, TAXES, PROMOTIONS, COUPONS, POINTS, COMPUTE),
                Pricing.Missing.LEFT_OUT);

        Promise<InventoryService.Availability> stock = cart.items().isEmpty()
                ? null
                : steps.start(
                        STOCK,
                        InventoryService.class,
                        inventory -> inventory.checkAvailability(new InventoryService.CheckAvailability(
                                new CartProjection(cart, List.of()).stockQuestions(), false, null)));
        Promise<SellerAdminService.DeliveryOption> deliveryOption = cart.deliveryOption() == null
                ? null
                : steps.start(
                        DELIVERY_OPTION,
                        SellerAdminService.class,
                        seller -> seller.deliveryOption(cart.deliveryOption().deliveryOptionId()));
        Pricing.Facts facts = pricing.facts(cart);
        warnings.addAll(facts.warnings());
        Steps.allSettled(stock, deliveryOption);
        List<InventoryStatus> inventoryStatus = stock == null
                ? List.of()
                : stock.get().items().stream().map(GetCartWorkflowImpl::status).toList();
        judgeGoods(cart, facts, inventoryStatus);
        judgeDelivery(deliveryOption);

        Cart computed = CartRun.computed(pricing, cart, facts, warnings);
        if (computed == cart) {
            // It could not be computed. Perhaps because a checkout froze it just now: then its quote is what is to be
            // shown.
            Cart now = CartRun.find(steps, GET_CART, request.ownerId(), request.cartId(), cart.cartId());
            if (now != null && now.lockedBy() != null) {
                return frozen(now);
            }
        }
        Promise<LoyaltyService.Quote> points = askPoints(steps, computed);
        CartRun.cache(steps, CACHE, computed, warnings);
        return answer(
                computed,
                inventoryStatus,
                Threshold.offers(computed, facts.inputs().promotions()),
                points(points),
                null);
    }

    /** What a checkout has frozen is shown as it was frozen: nothing that is found out now changes it. */
    private Answer frozen(Cart cart) {
        warnings.clear();
        warnings.add(new Warning("CART_LOCKED", "An order is being placed from this cart; it cannot be changed now."));
        return answer(cart, List.of(), List.of(), null, null);
    }

    /** What the customer must know before they order: it stays in the cart until they take it out. */
    private void judgeGoods(Cart cart, Pricing.Facts facts, List<InventoryStatus> stock) {
        for (Cart.Line line : cart.items()) {
            Product product = facts.products().get(line.productId());
            String productId = line.productId();
            if (!Pricing.sellable(product, line.variantId())) {
                warn("PRODUCT_UNAVAILABLE", "This product is not sold at the moment.", productId);
            } else if (!facts.isOpen(product.storeId())) {
                warn("STORE_CLOSED", "The store of this product does not take orders at the moment.", productId);
            } else if (!line.addons().stream().allMatch(addon -> Pricing.offers(product, addon.addonId()))) {
                warn("PRODUCT_UNAVAILABLE", "An addon of this product is not sold any more.", productId);
            } else if (line.unitPrice() != null
                    && Pricing.priceOf(product, line.variantId()).compareTo(line.unitPrice()) != 0) {
                warn(
                        "PRICE_CHANGED",
                        "The price was " + line.unitPrice() + " and is " + Pricing.priceOf(product, line.variantId())
                                + " now.",
                        productId);
            }
        }
        stock.stream()
                .filter(item -> !item.available())
                .forEach(item ->
                        warn("OUT_OF_STOCK", "Only " + item.quantityAvailable() + " in stock.", item.productId()));
    }

    private void warn(String code, String message, String productId) {
        Warning warning = new Warning(code, message, productId);
        if (!warnings.contains(warning)) {
            warnings.add(warning);
        }
    }

    private void judgeDelivery(Promise<SellerAdminService.DeliveryOption> asked) {
        if (asked == null) {
            return;
        }
        boolean offered;
        try {
            offered = asked.get().active();
        } catch (ServiceFailure.Refused unknown) {
            offered = false;
        } catch (ServiceFailure.Unavailable notNow) {
            warnings.add(new Warning(
                    "DELIVERY_OPTION_NOT_CHECKED", "Whether the chosen delivery is still offered is not known now."));
            return;
        }
        if (!offered) {
            warnings.add(new Warning(
                    "DELIVERY_OPTION_UNAVAILABLE", "The chosen delivery is not offered any more: choose another."));
        }
    }

    private static Promise<LoyaltyService.Quote> askPoints(Steps steps, Cart cart) {
        BigDecimal amount = cart.computed() ? cart.totals().netPayable() : BigDecimal.ZERO;
        return steps.start(
                WOULD_EARN,
                LoyaltyService.class,
                loyalty -> loyalty.quote(new LoyaltyService.QuoteQuestion(cart.ownerId(), cart.cartId(), amount)));
    }

    private Points points(Promise<LoyaltyService.Quote> asked) {
        try {
            LoyaltyService.Quote quote = asked.get();
            return new Points(quote.balance(), quote.pointValue(), quote.wouldEarn());
        } catch (ServiceFailure failure) {
            Warning warning =
                    new Warning("POINTS_UNAVAILABLE", "Points could not be asked for and are left out for now.");
            if (warnings.stream().noneMatch(known -> known.code().equals(warning.code()))) {
                warnings.add(warning);
            }
            return null;
        }
    }

    private static InventoryStatus status(InventoryService.ItemAvailability item) {
        return new InventoryStatus(item.productId(), item.variantId(), item.available(), item.quantityAvailable());
    }

    private Answer answer(
            Cart cart,
            List<InventoryStatus> inventoryStatus,
            List<ThresholdOffer> thresholdOffers,
            Points points,
            Refusal refusal) {
        return new Answer(cart, inventoryStatus, thresholdOffers, points, warnings, refusal);
    }
}
