package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.LocalStack;
import dev.orchestra.deploy.Part;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What lets somebody pay, or be somebody, is in no log, whichever test it was written by, in no history of a run, and in no message. */
@ExtendWith(Stack.class)
class SecretsTest {

    /** Anybody's, for tests. */
    private static final String CARD = "4111111111111111";

    /** The secrets of the stack's data folder, one file each. */
    private static final List<String> FILES = List.of(
            "secret",
            "phonepe-webhook-password",
            "phonepe-webhook-secret",
            "razorpay-webhook-secret",
            "phonepe-client-secret",
            "razorpay-key-secret",
            "payment-otp-key");

    /** How much of its file is the password. */
    private static final int PHONEPE_PASSWORD = 18;

    /** What precedes credentials in a header, with something that could be one behind it. */
    private static final Pattern CREDENTIALS = Pattern.compile("(Basic|Bearer) [A-Za-z0-9+/=._-]{16,}");

    /** Sixteen digits in a row, or four and four, that are not a part of an id or of a number with a fraction. */
    private static final Pattern CARDS = Pattern.compile("(?<![\\w.-])[3-6]\\d{3}([ -]?\\d{4}){3}(?![\\w.-])");

    @Test
    void nothingThatIsSecretIsWrittenDown(LocalStack stack) throws IOException {
        String guest = new Client(stack.apiUrl())
                .post("/guests", "")
                .body()
                .get("guest_token")
                .asText();
        String bearer = "signed-in-" + UUID.randomUUID();
        Client api = new Client(stack.apiUrl())
                .with("X-Guest-Token", guest)
                .with("Authorization", "Bearer " + bearer)
                .whoAsksAgain();
        Customer services = new Customer(stack);
        JsonNode cart =
                api.post("/cart/items", Customer.add("prod_250", 1)).body().get("cart");
        String cartId = cart.get("cart_id").asText();
        String wallet = services.walletOf(cart, "1000.00");
        Client.Answer sent = api.post("/wallets/" + wallet + "/otp", "{\"amount\": 50, \"currency\": \"INR\"}");
        assertThat(sent.status()).as("%s", sent).isEqualTo(200);
        String otp = services.services
                .get("/simulators/phones/" + wallet)
                .body()
                .at("/messages/0/otp")
                .asText();
        String wrong = otp.equals("731902") ? "731903" : "731902";
        for (String password : List.of(wrong, otp)) {
            Client.Answer placed = api.post("/cart/place-order", """
                    {"payment_instruction": [%s, %s], "total_order_amount": 250, "multiple_payment_methods": true, "order_initiated_from": "WEB",
                     "device": {"type": "MOBILE", "fingerprint": "%3$s", "user_agent": "Mozilla/5.0 %3$s"}}""".formatted(
                            Customer.atGateway("RAZORPAY", "200"), Customer.fromWallet("50", wallet, password), CARD));
            assertThat(placed.status()).as("%s", placed).isEqualTo(password.equals(otp) ? 200 : 422);
            if (placed.status() == 200) {
                new Gateways(stack).customer(placed.body().at("/payment/0"), "pay");
                String orderId = placed.body().at("/order/id").asText();
                Routes.assertBooks(stack, orderId, 200_00, 0);
            }
        }

        Map<String, String> written = new TreeMap<>();
        try (Runs runs = new Runs(stack)) {
            // The first item, and the order.
            Map<String, String> histories = runs.historiesOf(cartId, 2);
            assertThat(histories).containsKey("place-order/" + cartId + "/1");
            written.putAll(histories);
        }
        assertNotWritten(
                stack,
                Map.of("guest token", guest, "bearer token", bearer, "card", CARD),
                List.of(otp, wrong),
                written);
    }

