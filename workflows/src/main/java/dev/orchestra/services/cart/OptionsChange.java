package dev.orchestra.services.cart;

import java.util.List;

/**
 * What is to change of a cart's options (body of {@code PUT /api/carts/{cart_id}/options}); what is null stays as it is. Free text is here by
 * reference ({@link Cart}).
 *
 * @param address of which a half that is null stays as it is
 */
public record OptionsChange(
        Change<List<Coupon>> coupons,
        Change<Cart.Address> address,
        Change<Cart.DeliveryOption> deliveryOption,
        Change<Cart.DeliveryPreference> deliveryPreference,
        Change<Cart.PickupPoint> pickupPoint,
        Change<Cart.PaymentMethod> paymentMethod,
        Change<Cart.Tips> tips,
        Change<Cart.GiftWrap> giftWrap,
        Change<Cart.SpecialInstructions> specialInstructions,
        Change<Redemption> loyalty) {

    public record Coupon(String code) {}

    /** @param points how many to redeem, at least 1 */
    public record Redemption(int points) {}

    public boolean changesNothing() {
        return coupons == null
                && address == null
                && deliveryOption == null
                && deliveryPreference == null
                && pickupPoint == null
                && paymentMethod == null
                && tips == null
                && giftWrap == null
                && specialInstructions == null
                && loyalty == null;
    }
}
