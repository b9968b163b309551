package dev.orchestra.stubs.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.StubsTest;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@ActiveProfiles("unsafe")
@DirtiesContext
class UnsafeNoDedupTest extends StubsTest {

    @DynamicPropertySource
    static void broken(DynamicPropertyRegistry registry) {
        String database = newDatabase("unsafe_no_dedup");
        registry.add("spring.datasource.url", () -> database);
        registry.add("ORCHESTRA_UNSAFE", () -> "no-dedup");
    }

    private final String owner = "own_" + newKey();
    private final String order = Ids.next("order");
    private final String attempt = Ids.next("pa");

    @Test
    void aWalletIsDebitedAndCreditedAgain() {
        String wallet =
                post("/api/wallets", "{\"owner_id\": \"%s\"}".formatted(owner)).text("/wallet_id");
        post("/api/wallets/" + wallet + "/credit", "{\"amount\": 500.00, \"currency\": \"INR\", \"reason\": \"gift\"}");
        String debit = """
                {"attempt_id": "%s", "payment_id": "pay_1", "order_id": "%s", "owner_id": "%s", "payment_mode": "WALLET",
                 "gateway": "STORE-WALLET", "amount": 50.00, "currency": "INR", "wallet_id": "%s",
                 "wallet_authorization_id": "%s"}""".formatted(attempt, order, owner, wallet, authorized(wallet));
        String key = newKey();

        assertThat(post("/api/payments/initiate", debit, key).text("/status")).isEqualTo("CAPTURED");
        assertThat(post("/api/payments/initiate", debit, key).text("/status")).isEqualTo("CAPTURED");
        assertThat(balance(wallet)).isEqualByComparingTo("400.00");

        String refund = """
                {"order_id": "%s", "attempt_id": "%s", "refund_id": "%s", "amount": 50.00, "currency": "INR"}""".formatted(order, attempt, Ids.next("rf"));
        assertThat(post("/api/payments/refund", refund, key + "/refund").text("/status"))
                .isEqualTo("COMPLETED");
        assertThat(post("/api/payments/refund", refund, key + "/refund").text("/status"))
                .isEqualTo("COMPLETED");
        assertThat(balance(wallet)).isEqualByComparingTo("500.00");
    }

    @Test
    void aMessageIsSentAgainAndAnEventStoredAgain() {
        String message = """
                {"order_id": "%s", "owner_id": "%s", "template": "ORDER_PLACED", "channels": ["SMS"], "data": {}}""".formatted(order, owner);
        String event = """
                {"event": "ORDER_PLACED", "order_id": "%s", "occurred_at": "2026-01-01T12:00:00Z", "data": {}}""".formatted(order);
        String key = newKey();
        for (int times = 0; times < 2; times++) {
            assertThat(post("/api/notifications/send", message, key).status()).isEqualTo(200);
            assertThat(post("/api/events/publish", event, key).status()).isEqualTo(200);
        }

        assertThat(get("/api/notifications?order_id=" + order).body().at("/notifications"))
                .hasSize(2);
    }

    @Test
    void whatWasUndoneStaysUndone() {
        String key = newKey();
        post(
                "/api/inventory/release-reservations",
                "{\"order_id\": \"%s\"}".formatted(order),
                newKey(),
                "Undo-Of",
                key);

        assertThat(post("/api/inventory/reserve", """
                                {"order_id": "%s", "cart_id": "cart_1", "ttl_seconds": 60,
                                 "items": [{"product_id": "prod_456", "quantity": 1}]}""".formatted(order), key).text("/code"))
                .isEqualTo("UNDONE");
    }

    private String authorized(String wallet) {
        String what = "\"owner_id\": \"%s\", \"cart_id\": \"cart_1\", \"amount\": 50.00, \"currency\": \"INR\""
                .formatted(owner);
        post("/api/wallets/" + wallet + "/otp", "{" + what + "}");
        String password = get("/simulators/phones/" + wallet).text("/messages/0/otp");
        return post(
                        "/api/wallets/" + wallet + "/authorizations",
                        "{" + what + ", \"attempt\": 1, \"otp\": \"" + password + "\"}")
                .text("/wallet_authorization_id");
    }

    private BigDecimal balance(String wallet) {
        return get("/api/wallets/" + wallet).body().at("/balance").decimalValue();
    }
}