    /** Those who buy seats name themselves in each request: neither Kafka nor anybody behind the API hears of it. */
    @Test
    void nothingThatVisitorsSayOfThemselvesIsWrittenDown(LocalStack stack) throws IOException {
        Visitor guest = Visitor.guest(stack);
        Visitor customer = new Visitor(stack);
        Map<String, String> written = new TreeMap<>();
        List<String> passwords = new ArrayList<>();
        for (Visitor visitor : List.of(guest, customer)) {
            Seat seat = Seat.free(stack);
            String reservation = visitor.reserves(seat);
            String orderId =
                    Visitor.ok(visitor.adds(reservation, seat)).get("id").asText();
            String wallet = visitor.walletOf(reservation, "50.00");
            String otp = visitor.customer.asksForPassword(wallet, "49.50", orderId);
            String wrong = otp.equals("731902") ? "731903" : "731902";
            passwords.addAll(List.of(otp, wrong));
            for (String password : List.of(wrong, otp)) {
                Client.Answer answer = visitor.checksOut(
                        Visitor.atGateway("RAZORPAY", new BigDecimal("200.00")),
                        Visitor.fromWallet(new BigDecimal("49.50"), wallet, password));
                assertThat(answer.status()).as("%s", answer).isEqualTo(password.equals(otp) ? 200 : 422);
                if (answer.status() == 200) {
                    new Gateways(stack).customer(answer.body().at("/payment/0"), "pay");
                }
            }
            assertThat(visitor.draft().status())
                    .as("asked with the name in the address")
                    .isEqualTo(404);
            assertThat(visitor.seesTheEndOf(orderId).get("state").asText()).isEqualTo("completed");
            try (Runs runs = new Runs(stack)) {
                Map<String, String> histories = runs.historiesOf(reservation, visitor.ownerOf(reservation), orderId, 3);
                assertThat(histories)
                        .containsKeys("seat-reservation/" + reservation, "ticket-checkout/" + orderId + "/1");
                written.putAll(histories);
            }
            written.put(
                    "reservation-created of " + reservation,
                    String.join("\n", Messages.of(stack, "reservation-created", reservation, 1)));
            written.put(
                    "order-completed of " + orderId,
                    String.join("\n", Messages.of(stack, "order-completed", orderId, 1)));
        }
        assertNotWritten(
                stack, Map.of("guest token", guest.customer.id, "user id", customer.customer.id), passwords, written);
    }

    /** That nothing of it is in what was written, or in a log; and nor is anything that is always secret. */
    private static void assertNotWritten(
            LocalStack stack, Map<String, String> whatIsTold, List<String> passwords, Map<String, String> written)
            throws IOException {
        Map<String, String> secrets = new TreeMap<>(whatIsTold);
        Path data = stack.folder(Part.API).getParent();
        for (String file : FILES) {
            secrets.put(file, Files.readString(data.resolve(file)).strip());
        }
        secrets.computeIfPresent("phonepe-webhook-password", (file, text) -> text.substring(0, PHONEPE_PASSWORD));
        secrets.put(
                "credentials of Razorpay",
                Base64.getEncoder()
                        .encodeToString(
                                ("rzp_local:" + secrets.get("razorpay-key-secret")).getBytes(StandardCharsets.UTF_8)));
        Stream.of(Part.API, Part.WORKERS, Part.SERVICE_STUBS)
                .forEach(part -> written.put(part.title(), stack.log(part)));
        written.forEach((where, text) -> {
            assertThat(text).as(where).isNotBlank();
            secrets.forEach((what, secret) ->
                    assertThat(text.contains(secret)).as(what + " in " + where).isFalse());
            for (String password : passwords) {
                assertThat(Pattern.compile("(?<![\\w.])" + password + "(?!\\w)")
                                .matcher(text)
                                .find())
                        .as("the one-time password in " + where)
                        .isFalse();
            }
            for (Pattern secret : List.of(CREDENTIALS, CARDS)) {
                assertThat(secret.matcher(text).results().map(found -> found.group()))
                        .as(secret + " in " + where)
                        .isEmpty();
            }
        });
    }
}
