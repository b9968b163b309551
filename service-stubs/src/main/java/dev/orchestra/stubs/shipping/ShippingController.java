package dev.orchestra.stubs.shipping;

import dev.orchestra.stubs.shipping.ShippingRates.Tariff;
import dev.orchestra.stubs.support.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP face of the Shipping service. */
@RestController
@RequestMapping("/api/shipping")
class ShippingController {

    private final ShippingRates rates;

    ShippingController(ShippingRates rates) {
        this.rates = rates;
    }

    /** A cart without an address yet gets the rate of an address in reach. */
    @PostMapping("/calculate-rate")
    Rates calculateRate(@RequestBody @Valid RateQuestion question) {
        Tariff tariff = rates.tariff(question.deliveryOptionId())
                .orElseThrow(() -> new Refusal(
                        HttpStatus.NOT_FOUND,
                        "DELIVERY_OPTION_NOT_FOUND",
                        "There is no delivery by " + question.deliveryOptionId() + "."));
        rates.obstacle(question.addressId()).ifPresent(reason -> {
            throw new Refusal(HttpStatus.UNPROCESSABLE_CONTENT, "NOT_SERVICEABLE", reason)
                    .with("address_id", question.addressId());
        });
        return new Rates(question.stores().stream()
                .map(parcel -> new Rate(parcel.storeId(), tariff.charge(parcel.itemCount()), tariff.currency()))
                .toList());
    }

    record RateQuestion(
            @NotBlank String deliveryOptionId,
            String addressId,
            @NotNull @Size(max = 100) List<@Valid @NotNull Parcel> stores) {

        record Parcel(
                @NotBlank String storeId,
                @NotNull @Min(1) @Max(9_900) Integer itemCount) {}
    }

    record Rates(List<Rate> rates) {}

    record Rate(String storeId, BigDecimal charge, String currency) {}
}
