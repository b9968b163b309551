package dev.orchestra.ticket;

import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.math.BigDecimal;
import tools.jackson.databind.PropertyNamingStrategies.LowerCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Body of {@code POST /cart/add} (ticket flow, "Request Body").
 *
 * @param reservationId null: the seat is reserved on the spot. What is no UUID is no reservation either.
 */
@JsonNaming(LowerCamelCaseStrategy.class)
public record AddSeatRequest(
        String reservationId,

        @NotNull(message = "is needed") @Pattern(regexp = UuidText.PATTERN, message = UuidText.MESSAGE)
        String seatId,

        @NotNull(message = "is needed")
        @DecimalMin(value = "0.00", message = "must not be negative")
        @Digits(integer = 10, fraction = 2, message = "must have at most 2 decimals")
        BigDecimal price,

        String userId,
        String guestToken) {

    @Override
    public String toString() {
        return "AddSeatRequest[reservationId=" + reservationId + ", seatId=" + seatId + ", price=" + price + "]";
    }
}
