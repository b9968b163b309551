package dev.orchestra.ticket;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.hibernate.validator.constraints.UniqueElements;
import tools.jackson.databind.PropertyNamingStrategies.LowerCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Body of {@code POST /reservations} (ticket flow, "Workflow", Reserve Seat).
 *
 * @param eventId the show; absent: the seats' own
 */
@JsonNaming(LowerCamelCaseStrategy.class)
public record ReserveRequest(
        @Pattern(regexp = UuidText.PATTERN, message = UuidText.MESSAGE)
        String eventId,

        @NotNull(message = "is needed")
        @Size(min = 1, max = 10, message = "must have 1 to 10 entries")
        @UniqueElements(message = "must name each seat once")
        List<
                        @NotNull(message = "must not be null")
                        @Pattern(regexp = UuidText.PATTERN, message = UuidText.MESSAGE) String>
                seatIds,

        String userId,
        String guestToken) {

    @Override
    public String toString() {
        return "ReserveRequest[eventId=" + eventId + ", seatIds=" + seatIds + "]";
    }
}
