package dev.orchestra.stubs.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.StubsTest;
import dev.orchestra.stubs.support.Ids;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NotificationTest extends StubsTest {

    private static final String SEND = "/api/notifications/send";

    @Test
    void keepsWhatItSent() {
        String order = Ids.next("order");

        Answer sent = post(SEND, confirmation(order, "\"EMAIL\", \"SMS\", \"PUSH\""));

        assertThat(sent.body()
                        .at("/sent")
                        .valueStream()
                        .map(each -> each.at("/channel").stringValue()))
                .containsExactlyInAnyOrder("EMAIL", "SMS", "PUSH");
        Answer kept = get("/api/notifications?order_id=" + order);
        assertThat(kept.body().at("/notifications")).hasSize(3);
        assertThat(kept.text("/notifications/0/template")).isEqualTo("ORDER_CONFIRMATION");
        assertThat(kept.text("/notifications/0/data/number")).isEqualTo("ORD-2026-1234");
        assertThat(kept.text("/notifications/0/sent_at")).endsWith("Z");
    }

    @Test
    void nobodyGetsTheSameMessageTwice() {
        String order = Ids.next("order");

        List<Answer> answers = IntStream.range(0, 8)
                .mapToObj(each -> sendAsync("POST", SEND, confirmation(order, "\"SMS\""), "Idempotency-Key", newKey()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(answers)
                .extracting(answer -> answer.text("/sent/0/id"))
                .containsOnly(answers.get(0).text("/sent/0/id"));
        assertThat(get("/api/notifications?order_id=" + order).body().at("/notifications"))
                .hasSize(1);
    }

    @Test
    void refusesAChannelThatThereIsNot() {
        assertThat(post(SEND, confirmation("order_1", "\"PIGEON\"")).status()).isEqualTo(400);
        assertThat(post(SEND, confirmation("order_1", "")).status()).isEqualTo(400);
    }

    private static String confirmation(String order, String channels) {
        return """
                {"order_id": "%s", "owner_id": "own_1", "template": "ORDER_CONFIRMATION", "channels": [%s],
                 "data": {"number": "ORD-2026-1234"}}""".formatted(order, channels);
    }
}
