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
        ResponseEntity<Object> answer =
                ofDraft(Optional.ofNullable(done.get().answer().order()));
        return done.get().replayed()
                ? ResponseEntity.status(answer.getStatusCode())
                        .header(IdempotencyKey.REPLAYED, "true")
                        .body(answer.getBody())
                : answer;
    }

    /** @param draft empty when there is none; one without seats is one still */
    static ResponseEntity<Object> ofDraft(Optional<TicketOrder> draft) {
        return draft.<ResponseEntity<Object>>map(order -> ResponseEntity.ok(TicketOrderAnswer.of(order)))
                .orElseGet(() -> ResponseEntity.noContent().build());
    }
}
