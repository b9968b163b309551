package dev.orchestra.stubs.payment;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls of gateways: pooled connections, short time limits, no redirects. What a gateway sends is read by name, so that fields nobody
 * asked for are no matter. Neither bodies nor headers are logged.
 */
@Component
class GatewayHttp implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(GatewayHttp.class);
    private static final MediaType JSON = MediaType.get("application/json");
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);
    private static final long MOST_BYTES = 1 << 20;
    private static final int LONGEST_CODE = 64;

    private final JsonMapper json;
    private final OkHttpClient http;

    GatewayHttp(JsonMapper json, @Value("${stubs.payment.gateway-timeout}") Duration callLimit) {
        this.json = json;
        this.http = new OkHttpClient.Builder()
                .connectTimeout(CONNECT_LIMIT)
                .readTimeout(callLimit)
                .writeTimeout(callLimit)
                .callTimeout(callLimit)
                // Shorter than servers keep a connection that is not used, as a request is not sent twice unasked.
                .connectionPool(new ConnectionPool(32, 10, TimeUnit.SECONDS))
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .build();
    }

    RequestBody body(Object content) {
        return RequestBody.create(json.writeValueAsBytes(content), JSON);
    }

    /**
     * Calls a gateway.
     *
     * @param what the call, for the log
     * @return the JSON object of a 2xx answer
     * @throws GatewayDeclined for a 4xx that no retry helps
     * @throws TryLater for everything else, no JSON in a 2xx answer too
     */
    JsonNode call(String gateway, String what, Request request) throws GatewayDeclined {
        try (Response response = http.newCall(request).execute()) {
            JsonNode body = read(response);
            int status = response.code();
            if (response.isSuccessful() && body.isObject()) {
                return body;
            }
            if (status / 100 == 4 && status != 408 && status != 409 && status != 425 && status != 429) {
                throw new GatewayDeclined(status, code(body));
            }
            log.warn("{} answered {} with {}{}", gateway, what, status, response.isSuccessful() ? " and no JSON" : "");
            throw TryLater.gatewayUnavailable(gateway, retryAfter(response.header("Retry-After")));
        } catch (InterruptedIOException late) {
            log.warn("{} did not answer {} in time", gateway, what);
            throw TryLater.gatewayUnavailable(gateway, null);
        } catch (IOException broken) {
            log.warn(
                    "{} could not be asked for {}: {}",
                    gateway,
                    what,
                    broken.getClass().getSimpleName());
            throw TryLater.gatewayUnavailable(gateway, null);
        }
    }

    /** What a gateway says makes no sense. */
    static TryLater garbage(String gateway, String what) {
        log.warn("{} answered {} with something that cannot be", gateway, what);
        return TryLater.gatewayUnavailable(gateway, null);
    }

    /** A text of an answer; null when there is none. */
    static String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isValueNode() && !value.isNull() && !value.asString("").isEmpty() ? value.asString() : null;
    }

    /** A text that names something and has a place in the database; null when it has not. */
    static String id(JsonNode node, String name) {
        String id = text(node, name);
        return id == null || id.length() > 64 ? null : id;
    }

    /** An amount in paise, as one in rupees with two decimals; null when there is none. */
    static BigDecimal amount(JsonNode node, String name) {
        JsonNode paise = node.path(name);
        return paise.isIntegralNumber() && paise.canConvertToLong() && paise.longValue() >= 0
                ? BigDecimal.valueOf(paise.longValue(), 2)
                : null;
    }

    static long paise(BigDecimal amount) {
        return amount.movePointRight(2).longValueExact();
    }

    /** PhonePe has its code at the top, Razorpay in {@code error}. */
    private static String code(JsonNode body) {
        JsonNode error = body.path("error").isObject() ? body.path("error") : body;
        String code = text(error, "code") == null ? text(error, "errorCode") : text(error, "code");
        return code == null || code.length() <= LONGEST_CODE ? code : code.substring(0, LONGEST_CODE);
    }

    private JsonNode read(Response response) throws IOException {
        BufferedSource source = response.body().source();
        if (source.request(MOST_BYTES + 1)) {
            return json.missingNode();
        }
        try {
            return json.readTree(source.readByteArray());
        } catch (JacksonException garbage) {
            return json.missingNode();
        }
    }

    /** Seconds, also of an HTTP date; null when it is neither. */
    private static Long retryAfter(String header) {
        if (header == null) {
            return null;
        }
        if (header.strip().matches("\\d{1,6}")) {
            return Long.valueOf(header.strip());
        }
        try {
            Instant then = ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Math.max(0, Duration.between(Instant.now(), then).toSeconds() + 1);
        } catch (DateTimeParseException neither) {
            return null;
        }
    }

    @Override
    public void destroy() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
