package dev.orchestra.stubs.cart;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * Everything that decides what a cart costs, from the services that own it. Amounts are in rupees.
 *
 * @param loyalty what may be redeemed; null for nothing
 * @param optionsVersion of the cart that the facts were gathered for; null for any
 * @param version likewise
 */
record ComputeRequest(
        @NotNull List<@NotNull @Valid Product> products,
        @NotNull List<@NotNull @Valid Store> stores,
        List<@NotNull @Valid DeliveryRate> deliveryRates,
        List<@NotNull @Valid Rule> promotions,
        List<@NotNull @Valid Coupon> coupons,
        @Valid Loyalty loyalty,
        Long optionsVersion,
        Long version) {

    ComputeRequest {
        deliveryRates = deliveryRates == null ? List.of() : deliveryRates;
        promotions = promotions == null ? List.of() : promotions;
        coupons = coupons == null ? List.of() : coupons;
    }

    record Product(
            @NotBlank String productId,
            @Size(max = 1_000) String name,
            @NotBlank @Size(max = 255) String storeId,

            @NotNull @PositiveOrZero @Digits(integer = 9, fraction = 2)
            BigDecimal price,

            String taxClass,
            List<@NotNull @Valid Variant> variants,
            List<@NotNull @Valid Addon> addons) {

        Product {
            variants = variants == null ? List.of() : variants;
            addons = addons == null ? List.of() : addons;
        }
    }

    record Variant(
            @NotBlank String variantId,
            String name,

            @NotNull @PositiveOrZero @Digits(integer = 9, fraction = 2)
            BigDecimal price) {}

    record Addon(
            @NotBlank String addonId,
            String name,

            @NotNull @PositiveOrZero @Digits(integer = 9, fraction = 2)
            BigDecimal price) {}

    record Store(
            @NotBlank String storeId,
            String name,
            @NotNull Boolean pricesIncludeTax,
            List<@NotNull @Valid TaxRate> taxRates) {

        Store {
            taxRates = taxRates == null ? List.of() : taxRates;
        }
    }

    /** {@code rate} is a fraction: 0.18 is 18 percent. */
    record TaxRate(
            @NotBlank String taxClass,
            @NotNull @PositiveOrZero @DecimalMax("1") BigDecimal rate) {}

    record DeliveryRate(
            @NotBlank String storeId,

            @NotNull @PositiveOrZero @Digits(integer = 9, fraction = 2)
            BigDecimal charge) {}

    /** What a promotion or coupon takes off, and of what: see "Compute" in the contract of the core services. */
    record Rule(
            @NotBlank String id,
            String title,
            @NotNull RuleType type,

            @PositiveOrZero @Digits(integer = 9, fraction = 2)
            BigDecimal value,

            @PositiveOrZero @Digits(integer = 9, fraction = 2)
            BigDecimal maxDiscount,

            @PositiveOrZero @Digits(integer = 9, fraction = 2)
            BigDecimal minSubtotal,

            List<@NotNull String> productIds,
            String storeId,
            Boolean stackable) {

        Rule {
            value = value == null ? BigDecimal.ZERO : value;
            minSubtotal = minSubtotal == null ? BigDecimal.ZERO : minSubtotal;
            productIds = productIds == null ? List.of() : productIds;
            stackable = Boolean.TRUE.equals(stackable);
        }
    }

    enum RuleType {
        PERCENT_OFF,
        AMOUNT_OFF,
        COMBO,
        FREE_DELIVERY
    }

    /** As many points as may be redeemed at most, each worth {@code pointValue} rupees. */
    record Loyalty(
            @NotNull @PositiveOrZero Integer points,

            @NotNull @Positive @Digits(integer = 9, fraction = 2)
            BigDecimal pointValue) {}

    record Coupon(
            @NotBlank String code,
            @NotNull CartMoney.CouponStatus status,
            String reason,
            @Valid Rule rule) {

        Coupon {
            // As the cart keeps it.
            code = code == null ? null : code.toUpperCase(Locale.ROOT);
        }
    }
}
