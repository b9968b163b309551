package dev.orchestra.fakes;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.Change;
import dev.orchestra.services.cart.OptionsChange;
import java.math.BigDecimal;
import java.util.List;

/** What is chosen for a cart in a test; what is not named stays as it is. */
public final class Options {

    private Change<List<OptionsChange.Coupon>> coupons;
    private Change<Cart.Address> address;
    private Change<Cart.DeliveryOption> deliveryOption;
    private Change<Cart.Tips> tips;
    private Change<Cart.GiftWrap> giftWrap;
    private Change<Cart.SpecialInstructions> specialInstructions;
    private Change<OptionsChange.Redemption> loyalty;

    public Options coupons(List<OptionsChange.Coupon> codes) {
        coupons = new Change<>(codes);
        return this;
    }

    public Options address(Cart.Address chosen) {
        address = new Change<>(chosen);
        return this;
    }

    public Options deliveryOption(Cart.DeliveryOption chosen) {
        deliveryOption = new Change<>(chosen);
        return this;
    }

    /** @param words reference to what they are for */
    public Options tips(String amount, String words) {
        tips = new Change<>(new Cart.Tips(new BigDecimal(amount), "INR", words));
        return this;
    }

    /** @param words reference to the message */
    public Options giftWrap(String words) {
        giftWrap = new Change<>(new Cart.GiftWrap(FakeShop.GIFT_WRAP, "Plain paper", new BigDecimal("25.00"), words));
        return this;
    }

    /** @param words reference to the instructions */
    public Options instructions(String words) {
        specialInstructions = new Change<>(new Cart.SpecialInstructions(words));
        return this;
    }

    public Options loyalty(int points) {
        loyalty = new Change<>(new OptionsChange.Redemption(points));
        return this;
    }

    OptionsChange change() {
        return new OptionsChange(
                coupons, address, deliveryOption, null, null, null, tips, giftWrap, specialInstructions, loyalty);
    }
}
