package dev.orchestra.cart;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.marketing.PricingRule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Benefits that begin at an amount, and how much a cart is short of it. */
final class Threshold {

    private Threshold() {}

    /** The promotions that bear on something in the cart and begin at more than that is worth; the nearest first. */
    static List<GetCartWorkflow.ThresholdOffer> offers(Cart cart, List<PricingRule> promotions) {
        List<GetCartWorkflow.ThresholdOffer> offers = new ArrayList<>();
        for (PricingRule rule : promotions) {
            BigDecimal current = cart.items().stream()
                    .filter(line -> bearsOn(rule, line))
                    .map(Cart.Line::subtotal)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            if (rule.minSubtotal() != null && current.signum() > 0 && current.compareTo(rule.minSubtotal()) < 0) {
                BigDecimal remaining = rule.minSubtotal().subtract(current);
                String benefit = "FREE_DELIVERY".equals(rule.type()) ? "FREE_DELIVERY" : "DISCOUNT";
                offers.add(new GetCartWorkflow.ThresholdOffer(
                        rule.id(), title(remaining, benefit), rule.minSubtotal(), current, remaining, benefit));
            }
        }
        offers.sort(Comparator.comparing(GetCartWorkflow.ThresholdOffer::remainingAmount)
                .thenComparing(GetCartWorkflow.ThresholdOffer::promotionId));
        return offers;
    }

    /** A line without money has not been computed: nothing can be said of it. */
    private static boolean bearsOn(PricingRule rule, Cart.Line line) {
        boolean anyProduct = rule.productIds() == null || rule.productIds().isEmpty();
        return line.subtotal() != null
                && (anyProduct || rule.productIds().contains(line.productId()))
                && (rule.storeId() == null || rule.storeId().equals(line.storeId()));
    }

    /** As a shop would say it, with the amount as short as it goes. */
    static String title(BigDecimal remaining, String benefit) {
        String amount = (remaining.stripTrailingZeros().scale() <= 0 ? remaining.setScale(0) : remaining.setScale(2))
                .toPlainString();
        return "Add ₹" + amount + " more for " + ("FREE_DELIVERY".equals(benefit) ? "FREE Delivery!" : "a discount!");
    }
}
