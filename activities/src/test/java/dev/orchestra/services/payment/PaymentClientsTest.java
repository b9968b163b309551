package dev.orchestra.services.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.services.payment.PaymentService.Initiate;
import dev.orchestra.support.ServiceAddresses;
import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.ServiceJson;
import dev.orchestra.support.Write;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Payment service gets to see, and what its answers mean to a request of a customer. */
@Timeout(30)
class PaymentClientsTest {

    private static final String PASSWORD = "847362";
    private static final String ATTEMPT = """
            {"attempt_id": "pa_1", "payment_id": "pay_1", "status": "PENDING", "amount": 150.00, "currency": "INR", "captured_amount": 0.00,
             "refunded_amount": 0.00, "cancelled": false}""";

    private final MockWebServer server = new MockWebServer();
    private ServiceClient client;
    private Wallets wallets;

    @BeforeEach
    void start() throws IOException {
        server.start();
        client = new ServiceClient(new ServiceAddresses(server.url("/").toString(), Map.of(), "domain_main"));
        wallets = new Wallets(client);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private void answers(int status, String body, String... retryAfter) {
        var answer = new MockResponse.Builder().code(status).body(body);
        if (retryAfter.length > 0) {
            answer.addHeader("Retry-After", retryAfter[0]);
        }
        server.enqueue(answer.build());
    }

    private JsonNode sent(RecordedRequest request) throws IOException {
        return ServiceJson.MAPPER.readTree(request.getBody().utf8());
    }

    // ------------------------------------------------------------------------------------------------ initiate

    private JsonNode initiated(String mode, String gateway, String returnUrl) throws Exception {
        answers(200, ATTEMPT);
        new HttpPaymentService(client, new PaymentSettings(returnUrl))
                .initiate(new Write<>(
                        "key",
                        new Initiate(
                                "pa_1",
                                "pay_1",
                                "order_1",
                                "own_1",
                                mode,
                                gateway,
                                new BigDecimal("150.00"),
                                "INR",
                                Instant.parse("2026-01-01T12:14:00Z"),
                                null,
                                null,
                                null)));
        return sent(server.takeRequest());
    }

    @Test
    void aGatewayIsToldWhereTheCustomerComesBackTo() throws Exception {
        JsonNode body = initiated("GATEWAY", "PHONEPE", "https://api.shop.example/payments/return/");

        assertThat(body.path("return_url").asText()).isEqualTo("https://api.shop.example/payments/return/pa_1");
        assertThat(body.path("attempt_id").asText()).isEqualTo("pa_1");
        assertThat(body.path("expires_at").asText()).isEqualTo("2026-01-01T12:14:00Z");
        assertThat(body.path("amount").decimalValue()).isEqualByComparingTo("150.00");
    }

    @Test
    void nobodyComesBackFromAWalletOrTheDoor() throws Exception {
        assertThat(initiated("WALLET", "STORE-WALLET", "https://api.shop.example/r")
                        .has("return_url"))
                .isFalse();
        assertThat(initiated("MANUAL", "COD", "https://api.shop.example/r").has("return_url"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/payments/return",
                "ftp://shop.example/r",
                "https://shop.example/r?x=1",
                "https://shop.example/#r"
            })
    void anAddressThatCannotBeComeBackToIsFoundOutAtTheStart(String returnUrl) {
        assertThatThrownBy(() -> new PaymentSettings(returnUrl))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("orchestra.payments.return-url");
    }

    // ------------------------------------------------------------------------------------------------ wallets

    private static Wallets.AuthorizationRequest password() {
        return new Wallets.AuthorizationRequest("own_1", "cart_1", 2, new BigDecimal("50.00"), "INR", PASSWORD);
    }

    @Test
    void aPasswordIsExchangedUnderAKey() throws Exception {
        answers(200, "{\"wallet_authorization_id\": \"wauth_1\", \"expires_at\": \"2026-01-01T12:05:00Z\"}");

        assertThat(wallets.authorize("key", "wallet_1", password()))
                .isEqualTo(new Wallets.Authorization("wauth_1", Instant.parse("2026-01-01T12:05:00Z")));
        RecordedRequest request = server.takeRequest();
        assertThat(request.getTarget()).isEqualTo("/api/wallets/wallet_1/authorizations");
        assertThat(request.getHeaders().get("Idempotency-Key")).isEqualTo("key");
        assertThat(sent(request)).isEqualTo(ServiceJson.MAPPER.readTree("""
                                {"owner_id": "own_1", "cart_id": "cart_1", "attempt": 2, "amount": 50.00, "currency": "INR", "otp": "847362"}"""));
    }

    @Test
    void aPasswordIsAskedFor() throws Exception {
        answers(200, "{\"sent_to\": \"******3210\", \"expires_at\": \"2026-01-01T12:05:00Z\"}");

        assertThat(wallets.otp("key", "wallet_1", new Wallets.OtpRequest("own_1", "cart_1", BigDecimal.TEN, "INR")))
                .isEqualTo(new Wallets.OtpSent("******3210", Instant.parse("2026-01-01T12:05:00Z")));
        assertThat(server.takeRequest().getTarget()).isEqualTo("/api/wallets/wallet_1/otp");
    }

    @Test
    void aRefusalSaysHowManyTriesAreLeft() {
        answers(422, "{\"code\": \"OTP_INVALID\", \"tries_left\": 4, \"detail\": \"" + PASSWORD + " is wrong\"}");
        var refused =
                catchThrowableOfType(Wallets.Refused.class, () -> wallets.authorize("key", "wallet_1", password()));

        assertThat(refused.code()).isEqualTo("OTP_INVALID");
        assertThat(refused.triesLeft()).isEqualTo(4);
        assertThat(refused.retryAfter()).isNull();
        assertThat(refused).hasMessageNotContaining(PASSWORD);
    }

    @Test
    void aRefusalSaysHowLongToWait() {
        answers(429, "{\"code\": \"OTP_TOO_OFTEN\"}", "42");
        var refused = catchThrowableOfType(
                Wallets.Refused.class,
                () -> wallets.otp("key", "wallet_1", new Wallets.OtpRequest("own_1", "cart_1", BigDecimal.TEN, "INR")));

        assertThat(refused.code()).isEqualTo("OTP_TOO_OFTEN");
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(42));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 503})
    void aServiceThatGivesNoReasonDoesNotAnswer(int status) {
        answers(status, "<html>");
        var failure =
                catchThrowableOfType(ApplicationFailure.class, () -> wallets.authorize("key", "wallet_1", password()));

        assertThat(failure.getType()).isEqualTo(ServiceCall.SERVICE_ERROR);
        assertThat(failure).hasMessageNotContaining(PASSWORD);
    }

    @Test
    void noPasswordIsWrittenByAccident() {
        assertThat(password().toString()).contains("cart_1").doesNotContain(PASSWORD);
    }
}
