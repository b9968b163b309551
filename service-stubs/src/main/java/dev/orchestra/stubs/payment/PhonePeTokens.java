package dev.orchestra.stubs.payment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.FormBody;
import okhttp3.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * The token that PhonePe takes in place of the client's secret. One is fetched at a time; from half its life on the next call fetches a
 * new one, and while that does not succeed the old one is good to its end.
 */
@Component
class PhonePeTokens {

    private static final Logger log = LoggerFactory.getLogger(PhonePeTokens.class);
    private static final Duration BEFORE_NEXT_TRY = Duration.ofSeconds(5);

    private final PhonePeProperties properties;
    private final GatewayHttp http;
    private final Clock clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile Token current;
    private volatile TryLater failure;

    @Autowired
    PhonePeTokens(PhonePeProperties properties, GatewayHttp http) {
        this(properties, http, Clock.systemUTC());
    }

    PhonePeTokens(PhonePeProperties properties, GatewayHttp http, Clock clock) {
        this.properties = properties;
        this.http = http;
        this.clock = clock;
    }

    /**
     * A token that is good now.
     *
     * @throws TryLater when there is none and none can be had
     */
    String token() {
        Token token = current;
        Instant now = clock.instant();
        if (token != null && now.isBefore(token.expiresAt())) {
            // Whoever comes while another fetches the next one goes on with this one.
            if (!now.isBefore(token.refreshAt()) && fetching.tryLock()) {
                try {
                    refresh(token);
                } finally {
                    fetching.unlock();
                }
            }
            return token.value();
        }
        TryLater before = failure;
        fetching.lock();
        try {
            if (current != null && current != token) {
                return current.value();
            }
            if (failure != before) {
                // Asked for while this call waited: it need not find out for itself.
                throw failure;
            }
            current = fetch();
            return current.value();
        } catch (TryLater unavailable) {
            failure = unavailable;
            throw unavailable;
        } finally {
            fetching.unlock();
        }
    }

    /** Says that PhonePe did not take this token. */
    void refused(String value) {
        fetching.lock();
        try {
            if (current != null && current.value().equals(value)) {
                current = null;
            }
        } finally {
            fetching.unlock();
        }
    }

    private void refresh(Token old) {
        if (current != old) {
            return;
        }
        try {
            current = fetch();
        } catch (TryLater unavailable) {
            log.warn("No new token of PhonePe; the old one is good until {}", old.expiresAt());
            current = new Token(old.value(), clock.instant().plus(BEFORE_NEXT_TRY), old.expiresAt());
        }
    }

    private Token fetch() {
        FormBody form = new FormBody.Builder()
                .add("client_id", properties.clientId())
                .add("client_secret", properties.clientSecret())
                .add("client_version", properties.clientVersion())
                .add("grant_type", "client_credentials")
                .build();
        Instant asked = clock.instant();
        try {
            JsonNode answer = http.call(
                    PhonePeGateway.NAME,
                    "token",
                    new Request.Builder().url(properties.authUrl()).post(form).build());
            String value = GatewayHttp.text(answer, "access_token");
            // By the gateway's clock alone, which may not be ours.
            long life = answer.path("expires_at").asLong(0)
                    - answer.path("issued_at").asLong(asked.getEpochSecond());
            if (value == null || life <= 0) {
                throw GatewayHttp.garbage(PhonePeGateway.NAME, "token");
            }
            return new Token(value, asked.plusSeconds(life / 2), asked.plusSeconds(life));
        } catch (GatewayDeclined declined) {
            log.error("PhonePe does not take the client's credentials: {}", declined.getMessage());
            throw TryLater.gatewayUnavailable(PhonePeGateway.NAME, null);
        }
    }

    private record Token(String value, Instant refreshAt, Instant expiresAt) {}
}
