package dev.orchestra.checkout;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.support.Refusal.LineChange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What differs between the money that the customer was shown and the money that is owed now. */
final class QuoteChanges {

    private QuoteChanges() {}

    /** Nothing when the cart was never computed before: then nothing was shown. */
    static List<LineChange> between(Cart shown, Cart now) {
        List<LineChange> changes = new ArrayList<>();
        if (shown.totals() == null || shown.totals().netPayable() == null) {
            return changes;
        }
        Map<String, Cart.Line> before = new LinkedHashMap<>();
        shown.items().forEach(line -> before.put(line.itemId(), line));
        for (Cart.Line line : now.items()) {
            Cart.Line old = before.get(line.itemId());
            if (old != null && old.unitPrice() != null) {
                add(changes, "price", line, old.unitPrice(), line.unitPrice());
                add(changes, "tax", line, old.tax(), line.tax());
            }
        }
        Map<String, String> oldPromotions = new LinkedHashMap<>();
        shown.promotionsApplied().forEach(each -> oldPromotions.put(each.promotionId(), text(each.discount())));
        Map<String, String> newPromotions = new LinkedHashMap<>();
        now.promotionsApplied().forEach(each -> newPromotions.put(each.promotionId(), text(each.discount())));
        addAll(changes, "promotion", oldPromotions, newPromotions);
        Map<String, String> oldCoupons = new LinkedHashMap<>();
        shown.couponsApplied().forEach(each -> oldCoupons.put(each.code(), coupon(each)));
        Map<String, String> newCoupons = new LinkedHashMap<>();
        now.couponsApplied().forEach(each -> newCoupons.put(each.code(), coupon(each)));
        addAll(changes, "coupon", oldCoupons, newCoupons);
        String oldPoints = points(shown);
        String newPoints = points(now);
        if (!oldPoints.equals(newPoints)) {
            changes.add(new LineChange("points", null, "loyalty", oldPoints, newPoints));
        }
        String oldFee = text(shown.totals().deliveryCharge());
        String newFee = text(now.totals().deliveryCharge());
        if (!oldFee.equals(newFee)) {
            changes.add(new LineChange("fee", null, "delivery_charge", oldFee, newFee));
        }
        return changes;
    }

    private static void add(List<LineChange> changes, String what, Cart.Line line, BigDecimal old, BigDecimal now) {
        if (old != null && now != null && old.compareTo(now) != 0) {
            changes.add(new LineChange(what, line.itemId(), line.productId(), text(old), text(now)));
        }
    }

    private static void addAll(
            List<LineChange> changes, String what, Map<String, String> old, Map<String, String> now) {
        Set<String> ids = new LinkedHashSet<>(old.keySet());
        ids.addAll(now.keySet());
        for (String id : ids) {
            if (!Objects.equals(old.get(id), now.get(id))) {
                changes.add(new LineChange(what, null, id, old.get(id), now.get(id)));
            }
        }
    }

    /** What it takes off, or why it does not. */
    private static String coupon(Cart.CouponApplied coupon) {
        if ("VALID".equals(coupon.status())) {
            return text(coupon.discount());
        }
        return coupon.reason() == null ? "INVALID" : coupon.reason();
    }

    private static String points(Cart cart) {
        return text(cart.loyalty() == null ? null : cart.loyalty().discount());
    }

    private static String text(BigDecimal money) {
        return money == null ? "0.00" : money.toPlainString();
    }
}
