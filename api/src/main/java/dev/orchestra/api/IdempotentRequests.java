package dev.orchestra.api;

import dev.orchestra.store.IdempotentAnswers;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Optional;
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
        Optional<String> key = IdempotencyKeys.sent(request);
        if (key.isEmpty()) {
            return operation.get();
        }
        var name = new IdempotentAnswers.Name(owner.ownerId(), route, key.get());
        IdempotentAnswers.Claim claim = answers.claim(name, fingerprint);
        if (!claim.bodyHash().equals(fingerprint)) {
            throw new Problem(ErrorCode.IDEMPOTENCY_KEY_REUSED, "This Idempotency-Key came with another body before.");
        }
        if (claim.answer() != null) {
            RequestLog.replayed(request);
            return replayed(told(claim.answer()));
        }
        ResponseEntity<Object> answer = keep(name, request, operation);
        return claim.first() ? answer : replayed(answer);
    }

    private ResponseEntity<Object> keep(
            IdempotentAnswers.Name name, HttpServletRequest request, Supplier<ResponseEntity<Object>> operation) {
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
            if (!isFinal(refused.code().status())) {
                release(name);
                throw refused;
            }
            RequestLog.outcome(request, refused.code());
            // As Spring does for the problems that are not kept.
            refused.body().setInstance(URI.create(request.getRequestURI()));
            return told(keep(name, refused.code().status(), MediaType.APPLICATION_PROBLEM_JSON, refused.body()));
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
        var answer = new IdempotentAnswers.Answer(status.value(), type.toString(), json.writeValueAsBytes(body));
        try {
            return answers.keep(name, answer);
        } catch (DataAccessException | TransactionException away) {
            // It is done and its caller shall know: a repetition attaches to the run and hears the same.
            log.warn("An answer could not be kept for a repetition: {}", away.getMessage());
            return answer;
        }
    }

    private void release(IdempotentAnswers.Name name) {
        try {
            answers.release(name);
        } catch (DataAccessException | TransactionException away) {
            log.warn("A key could not be released, its repetition will be marked as one: {}", away.getMessage());
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
