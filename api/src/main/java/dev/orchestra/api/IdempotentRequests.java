package dev.orchestra.api;

import dev.orchestra.store.IdempotentAnswers;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers a write that its caller named by an {@code Idempotency-Key} once: a repetition gets the first answer again, byte for byte, for a day. It is
 * the operation that is done once, by the id of its run, which comes from the key as well; here is only what was said about it.
 */
@Component
public class IdempotentRequests {

    private static final Logger log = LoggerFactory.getLogger(IdempotentRequests.class);

    /** What an operation has found and a repetition goes on with, kept with the key of the request; without a key nothing is kept. */
    public interface Pin {

        /** What this request, or one before it with the same key, has pinned. */
        Optional<String> pinned();

        /** @return what is pinned from now on: of several requests at once, that of the first */
        String pin(String value);

        /** Whether a request with the same key came before, or is being answered: what this one is told may be what that one was told. */
        default boolean repeated() {
            return false;
        }

        /** It is over with what was pinned: what comes next finds something new. */
        void drop();
    }

    private final IdempotentAnswers answers;
    private final JsonMapper json;

    public IdempotentRequests(IdempotentAnswers answers, JsonMapper json) {
        this.answers = answers;
        this.json = json;
    }

    /**
     * Runs the operation, or gives the answer that it had. While an earlier request with the same key and body has no answer the operation is run as well: it must
     * attach to the run that is on its way. What may be better next time (5xx, 202, 429) is not kept. Without a key of the caller nothing is kept.
     *
     * @param route the operation, such as {@code POST /cart/items}: a key means something else elsewhere
     * @param request of a route that {@link IdempotencyKeys} gave a key
     * @param fingerprint of everything that tells the request from another, by {@link Fingerprint}
     * @throws Problem IDEMPOTENCY_KEY_REUSED when the key came with another fingerprint before, or what the operation throws
     */
    public ResponseEntity<Object> once(
            Owner owner,
            String route,
            HttpServletRequest request,
            String fingerprint,
            Supplier<ResponseEntity<Object>> operation) {
        return once(owner, route, request, fingerprint, true, pin -> operation.get());
    }

    /**
     * As {@link #once}, but a refusal is not kept and drops the pin: the repetition is judged afresh. For an operation that finds by itself what it is about, which can
     * be something else by the time of a repetition: it pins that before it begins.
     */
    public ResponseEntity<Object> onceAccepted(
            Owner owner,
            String route,
            HttpServletRequest request,
            String fingerprint,
            Function<Pin, ResponseEntity<Object>> operation) {
        return once(owner, route, request, fingerprint, false, operation);
    }

    private ResponseEntity<Object> once(
            Owner owner,
            String route,
            HttpServletRequest request,
            String fingerprint,
            boolean refusalsToo,
            Function<Pin, ResponseEntity<Object>> operation) {
        Optional<String> key = IdempotencyKeys.sent(request);
        if (key.isEmpty()) {
            return operation.apply(new PinOfKey(null, null, false));
        }
        var name = new IdempotentAnswers.Name(owner.ownerId(), route, key.get());
        IdempotentAnswers.Claim claim = answers.claim(name, fingerprint);
        if (!claim.bodyHash().equals(fingerprint)) {
            throw IdempotencyKey.reused();
        }
        if (claim.answer() != null) {
            RequestLog.replayed(request);
            return replayed(told(claim.answer()));
        }
        PinOfKey pin = new PinOfKey(name, claim.pinned(), claim.known());
        ResponseEntity<Object> answer = keep(name, request, refusalsToo, pin, () -> operation.apply(pin));
        return claim.first() ? answer : replayed(answer);
    }

