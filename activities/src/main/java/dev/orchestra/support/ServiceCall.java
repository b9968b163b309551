package dev.orchestra.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orchestra.support.Step.Service;
import io.temporal.activity.Activity;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.ByteString;

/**
 * One call of a core service. What comes back is the answer, or an {@link ApplicationFailure} that says what the lack of one means:
 *
 * <ul>
 *   <li>a refusal (4xx) is not retryable; its type is the problem's code and its only detail the {@link ServiceProblem};
 *   <li>everything else (408, 429, 5xx, no connection, no answer in time, an answer that cannot be read) is retryable and of type {@link
 *       #SERVICE_ERROR}, not before the service's own {@code Retry-After} when it sent one with 429 or 503.
 * </ul>
 *
 * <p>Failures carry neither bodies nor addresses: they are kept in histories and logs, where nothing personal may be.
 */
public final class ServiceCall {

    /** The type of the failure when it is not known what the call did, if anything. */
    public static final String SERVICE_ERROR = "SERVICE_ERROR";

    /** A service that asks for more patience is asked again all the same. */
    static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(10);

    /** What a person is told to wait at most. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private static final long LONGEST_PROBLEM = 64L * 1024;

    /** Enough to tell a few bodies of one key from each other. */
    private static final int BODY_HASH_DIGITS = 16;

    private static final MediaType JSON = MediaType.get("application/json");

    private final OkHttpClient http;
    private final Service service;
    private final HttpUrl.Builder url;
    private final Request.Builder request = new Request.Builder();
    private ObjectMapper json = ServiceJson.MAPPER;
    private boolean mayBeEmpty;

    ServiceCall(OkHttpClient http, Service service, HttpUrl.Builder url) {
        this.http = http;
        this.service = service;
        this.url = url;
    }

    /** Makes it one of an endpoint whose bodies are in camel case; problems are as everywhere. */
    public ServiceCall camelCase() {
        json = ServiceJson.CAMEL_CASE;
        return this;
    }

    /** Adds a query parameter, unless it is null. */
    public ServiceCall query(String name, String value) {
        if (value != null) {
            url.addQueryParameter(name, value);
        }
        return this;
    }

    /** Makes it a write that happens once, however often it is sent. */
    public ServiceCall idempotent(String key) {
        request.header("Idempotency-Key", key);
        return this;
    }

    /** Makes it the undo of an earlier write; the answer is null when the service had nothing to undo and so nothing to show. */
    public ServiceCall undo(Undo<?> undo) {
        mayBeEmpty = true;
        if (undo.undoOf() != null) {
            request.header("Undo-Of", undo.undoOf());
        }
        return idempotent(undo.key());
    }

    /** Presents the checkout attempt that holds a cart's lock; null for an open cart. */
    public ServiceCall attempt(Integer attempt) {
        if (attempt != null) {
            request.header("Checkout-Attempt", attempt.toString());
        }
        return this;
    }

    public <T> T get(Class<T> answer) {
        request.get();
        return send(answer);
    }

    public <T> T post(Object body, Class<T> answer) {
        request.post(requestBody(body));
        return send(answer);
    }

    /**
     * What a service said to one who is no activity.
     *
     * @param answer null when it refused
     * @param refusal its problem (RFC 9457), null when it answered
     * @param retryAfter when it may be asked again, null when it does not say
     */
    public record Said<T>(T answer, JsonNode refusal, Duration retryAfter) {}

    /**
     * As {@link #post}, for a request of a person, who shall hear more of a refusal than a run needs: it comes as the service said it, 429 as well. A 4xx without a code
     * is one of {@link #post}.
     */
    public <T> Said<T> ask(Object body, Class<T> answer) {
        request.post(requestBody(body));
        try (Response response = newCall().execute()) {
            int status = response.code();
            if (status >= 400 && status < 500) {
                JsonNode problem = tree(response.peekBody(LONGEST_PROBLEM).bytes());
                if (problem != null && problem.path("code").isTextual()) {
                    return new Said<>(null, problem, patience(response.header("Retry-After"), LONGEST_WAIT));
                }
            }
            return new Said<>(read(response, answer), null, null);
        } catch (IOException broken) {
            throw noAnswer(broken);
        }
    }

    private static JsonNode tree(byte[] body) {
        try {
            return ServiceJson.MAPPER.readTree(body);
        } catch (IOException notJson) {
            return null;
        }
    }

    /** A write that happens once for each body that comes with the key, which is made longer by 17 characters. */
    public <T> T postOncePerBody(String key, Object body, Class<T> answer) {
        byte[] bytes = bytes(body);
        idempotent(key + "/" + ByteString.of(bytes).sha256().hex().substring(0, BODY_HASH_DIGITS));
        request.post(RequestBody.create(bytes, JSON));
        return send(answer);
    }

