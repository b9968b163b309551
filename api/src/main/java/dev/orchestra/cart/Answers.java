package dev.orchestra.cart;

import dev.orchestra.api.IdempotencyKey;
import dev.orchestra.api.Pending;
import dev.orchestra.cart.CartRuns.Done;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;

/** How what became of a run is told over HTTP. */
final class Answers {

    private Answers() {}

    /** @param done empty when the run goes on */
    static <A> ResponseEntity<Object> of(Optional<Done<A>> done, Function<A, Object> body) {
        if (done.isEmpty()) {
            return Pending.answer();
        }
        ResponseEntity.BodyBuilder ok = ResponseEntity.ok();
        if (done.get().replayed()) {
            ok.header(IdempotencyKey.REPLAYED, "true");
        }
        return ok.body(body.apply(done.get().answer()));
    }
}
