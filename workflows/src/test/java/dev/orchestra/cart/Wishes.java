package dev.orchestra.cart;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.Change;
import java.math.BigDecimal;
import java.util.List;

/** What customers want changed in tests, one field after the other. */
final class Wishes {

    private Change<List<String>> coupons;
    private Change<Cart.Address> address;
    private Change<Cart.Tips> tips;
    private Change<String> deliveryOption;
    private Change<Cart.DeliveryPreference> deliveryPreference;
    private Change<String> pickupPoint;
    private Change<String> paymentMethod;
    private Change<UpdateCartOptionsWorkflow.GiftWrapWish> giftWrap;
    private Change<Cart.SpecialInstructions> specialInstructions;
    private Change<Integer> loyalty;

    static Wishes wish() {
        return new Wishes();
    }

    /** Every field is to be removed. */
    static UpdateCartOptionsWorkflow.Wishes nothingAnyMore() {
        return new UpdateCartOptionsWorkflow.Wishes(
                new Change<>(null),
                new Change<>(null),
                new Change<>(null),
                new Change<>(null),
                new Change<>(null),
                new Change<>(null),
                new Change<>(null),
                new Change<>(null),
                new Change<>(null),
                new Change<>(null));
    }

    Wishes coupons(String... codes) {
        coupons = new Change<>(List.of(codes));
        return this;
    }

    Wishes deliveredTo(String addressId) {
        address = new Change<>(new Cart.Address(new Cart.Shipping(addressId), new Cart.Billing(true, null)));
        return this;
    }

    Wishes billedTo(String shippingId, String billingId) {
        address = new Change<>(new Cart.Address(new Cart.Shipping(shippingId), new Cart.Billing(false, billingId)));
        return this;
    }

    /** The billing half alone. */
    Wishes billedTo(String billingId) {
        address = new Change<>(new Cart.Address(null, new Cart.Billing(false, billingId)));
        return this;
    }

    /** The billing half alone, said to be what the cart is delivered to. */
    Wishes billedWhereDelivered() {
        address = new Change<>(new Cart.Address(null, new Cart.Billing(true, null)));
        return this;
    }

    /** @param words reference to what it is for */
    Wishes tip(String amount, String words) {
        tips = new Change<>(new Cart.Tips(new BigDecimal(amount), "INR", words));
        return this;
    }

    Wishes delivery(String deliveryOptionId) {
        deliveryOption = new Change<>(deliveryOptionId);
        return this;
    }

    /** @param date as 2026-11-23 */
    Wishes on(String date) {
        deliveryPreference = new Change<>(new Cart.DeliveryPreference(
                new Cart.Scheduled(date, new Cart.Slot("slot_1", "6:00 PM - 6:30 PM")), null));
        return this;
    }

    Wishes atOnce() {
        deliveryPreference = new Change<>(new Cart.DeliveryPreference(null, new Cart.Immediate(true)));
        return this;
    }

    Wishes pickup(String pickupPointId) {
        pickupPoint = new Change<>(pickupPointId);
        return this;
    }

    Wishes paidWith(String paymentMethodId) {
        paymentMethod = new Change<>(paymentMethodId);
        return this;
    }

    /** @param words reference to the message */
    Wishes wrapped(String giftWrapId, String words, int length) {
        giftWrap = new Change<>(new UpdateCartOptionsWorkflow.GiftWrapWish(giftWrapId, words, length));
        return this;
    }

    /** @param words reference to the instructions */
    Wishes instructions(String words) {
        specialInstructions = new Change<>(new Cart.SpecialInstructions(words));
        return this;
    }

    Wishes points(int points) {
        loyalty = new Change<>(points);
        return this;
    }

    UpdateCartOptionsWorkflow.Wishes all() {
        return new UpdateCartOptionsWorkflow.Wishes(
                coupons,
                address,
                tips,
                deliveryOption,
                deliveryPreference,
                pickupPoint,
                paymentMethod,
                giftWrap,
                specialInstructions,
                loyalty);
    }
}
