package dev.orchestra.cart;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.OptBoolean;
import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.Problem;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.Change;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Body of {@code PUT /cart} (cart API, Update Cart Options). Of each field: absent is unchanged, null (or {@code []}) is removed, anything else takes the place
 * of what was chosen before.
 */
public record CartOptionsRequest(
        @Entries(max = 20) @Valid Change<List<Coupon>> coupons,
        @Valid Change<Address> address,
        @Valid Change<Tips> tips,
        @Valid Change<DeliveryOption> deliveryOption,
        @Valid Change<DeliveryPreference> deliveryPreference,
        @Valid Change<PickupPoint> pickupPoint,
        @Valid Change<PaymentMethod> paymentMethod,
        @Valid Change<GiftWrap> giftWrap,
        @Valid Change<SpecialInstructions> specialInstructions,
        @Valid Change<Loyalty> loyalty) {

    /** What every cart is in. */
    private static final String CURRENCY = "INR";

    private static final String NEEDED = "is needed";

    /** Any text of a person: lines and tabs, but nothing that controls a terminal or a printer, and no half of a character. */
    public static final String TEXT = "[[^\\p{Cc}\\p{Cs}]\\n\\t]*";

    private static final String TEXT_MESSAGE = "must have no control characters but newline and tab";

    /** Where the customer's own words are kept; gives the reference that stands for them, null for none. */
    @FunctionalInterface
    interface Texts {
        String keep(String field, String text);
    }

    public record Coupon(
            @NotNull(message = NEEDED)
            @Pattern(regexp = "[A-Za-z0-9_-]{1,64}", message = "must be 1 to 64 letters, digits or _ -")
            String code) {}

    /** Two halves: one that is absent stays, so that {@code same_as_shipping} can mean a shipping address which the cart has already. */
    public record Address(
            @Valid ShippingAddress shippingAddress, @Valid BillingAddress billingAddress) {

        @AssertTrue(message = "shipping_address or billing_address is needed")
        boolean isGiven() {
            return shippingAddress != null || billingAddress != null;
        }

        private Cart.Address toAddress() {
            return new Cart.Address(
                    shippingAddress == null ? null : new Cart.Shipping(shippingAddress.addressId()),
                    billingAddress == null
                            ? null
                            : new Cart.Billing(billingAddress.same(), billingAddress.addressId()));
        }
    }

    public record ShippingAddress(
            @NotNull(message = NEEDED) @Pattern(regexp = CartItemsRequest.ID, message = CartItemsRequest.ID_MESSAGE)
            String addressId) {}

    public record BillingAddress(
            Boolean sameAsShipping,

            @Pattern(regexp = CartItemsRequest.ID, message = CartItemsRequest.ID_MESSAGE)
            String addressId) {

        @AssertTrue(message = "address_id is needed unless same_as_shipping is true")
        boolean isKnown() {
            return same() || addressId != null;
        }

        private boolean same() {
            return Boolean.TRUE.equals(sameAsShipping);
        }
    }

    public record Tips(
            @NotNull(message = NEEDED)
            @DecimalMin(value = "0.01", message = "must be 0.01 to 10000")
            @DecimalMax(value = "10000", message = "must be 0.01 to 10000")
            @Digits(integer = 5, fraction = 2, message = "must have at most 2 decimals")
            BigDecimal amount,

            @NotNull(message = NEEDED) @Pattern(regexp = "[A-Z]{3}", message = "must be an ISO 4217 code")
            String currency,

            @Size(max = 200, message = "must have at most 200 characters")
            @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
            String description) {

        /** 50 and 50.00 are the same tip, and the same request. */
        public Tips {
            amount = amount == null ? null : amount.stripTrailingZeros();
        }
    }

    public record DeliveryOption(
            @NotNull(message = NEEDED) @Pattern(regexp = CartItemsRequest.ID, message = CartItemsRequest.ID_MESSAGE)
            String deliveryOptionId) {}

    public record DeliveryPreference(
            @Valid Scheduled scheduled, @Valid Immediate immediate) {

        @AssertTrue(message = "either scheduled or immediate is needed, not both")
        boolean isOne() {
            return (scheduled == null) != (immediate == null);
        }

        private Cart.DeliveryPreference toPreference() {
            return new Cart.DeliveryPreference(
                    scheduled == null
                            ? null
                            : new Cart.Scheduled(
                                    scheduled.date().toString(),
                                    new Cart.Slot(
                                            scheduled.slot().id(),
                                            scheduled.slot().label())),
                    immediate == null ? null : new Cart.Immediate(true));
        }
    }

    public record Scheduled(
            @NotNull(message = NEEDED) @JsonFormat(pattern = "uuuu-MM-dd", lenient = OptBoolean.FALSE)
            LocalDate date,

            @NotNull(message = NEEDED) @Valid Slot slot) {}

    public record Slot(
            @NotNull(message = NEEDED) @Pattern(regexp = CartItemsRequest.ID, message = CartItemsRequest.ID_MESSAGE)
            String id,

            @Size(max = 64, message = "must have at most 64 characters") @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
            String label) {}

    public record Immediate(
            @NotNull(message = "must be true") @AssertTrue(message = "must be true")
            Boolean requested) {}

    public record PickupPoint(
            @NotNull(message = NEEDED) @Pattern(regexp = CartItemsRequest.ID, message = CartItemsRequest.ID_MESSAGE)
            String pickupPointId) {}

    public record PaymentMethod(
            @NotNull(message = NEEDED) @Pattern(regexp = CartItemsRequest.ID, message = CartItemsRequest.ID_MESSAGE)
            String paymentMethodId) {}

    public record GiftWrap(
            @NotNull(message = NEEDED) @Pattern(regexp = CartItemsRequest.ID, message = CartItemsRequest.ID_MESSAGE)
            String id,

            @Size(max = 500, message = "must have at most 500 characters")
            @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
            String message) {

        private int messageLength() {
            return message == null ? 0 : message.codePointCount(0, message.length());
        }
    }

    public record SpecialInstructions(
            @NotNull(message = NEEDED)
            @Size(min = 1, max = 500, message = "must have 1 to 500 characters")
            @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
            String instructions) {}

    public record Loyalty(
            @NotNull(message = NEEDED)
            @Min(value = 1, message = "must be 1 to 1000000")
            @Max(value = 1_000_000, message = "must be 1 to 1000000")
            Integer points) {}

    boolean changesNothing() {
        return Stream.of(
                        coupons,
                        address,
                        tips,
                        deliveryOption,
                        deliveryPreference,
                        pickupPoint,
                        paymentMethod,
                        giftWrap,
                        specialInstructions,
                        loyalty)
                .allMatch(Objects::isNull);
    }

    /** @throws Problem CURRENCY_MISMATCH for a tip that the cart cannot hold */
    void requireCurrencyOfCart() {
        if (tips != null && !tips.removes() && !CURRENCY.equals(tips.value().currency())) {
            throw new Problem(ErrorCode.CURRENCY_MISMATCH, "A tip must be in " + CURRENCY + ", as the cart is.");
        }
    }

    /** As the workflow takes it: without a word of the customer's own. */
    UpdateCartOptionsWorkflow.Wishes toWishes(Texts texts) {
        return new UpdateCartOptionsWorkflow.Wishes(
                to(coupons, codes -> codes.stream().map(Coupon::code).toList()),
                to(address, Address::toAddress),
                to(
                        tips,
                        tip -> new Cart.Tips(
                                tip.amount().setScale(2),
                                tip.currency(),
                                texts.keep("tips.description", tip.description()))),
                to(deliveryOption, DeliveryOption::deliveryOptionId),
                to(deliveryPreference, DeliveryPreference::toPreference),
                to(pickupPoint, PickupPoint::pickupPointId),
                to(paymentMethod, PaymentMethod::paymentMethodId),
                to(
                        giftWrap,
                        wrap -> new UpdateCartOptionsWorkflow.GiftWrapWish(
                                wrap.id(), texts.keep("gift_wrap.message", wrap.message()), wrap.messageLength())),
                to(
                        specialInstructions,
                        words -> new Cart.SpecialInstructions(
                                texts.keep("special_instructions.instructions", words.instructions()))),
                to(loyalty, Loyalty::points));
    }

    private static <A, B> Change<B> to(Change<A> change, Function<A, B> form) {
        return change == null ? null : new Change<>(change.removes() ? null : form.apply(change.value()));
    }
}
