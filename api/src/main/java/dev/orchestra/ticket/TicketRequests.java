package dev.orchestra.ticket;

import dev.orchestra.api.Caller;
import dev.orchestra.api.IdempotentRequests;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link IdempotentRequests} whose answer is an order of seats. It tells its caller how they named themselves, which with a guest is all that is needed to be them: that is added
 * to each answer, and never kept.
 */
@Component
public class TicketRequests {

    private final IdempotentRequests requests;
    private final JsonMapper json;

    public TicketRequests(IdempotentRequests requests, JsonMapper json) {
        this.requests = requests;
        this.json = json;
    }

    /** As {@link IdempotentRequests#once}. */
    ResponseEntity<Object> once(
            Caller caller,
            String route,
            HttpServletRequest request,
            String fingerprint,
            Supplier<ResponseEntity<Object>> operation) {
        return told(caller, requests.once(caller.owner(), route, request, fingerprint, operation));
    }

    /** As {@link IdempotentRequests#onceAccepted}. */
    public ResponseEntity<Object> onceAccepted(
            Caller caller,
            String route,
            HttpServletRequest request,
            String fingerprint,
            Function<IdempotentRequests.Pin, ResponseEntity<Object>> operation) {
        return told(caller, requests.onceAccepted(caller.owner(), route, request, fingerprint, operation));
    }

    private ResponseEntity<Object> told(Caller caller, ResponseEntity<Object> answer) {
        if (!answer.getStatusCode().isSameCodeAs(HttpStatus.OK)) {
            return answer;
        }
        TicketOrderAnswer order = answer.getBody() instanceof byte[] kept
                ? json.readValue(kept, TicketOrderAnswer.class)
                : (TicketOrderAnswer) answer.getBody();
        return ResponseEntity.status(answer.getStatusCode())
                .headers(answer.getHeaders())
                .body(order.to(caller));
    }
}
