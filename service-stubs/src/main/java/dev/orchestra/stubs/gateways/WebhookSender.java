package dev.orchestra.stubs.gateways;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Sends messages to the merchant, at least once each: a message is done when the merchant has answered 2xx within five
 * seconds, and sent again by the gateway's schedule until then.
 */
@Component
class WebhookSender implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(WebhookSender.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Webhooks webhooks;
    private final RetrySchedule schedule;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final Worker worker = new Worker("gateway-webhooks", this::sendDue);

    WebhookSender(Webhooks webhooks, GatewayProperties properties) {
        this.webhooks = webhooks;
        this.schedule = new RetrySchedule(properties.retryFactor());
    }

    @TransactionalEventListener(fallbackExecution = true)
    void written(Webhooks.Written webhook) {
        worker.wake();
    }

    @Override
    public void start() {
        worker.start();
    }

    @Override
    public void stop() {
        worker.stop();
    }

    @Override
    public boolean isRunning() {
        return worker.isRunning();
    }

    private Duration sendDue() {
        Instant now = Instant.now();
        List<Webhook> due = webhooks.claim(now);
        due.forEach(this::send);
        if (!due.isEmpty()) {
            return Duration.ZERO;
        }
        return webhooks.nextDue(now).map(Worker::until).orElse(Worker.LOOK_AGAIN);
    }

    private void send(Webhook webhook) {
        HttpRequest.Builder request = HttpRequest.newBuilder(webhook.url())
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(webhook.body()));
        webhook.headers().forEach(request::header);
        http.sendAsync(request.build(), BodyHandlers.discarding()).whenComplete((answer, failure) -> {
            try {
                note(webhook, answer, failure);
            } catch (RuntimeException unnoted) {
                if (isRunning()) {
                    log.warn("What became of webhook {} was not noted: {}", webhook.id(), unnoted.getMessage());
                }
            }
            worker.wake();
        });
    }

    private void note(Webhook webhook, HttpResponse<Void> answer, Throwable failure) {
        if (failure == null && answer.statusCode() / 100 == 2) {
            webhooks.delivered(webhook, answer.statusCode());
            return;
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        Instant next = schedule.next(webhook, Instant.now());
        webhooks.failed(
                webhook,
                answer == null ? null : answer.statusCode(),
                cause == null ? null : cause.getClass().getSimpleName(),
                next);
        if (next == null) {
            log.warn("Webhook {} {} was not taken in {} attempts", webhook.event(), webhook.id(), webhook.attempts());
        }
    }
}