    public <T> T put(Object body, Class<T> answer) {
        request.put(requestBody(body));
        return send(answer);
    }

    public <T> T delete(Class<T> answer) {
        request.delete();
        return send(answer);
    }

    /** Asks without waiting; the failure of the future is what {@link #get} would have thrown. */
    public <T> CompletableFuture<T> getAsync(Class<T> answer) {
        request.get();
        CompletableFuture<T> result = new CompletableFuture<>();
        newCall().enqueue(new Callback() {
            @Override
            public void onResponse(Call call, Response response) {
                try (response) {
                    result.complete(read(response, answer));
                } catch (IOException broken) {
                    result.completeExceptionally(noAnswer(broken));
                } catch (RuntimeException failure) {
                    result.completeExceptionally(failure);
                }
            }

            @Override
            public void onFailure(Call call, IOException broken) {
                result.completeExceptionally(noAnswer(broken));
            }
        });
        return result;
    }

    private <T> T send(Class<T> answer) {
        try (Response response = newCall().execute()) {
            return read(response, answer);
        } catch (IOException broken) {
            throw noAnswer(broken);
        }
    }

    private Call newCall() {
        Call call = http.newCall(request.url(url.build()).build());
        call.timeout().timeout(limit().toNanos(), java.util.concurrent.TimeUnit.NANOSECONDS);
        return call;
    }

    /** A call that outlives its activity would keep a thread for an answer that nobody reads. */
    private static Duration limit() {
        Duration activity;
        try {
            activity = Activity.getExecutionContext().getInfo().getStartToCloseTimeout();
        } catch (IllegalStateException notInAnActivity) {
            // The SDK has no other way to ask. The API makes some of the same calls for a read without side effects.
            return StepCatalogue.DIRECT_CALL;
        }
        boolean shorter = !activity.isZero() && activity.compareTo(ServiceClient.CALL_LIMIT) < 0;
        return shorter ? activity : ServiceClient.CALL_LIMIT;
    }

    private <T> T read(Response response, Class<T> answer) throws IOException {
        int status = response.code();
        byte[] body = response.body().bytes();
        if (status >= 400 && status < 500 && status != 408 && status != 429) {
            throw refusal(status, body);
        }
        if (!response.isSuccessful()) {
            throw unavailable(status, response.header("Retry-After"));
        }
        if (body.length == 0 && mayBeEmpty) {
            return null;
        }
        try {
            T value = json.readValue(body, answer);
            if (value != null || mayBeEmpty) {
                return value;
            }
        } catch (IOException unreadable) {
            // Its message would quote the body.
        }
        throw error("sent an answer that cannot be read (status " + status + ")", null);
    }

    private ApplicationFailure refusal(int status, byte[] body) {
        ServiceProblem problem = problem(status, body);
        return ApplicationFailure.newNonRetryableFailure(
                service.id() + " refused (status " + status + ", " + problem.code() + ")", problem.code(), problem);
    }

    private static ServiceProblem problem(int status, byte[] body) {
        try {
            ServiceProblem problem = ServiceJson.MAPPER.readValue(body, ServiceProblem.class);
            if (problem != null && problem.code() != null) {
                return new ServiceProblem(
                        status,
                        problem.code(),
                        problem.detail(),
                        problem.orderId(),
                        problem.attempt(),
                        problem.items(),
                        problem.productIds());
            }
        } catch (IOException notAProblem) {
            // A proxy's page, for example: the status is all there is to know.
        }
        return new ServiceProblem(status, "HTTP_" + status, null, null, null, null, null);
    }

    private ApplicationFailure unavailable(int status, String retryAfter) {
        boolean asksForPatience = status == 429 || status == 503;
        return error(
                "answered with status " + status, asksForPatience ? patience(retryAfter, LONGEST_RETRY_AFTER) : null);
    }

    /** The header's seconds; null when there are none, so that the step's own retry policy decides. */
    private static Duration patience(String retryAfter, Duration most) {
        if (retryAfter == null || !retryAfter.matches("\\d{1,9}")) {
            return null;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(retryAfter));
        return asked.compareTo(most) < 0 ? asked : most;
    }

    private ApplicationFailure noAnswer(IOException broken) {
        return error("did not answer (" + broken.getClass().getSimpleName() + ")", null);
    }

    private ApplicationFailure error(String what, Duration nextRetryDelay) {
        return ApplicationFailure.newBuilder()
                .setType(SERVICE_ERROR)
                .setMessage(service.id() + " " + what)
                .setNextRetryDelay(nextRetryDelay)
                .build();
    }

    private RequestBody requestBody(Object body) {
        return RequestBody.create(bytes(body), JSON);
    }

    private byte[] bytes(Object body) {
        try {
            return json.writeValueAsBytes(body);
        } catch (JsonProcessingException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