    private ResponseEntity<Object> keep(
            IdempotentAnswers.Name name,
            HttpServletRequest request,
            boolean refusalsToo,
            Pin pin,
            Supplier<ResponseEntity<Object>> operation) {
        try {
            ResponseEntity<Object> answer = operation.get();
            if (!isFinal(answer.getStatusCode())) {
                if (!answer.getStatusCode().isSameCodeAs(HttpStatus.ACCEPTED)) {
                    release(name);
                }
                return answer;
            }
            MediaType type = answer.getHeaders().getContentType();
            var kept = keep(
                    name, answer.getStatusCode(), type == null ? MediaType.APPLICATION_JSON : type, answer.getBody());
            return ResponseEntity.status(kept.status())
                    .headers(answer.getHeaders())
                    .headers(headers -> headers.setContentType(MediaType.parseMediaType(kept.contentType())))
                    .body(kept.body());
        } catch (Problem refused) {
            if (!refusalsToo || !isFinal(refused.code().status())) {
                // What was pinned has been judged; unless nobody could ask for it.
                if (refused.code() != ErrorCode.ORCHESTRATION_UNAVAILABLE) {
                    quietly(pin::drop);
                }
                release(name);
                throw refused;
            }
            RequestLog.outcome(request, refused.code());
            // As Spring does for the problems that are not kept.
            refused.body().setInstance(URI.create(request.getRequestURI()));
            var told = ErrorInWords.Told.of(refused, request);
            return told(keep(name, refused.code().status(), told.type(), told.body()));
        } catch (RuntimeException failed) {
            release(name);
            throw failed;
        }
    }

    private static boolean isFinal(HttpStatusCode status) {
        return !status.is5xxServerError()
                && !status.isSameCodeAs(HttpStatus.ACCEPTED)
                && !status.isSameCodeAs(HttpStatus.TOO_MANY_REQUESTS);
    }

    private IdempotentAnswers.Answer keep(
            IdempotentAnswers.Name name, HttpStatusCode status, MediaType type, Object body) {
        var answer = new IdempotentAnswers.Answer(
                status.value(), type.toString(), body == null ? new byte[0] : json.writeValueAsBytes(body));
        try {
            return answers.keep(name, answer);
        } catch (DataAccessException | TransactionException away) {
            // It is done and its caller shall know: a repetition attaches to the run and hears the same.
            log.warn("An answer could not be kept for a repetition: {}", away.getMessage());
            return answer;
        }
    }

    private void release(IdempotentAnswers.Name name) {
        quietly(() -> answers.release(name));
    }

    /** Its caller shall hear what became of the operation: a repetition can do with what is not noted. */
    private static void quietly(Runnable note) {
        try {
            note.run();
        } catch (DataAccessException | TransactionException away) {
            log.warn("The end of a request could not be noted with its key: {}", away.getMessage());
        }
    }

    private final class PinOfKey implements Pin {

        private final IdempotentAnswers.Name name;
        private final boolean repeated;
        private String value;

        /** @param name null without a key */
        PinOfKey(IdempotentAnswers.Name name, String value, boolean repeated) {
            this.name = name;
            this.value = value;
            this.repeated = repeated;
        }

        @Override
        public boolean repeated() {
            return repeated;
        }

        @Override
        public Optional<String> pinned() {
            return Optional.ofNullable(value);
        }

        @Override
        public String pin(String found) {
            value = name == null ? found : answers.pin(name, found);
            return value;
        }

        @Override
        public void drop() {
            if (name != null && value != null) {
                answers.unpin(name, value);
            }
            value = null;
        }
    }

    private static ResponseEntity<Object> told(IdempotentAnswers.Answer answer) {
        return ResponseEntity.status(answer.status())
                .contentType(MediaType.parseMediaType(answer.contentType()))
                .body(answer.body());
    }

    private static ResponseEntity<Object> replayed(ResponseEntity<Object> answer) {
        return ResponseEntity.status(answer.getStatusCode())
                .headers(answer.getHeaders())
                .headers(headers -> headers.set(IdempotencyKey.REPLAYED, "true"))
                .body(answer.getBody());
    }
}
