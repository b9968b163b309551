package dev.orchestra.ticket;

import dev.orchestra.api.IdempotencyKey;
import dev.orchestra.api.Pending;
import dev.orchestra.cart.CartRuns.Done;
import java.util.Optional;
import org.springframework.http.ResponseEntity;

/** How what became of a draft order is told over HTTP. */
final class DraftAnswers {

    private DraftAnswers() {}

    /** @param done empty when the run goes on */
    static ResponseEntity<Object> of(Optional<Done<TicketAnswer>> done) {
        if (done.isEmpty()) {
            return Pending.answer();
        }
        TicketOrder draft = done.get().answer().order();
        // One without seats is one still.
        ResponseEntity<Object> answer =
                draft == null ? ResponseEntity.noContent().build() : ResponseEntity.ok(TicketOrderAnswer.of(draft));
        return done.get().replayed()
                ? ResponseEntity.status(answer.getStatusCode())
                        .header(IdempotencyKey.REPLAYED, "true")
                        .body(answer.getBody())
                : answer;
    }
}
