package dev.orchestra.stubs.cart;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.orchestra.stubs.support.Money;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What the customer chose besides the goods. Each is null, or an empty list, when not chosen. What a customer wrote is
 * here by reference, which means nothing to this service.
 */
record CartOptions(
        List<String> coupons,
        Address address,
        DeliveryOption deliveryOption,
        DeliveryPreference deliveryPreference,
        PickupPoint pickupPoint,
        PaymentMethod paymentMethod,
        Tips tips,
        GiftWrap giftWrap,
        SpecialInstructions specialInstructions,
        Loyalty loyalty) {

    static final CartOptions NONE = new CartOptions(List.of(), null, null, null, null, null, null, null, null, null);

    CartOptions changedBy(Change change) {
        List<String> codes = change.coupons == null
                ? coupons
                : change.coupons.orElse(List.of()).stream()
                        .map(CouponCode::code)
                        .distinct()
                        .toList();
        return new CartOptions(
                codes,
                changedAddress(change.address),
                changed(deliveryOption, change.deliveryOption),
                changed(deliveryPreference, change.deliveryPreference),
                changed(pickupPoint, change.pickupPoint),
                changed(paymentMethod, change.paymentMethod),
                changed(tips, change.tips),
                changed(giftWrap, change.giftWrap),
                changed(specialInstructions, change.specialInstructions),
                changed(loyalty, change.loyalty));
    }

    private Address changedAddress(Optional<Address> change) {
        return change == null
                ? address
                : change.map(given -> given.orFrom(address)).orElse(null);
    }

    private static <T> T changed(T before, Optional<T> change) {
        return change == null ? before : change.orElse(null);
    }

    /**
     * A request to change some of them: a field that is absent stays, one that is {@code null} is removed. Of an address
     * each half that is absent stays too. A class with fields, because a record would not tell the one from the other.
     */
    @JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    static final class Change {
        private Optional<@Size(max = 20) List<@NotNull @Valid CouponCode>> coupons;
        private Optional<@Valid Address> address;
        private Optional<@Valid DeliveryOption> deliveryOption;
        private Optional<DeliveryPreference> deliveryPreference;
        private Optional<@Valid PickupPoint> pickupPoint;
        private Optional<@Valid PaymentMethod> paymentMethod;
        private Optional<@Valid Tips> tips;
        private Optional<@Valid GiftWrap> giftWrap;
        private Optional<SpecialInstructions> specialInstructions;
        private Optional<@Valid Loyalty> loyalty;
        private Long version;

        /** The only version of the cart that may be changed; null for any. */
        Long version() {
            return version;
        }
    }

    /** Codes are the same in capitals and without, as Marketing takes them. */
    record CouponCode(@NotBlank @Size(max = 64) String code) {

        CouponCode {
            code = code == null ? null : code.toUpperCase(Locale.ROOT);
        }
    }

    record Address(@Valid Shipping shipping, Billing billing) {

        /** Each half, and of a half that is not given what it was before; null when there is neither. */
        Address orFrom(Address before) {
            if (before == null) {
                return shipping == null && billing == null ? null : this;
            }
            return new Address(
                    shipping == null ? before.shipping : shipping, billing == null ? before.billing : billing);
        }
    }

    record Shipping(@NotBlank String addressId) {}

    record Billing(Boolean sameAsShipping, String addressId) {}

    record DeliveryOption(
            @NotBlank String deliveryOptionId,
            String name,

            @PositiveOrZero @Digits(integer = 9, fraction = 2)
            BigDecimal charge) {

        DeliveryOption {
            charge = Money.of(charge);
        }
    }

    /** When to deliver: the slots are the caller's business, so {@code immediate} is kept as it came. */
    record DeliveryPreference(Scheduled scheduled, JsonNode immediate) {}

    record Scheduled(String date, Slot slot) {}

    record Slot(String id, String label) {}

    record PickupPoint(@NotBlank String pickupPointId, String name, String storeId) {}

    record PaymentMethod(@NotBlank String paymentMethodId, String name) {}

    record Tips(
            @NotNull @PositiveOrZero @Digits(integer = 9, fraction = 2)
            BigDecimal amount,

            String currency,
            String description) {}

    record GiftWrap(
            @NotBlank String id,
            String name,

            @PositiveOrZero @Digits(integer = 9, fraction = 2)
            BigDecimal charge,

            String message) {

        GiftWrap {
            charge = Money.of(charge);
        }
    }

    record SpecialInstructions(String instructions) {}

    /** How many points the customer would redeem; the money of the cart may take fewer. */
    record Loyalty(@NotNull @Min(1) Integer points) {}
}
