package dev.orchestra.checkout;

import static dev.orchestra.checkout.ScriptedServices.Answer.ok;
import static dev.orchestra.checkout.ScriptedServices.Answer.refusal;
import static dev.orchestra.checkout.ScriptedServices.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.orchestra.api.IdempotencyKey;
import dev.orchestra.api.RunningApi;
import dev.orchestra.api.RunningTemporal;
import dev.orchestra.payment.Payment;
import dev.orchestra.payment.PaymentInstruction;
import dev.orchestra.store.OrderRecords;
import dev.orchestra.store.OwnerDirectory;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.TaskQueues;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowStub;
import io.temporal.worker.Worker;
import io.temporal.workflow.Workflow;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Placing an order with money, and what can still be done about it, as a caller meets it. The runs are stand-ins, the services are scripted. */
@Timeout(180)
@ExtendWith(OutputCaptureExtension.class)
class OrdersApiTest {

    private static final String OTP = "847362";
    private static final String CARD_LIKE = "4111111111111111";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What the runs of a cart say to a verb, and what they were asked. */
    private static final Map<String, Function<String, CheckoutVerbs.VerbAnswer>> VERBS = new ConcurrentHashMap<>();

    private static final List<String> ASKED = new CopyOnWriteArrayList<>();
    private static final List<PlaceOrderWorkflow.PlaceOrder> RUNS = new CopyOnWriteArrayList<>();

    @TempDir
    static Path folder;

    private static RunningApi.Servers servers;
    private static RunningTemporal runs;
    private static WorkflowClient temporal;
    private static ScriptedServices services;
    private static RunningApi api;

    private final String customer = "customer-" + UUID.randomUUID();
    private final String cartId = "cart_" + UUID.randomUUID();
    private final String orderId = "order_" + UUID.randomUUID();
    private String ownerId;

    /** Waits for payment until it is told that the order is over; a verb without an answer gets one when it is told anything. */
    public static final class StandIn extends PlaceOrderStandIn {

        static final String OVER = "over";

        private PlaceOrder order;
        private boolean answered;
        private boolean over;

        @Override
        public CheckoutState run(PlaceOrder order) {
            this.order = order;
            RUNS.add(order);
            Workflow.await(() -> over);
            return CheckoutState.CANCELLED;
        }

        @Override
        public Phase1Answer phase1() {
            Workflow.await(() -> order != null);
            var placed = new PlacedOrder(
                    "order_of_" + order.cartId(),
                    "1",
                    "PENDING",
                    "PENDING",
                    BigDecimal.ONE,
                    "INR",
                    order.cartId(),
                    List.of());
            return new Phase1Answer(order.fingerprint(), order.checkoutRequestId(), placed, List.of(), null);
        }

        @Override
        public void paymentMoved(String attemptId) {
            answered = true;
            over = OVER.equals(attemptId);
        }

        @Override
        public VerbAnswer cancel() {
            return asked("cancel");
        }

        @Override
        public VerbAnswer retryPayment(RetryPayment retry) {
            return asked("retry " + retry.paymentId() + " at " + retry.gateway());
        }

        @Override
        public VerbAnswer switchToCod(SwitchToCod change) {
            return asked("switch " + change.paymentId());
        }

        private VerbAnswer asked(String verb) {
            ASKED.add(order.cartId() + ": " + verb);
            VerbAnswer answer = VERBS.get(order.cartId()).apply(verb);
            if (answer == null) {
                Workflow.await(() -> answered);
                return done(CheckoutState.CANCELLED);
            }
            return answer;
        }
    }

    @BeforeAll
    static void start() {
        servers = RunningApi.Servers.start(folder);
        services = new ScriptedServices();
        runs = RunningTemporal.start();
        temporal = runs.client;
        Worker worker = runs.workers().newWorker(TaskQueues.CHECKOUT);
        worker.registerWorkflowImplementationTypes(StandIn.class);
        runs.workers().start();
        api = RunningApi.start(
                servers,
                "--spring.temporal.connection.target=127.0.0.1:" + runs.port,
                "--orchestra.services.url=" + services.url(),
                "--orchestra.rate-limit.enabled=false",
                "--orchestra.checkout.deadline=500ms",
                "--orchestra.checkout.callback-origins=https://shop.example");
    }

    @AfterAll
    static void stop() {
        api.close();
        runs.close();
        services.close();
        servers.close();
    }

    @BeforeEach
    void aCart() {
        ownerId = api.bean(OwnerDirectory.class)
                .findOrCreate(OwnerDirectory.Kind.CUSTOMER, customer)
                .ownerId();
        services.cartIs(ownerId, cartId);
        services.walletCalls.clear();
        services.wallets =
                call -> ok("""
                {"wallet_authorization_id": "wauth_%s", "expires_at": "2026-01-01T12:05:00Z"}
                """.formatted(Integer.toHexString(call.key().hashCode())));
    }

    /** The body of the cart API, Place Order. */
    private ObjectNode body(String otp) {
        return (ObjectNode) JSON.readTree("""
                {
                  "cart_id": "%s",
                  "payment_instruction": [
                    { "full_amount": false, "amount": 150, "currency": "INR", "payment_mode": "GATEWAY", "gateway": "PHONEPE", "client_callback_url": "https://shop.example/done" },
                    { "full_amount": false, "amount": 50, "currency": "INR", "payment_mode": "WALLET", "gateway": "STORE-WALLET", "meta": { "wallet_id": "wallet_1", "otp": "%s" } },
                    { "full_amount": false, "amount": 50, "currency": "INR", "payment_mode": "MANUAL", "gateway": "COD" }
                  ],
                  "total_order_amount": 250,
                  "multiple_payment_methods": true,
                  "order_initiated_from": "WEB",
                  "device": { "type": "MOBILE", "fingerprint": "fp_hash_456", "ip_address": "192.168.1.1", "user_agent": "Mozilla/5.0", "timezone": "Asia/Kolkata" }
                }
                """.formatted(cartId, otp));
    }

    private HttpResponse<String> place(String otp) {
        return post("/cart/place-order", body(otp).toString());
    }

    private HttpResponse<String> post(String path, String body, String... key) {
        return key.length == 0
                ? api.post(path, body, "X-User-Id", customer)
                : api.post(path, body, "X-User-Id", customer, "Idempotency-Key", key[0]);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    private static String code(HttpResponse<String> answer) {
        return answer.statusCode() + " " + json(answer).path("code").asString("");
    }

    private List<PlaceOrderWorkflow.PlaceOrder> runs() {
        return RUNS.stream().filter(run -> run.cartId().equals(cartId)).toList();
    }

    private List<String> asked() {
        return ASKED.stream()
                .filter(asked -> asked.startsWith(cartId + ": "))
                .map(asked -> asked.substring(cartId.length() + 2))
                .toList();
    }

    // ------------------------------------------------------------------------------------------------ place order

    @Test
    void aSplitOrderGetsItsAuthorizationAndNothingElseOfTheWallet() {
        HttpResponse<String> answer = place(OTP);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(runs())
                .singleElement()
                .satisfies(run -> assertThat(run.paymentInstructions())
                        .extracting(PaymentInstruction::walletId, PaymentInstruction::gateway)
                        .containsExactly(
                                tuple(null, "PHONEPE"), tuple("wallet_1", "STORE-WALLET"), tuple(null, "COD")));
        assertThat(runs().get(0).paymentInstructions().get(1).walletAuthorizationId())
                .startsWith("wauth_");
        assertThat(services.walletCalls).singleElement().satisfies(call -> {
            assertThat(call.path()).isEqualTo("/api/wallets/wallet_1/authorizations");
            assertThat(call.key()).matches("wallet-authorization/[0-9a-f]{64}");
            assertThat(field(call, "owner_id")).isEqualTo(ownerId);
            assertThat(field(call, "cart_id")).isEqualTo(cartId);
            assertThat(field(call, "attempt")).isEqualTo("1");
            assertThat(field(call, "amount")).isEqualTo("50");
            assertThat(field(call, "currency")).isEqualTo("INR");
            assertThat(field(call, "otp")).isEqualTo(OTP);
        });
    }

    @Test
    void allOfAnOrderFromAWallet() {
        ObjectNode body = body(OTP);
        body.putArray("payment_instruction").add(JSON.readTree("""
                { "full_amount": true, "currency": "INR", "payment_mode": "WALLET", "gateway": "STORE-WALLET", "meta": { "wallet_id": "wallet_1", "otp": "123456" } }
                """));
        body.put("multiple_payment_methods", false);

        assertThat(post("/cart/place-order", body.toString()).statusCode()).isEqualTo(200);
        assertThat(services.walletCalls)
                .singleElement()
                .satisfies(call -> assertThat(field(call, "amount")).isEqualTo("250"));
    }

    @Test
    void twoClicksAtOnceAreOneExchangeOneRunAndOneDebit() {
        int clicks = 4;
        CountDownLatch all = new CountDownLatch(clicks);
        Function<ScriptedServices.Call, ScriptedServices.Answer> plain = services.wallets;
        services.wallets = call -> {
            // No click gets its authorization before all have found that there is no run.
            all.countDown();
            waitFor(all);
            return plain.apply(call);
        };
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, clicks)
                .mapToObj(click -> CompletableFuture.supplyAsync(() -> place(OTP)))
                .toList();

        assertThat(answers.stream().map(CompletableFuture::join))
                .allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200))
                .extracting(HttpResponse::body)
                .containsOnly(answers.get(0).join().body());
        assertThat(runs()).hasSize(1);
        assertThat(services.walletCalls)
                .hasSize(clicks)
                .extracting(ScriptedServices.Call::key)
                .containsOnly(services.walletCalls.get(0).key());
    }

    @Test
    void aClickAfterTheRunHasBegunNeedsNoPasswordAnyMore() {
        HttpResponse<String> first = place(OTP);
        services.wallets = call -> refusal(422, "OTP_EXPIRED", "");

        assertThat(place("000000").body()).isEqualTo(first.body());
        assertThat(place(OTP).body()).isEqualTo(first.body());
        assertThat(services.walletCalls).hasSize(1);
        ObjectNode other = body(OTP);
        other.put("order_initiated_from", "APP");
        assertThat(code(post("/cart/place-order", other.toString()))).isEqualTo("409 CHECKOUT_IN_PROGRESS");
    }

    @Test
    void aWrongPasswordBesideTheRightOneIsNoMistakeOfTheOrder() {
        Function<ScriptedServices.Call, ScriptedServices.Answer> plain = services.wallets;
        services.wallets = call -> {
            if (OTP.equals(field(call, "otp"))) {
                return plain.apply(call);
            }
            // The other click gets ahead of this one.
            assertThat(place(OTP).statusCode()).isEqualTo(200);
            return refusal(422, "OTP_INVALID", ", \"tries_left\": 4");
        };

        assertThat(place("000000").statusCode()).isEqualTo(200);
        assertThat(runs()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "422, OTP_INVALID, 422, OTP_INVALID",
        "422, OTP_EXPIRED, 422, OTP_EXPIRED",
        "422, OTP_LOCKED, 422, OTP_LOCKED",
        "404, WALLET_NOT_FOUND, 404, WALLET_NOT_FOUND",
        "422, SOMETHING_NEW, 502, UNEXPECTED_REFUSAL",
        "503, AWAY, 503, SERVICE_UNAVAILABLE"
    })
    void withoutAnAuthorizationNothingBegins(int status, String said, int told, String code) {
        services.wallets = call -> refusal(status, said, ", \"tries_left\": 4");
        HttpResponse<String> refused = place("000000");

        assertThat(code(refused)).isEqualTo(told + " " + code);
        assertThat(refused.body()).doesNotContain("000000");
        if ("OTP_INVALID".equals(code)) {
            assertThat(json(refused).path("tries_left").asInt()).isEqualTo(4);
        }
        if (told == 503) {
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        }
        assertThat(runs()).isEmpty();
    }

    @Test
    void noPasswordIsUsedUpForWhatIsNotOffered() {
        ObjectNode body = body(OTP);
        ((ObjectNode) body.path("payment_instruction").get(0)).put("gateway", "PAYTM");
        post("/cart/place-order", body.toString());

        assertThat(services.walletCalls).isEmpty();
        // It is the run that refuses it.
        assertThat(runs()).hasSize(1);
    }

    // ------------------------------------------------------------------------------------------------ wrong values

    private record Wrong(String pointer, String value, String field) {

        @Override
        public String toString() {
            return pointer + " = " + (value != null && value.length() > 40 ? value.length() + " characters" : value);
        }
    }

    private static Wrong wrong(String pointer, String value, String field) {
        return new Wrong(pointer, value, field);
    }

    private static String text(int length) {
        return "\"" + "X".repeat(length) + "\"";
    }

    /** A null value removes the field. */
    static Stream<Wrong> wrongValues() {
        String first = "payment_instruction[0].";
        String wallet = "payment_instruction[1].";
        String cash = "payment_instruction[2].";
        return Stream.of(
                wrong("/cart_id", "\"..\"", "cart_id"),
                wrong("/cart_id", "7", "cart_id"),
                wrong("/payment_instruction", null, "payment_instruction"),
                wrong("/payment_instruction", "[]", "payment_instruction"),
                wrong("/payment_instruction", "{}", "payment_instruction"),
                wrong("/payment_instruction/2", "null", "payment_instruction[2]"),
                wrong("/payment_instruction/0/full_amount", null, first + "full_amount"),
                wrong("/payment_instruction/0/full_amount", "\"no\"", first + "full_amount"),
                wrong("/payment_instruction/0/amount", null, first + "amount"),
                wrong("/payment_instruction/0/amount", "0", first + "amount"),
                wrong("/payment_instruction/0/amount", "-1", first + "amount"),
                wrong("/payment_instruction/0/amount", "1.005", first + "amount"),
                wrong("/payment_instruction/0/amount", "12345678901", first + "amount"),
                wrong("/payment_instruction/0/amount", "\"150\"", first + "amount"),
                wrong("/payment_instruction/0/currency", null, first + "currency"),
                wrong("/payment_instruction/0/currency", "\"inr\"", first + "currency"),
                wrong("/payment_instruction/0/payment_mode", null, first + "payment_mode"),
                wrong("/payment_instruction/0/payment_mode", "\"CARD\"", first + "payment_mode"),
                wrong("/payment_instruction/0/gateway", null, first + "gateway"),
                wrong("/payment_instruction/0/gateway", "\"phonepe\"", first + "gateway"),
                wrong("/payment_instruction/0/client_callback_url", text(2049), first + "client_callback_url"),
                wrong("/payment_instruction/0/client_callback_url", "7", first + "client_callback_url"),
                wrong("/payment_instruction/0/meta", "{\"otp\": \"123456\"}", first + "meta.otp"),
                wrong("/payment_instruction/0/meta", "{\"wallet_id\": \"wallet_1\"}", first + "meta.wallet_id"),
                wrong(
                        "/payment_instruction/1/client_callback_url",
                        "\"https://shop.example/\"",
                        wallet + "client_callback_url"),
                wrong("/payment_instruction/1/meta", null, wallet + "meta"),
                wrong("/payment_instruction/1/meta", "\"wallet_1\"", wallet + "meta"),
                wrong("/payment_instruction/1/meta/wallet_id", null, wallet + "meta.wallet_id"),
                wrong("/payment_instruction/1/meta/wallet_id", "\"..\"", wallet + "meta.wallet_id"),
                wrong("/payment_instruction/1/meta/wallet_id", "\"a/b\"", wallet + "meta.wallet_id"),
                wrong("/payment_instruction/1/meta/otp", null, wallet + "meta.otp"),
                wrong("/payment_instruction/1/meta/otp", "\"84736\"", wallet + "meta.otp"),
                wrong("/payment_instruction/1/meta/otp", "\"8473621\"", wallet + "meta.otp"),
                wrong("/payment_instruction/1/meta/otp", "\"84736x\"", wallet + "meta.otp"),
                wrong("/payment_instruction/1/meta/otp", "847362", wallet + "meta.otp"),
                wrong(
                        "/payment_instruction/2/client_callback_url",
                        "\"https://shop.example/\"",
                        cash + "client_callback_url"),
                wrong("/payment_instruction/2/meta", "{\"otp\": \"847362\"}", cash + "meta.otp"),
                wrong("/total_order_amount", null, "total_order_amount"),
                wrong("/total_order_amount", "-0.01", "total_order_amount"),
                wrong("/total_order_amount", "1.005", "total_order_amount"),
                wrong("/total_order_amount", "\"250\"", "total_order_amount"),
                wrong("/multiple_payment_methods", null, "multiple_payment_methods"),
                wrong("/multiple_payment_methods", "\"true\"", "multiple_payment_methods"),
                wrong("/order_initiated_from", null, "order_initiated_from"),
                wrong("/order_initiated_from", "\"web\"", "order_initiated_from"),
                wrong("/order_initiated_from", text(33), "order_initiated_from"),
                wrong("/device", "\"phone\"", "device"),
                wrong("/device/type", text(33), "device.type"),
                wrong("/device/fingerprint", text(257), "device.fingerprint"),
                wrong("/device/ip_address", text(65), "device.ip_address"),
                wrong("/device/user_agent", text(513), "device.user_agent"),
                wrong("/device/timezone", text(65), "device.timezone"),
                wrong("/colour", "1", "colour"),
                wrong("/payment_instruction/0/colour", "1", first + "colour"),
                wrong("/payment_instruction/1/meta/colour", "1", wallet + "meta.colour"),
                wrong("/device/colour", "1", "device.colour"));
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void aWrongValueIsNamedAndNothingBegins(Wrong wrong) {
        HttpResponse<String> answer =
                post("/cart/place-order", with(body(OTP), wrong).toString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode told = json(answer);
        assertThat(told.path("code").asString()).isIn("INVALID_FIELD", "UNKNOWN_FIELD");
        String field = told.has("field")
                ? told.get("field").asString()
                : told.path("errors").path(0).path("field").asString();
        assertThat(field).isEqualTo(wrong.field());
        assertThat(answer.body()).doesNotContain("84736");
        assertThat(services.walletCalls).isEmpty();
        assertThat(runs()).isEmpty();
    }

    private static ObjectNode with(ObjectNode body, Wrong wrong) {
        int end = wrong.pointer().lastIndexOf('/');
        JsonNode parent = body.at(wrong.pointer().substring(0, end));
        String last = wrong.pointer().substring(end + 1);
        if (parent instanceof ArrayNode list) {
            list.set(Integer.parseInt(last), JSON.readTree(wrong.value()));
        } else if (wrong.value() == null) {
            ((ObjectNode) parent).remove(last);
        } else {
            ((ObjectNode) parent).set(last, JSON.readTree(wrong.value()));
        }
        return body;
    }

    @Test
    void tooManyInstructions() {
        ObjectNode body = body(OTP);
        IntStream.range(0, 8)
                .forEach(more -> ((ArrayNode) body.get("payment_instruction"))
                        .add(body.at("/payment_instruction/2").deepCopy()));

        assertThat(post("/cart/place-order", body.toString()).body())
                .contains("\"field\":\"payment_instruction\"", "1 to 10 entries");
    }

    @Test
    void aCallbackOfSomebodyElseIsRefused() {
        ObjectNode body = body(OTP);
        ((ObjectNode) body.path("payment_instruction").get(0)).put("client_callback_url", "https://evil.example/done");
        HttpResponse<String> answer = post("/cart/place-order", body.toString());

        assertThat(code(answer)).isEqualTo("422 CALLBACK_URL_NOT_ALLOWED");
        assertThat(json(answer).path("field").asString()).isEqualTo("payment_instruction[0].client_callback_url");
        assertThat(services.walletCalls).isEmpty();
        assertThat(runs()).isEmpty();
    }

    // ------------------------------------------------------------------------------------------------ passwords

    @Test
    void aPasswordIsSentForTheActiveCart() {
        services.wallets = call -> ok("{\"sent_to\": \"******3210\", \"expires_at\": \"2026-01-01T12:05:00Z\"}");
        String key = UUID.randomUUID().toString();
        HttpResponse<String> sent = post("/wallets/wallet_1/otp", "{\"amount\": 50, \"currency\": \"INR\"}", key);

        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
        assertThat(json(sent).path("success").asBoolean()).isTrue();
        assertThat(json(sent).path("sent_to").asString()).isEqualTo("******3210");
        assertThat(json(sent).path("expires_at").asString()).isEqualTo("2026-01-01T12:05:00Z");
        assertThat(services.walletCalls).singleElement().satisfies(call -> {
            assertThat(call.path()).isEqualTo("/api/wallets/wallet_1/otp");
            assertThat(field(call, "cart_id")).isEqualTo(cartId);
            assertThat(field(call, "owner_id")).isEqualTo(ownerId);
        });

        HttpResponse<String> again = post("/wallets/wallet_1/otp", "{\"amount\": 50.00, \"currency\": \"INR\"}", key);
        assertThat(again.body()).isEqualTo(sent.body());
        assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(services.walletCalls).hasSize(1);
    }

    @Test
    void whyNoPasswordIsSent() {
        String body = "{\"cart_id\": \"" + cartId + "\", \"amount\": 50, \"currency\": \"INR\"}";
        services.wallets = call -> refusal(404, "WALLET_NOT_FOUND", "");
        assertThat(code(post("/wallets/wallet_1/otp", body))).isEqualTo("404 WALLET_NOT_FOUND");
        assertThat(code(post("/wallets/wallet!/otp", body))).isEqualTo("404 WALLET_NOT_FOUND");
        services.wallets = call -> refusal(422, "AMOUNT_OUT_OF_BOUNDS", "");
        assertThat(code(post("/wallets/wallet_1/otp", body))).isEqualTo("422 AMOUNT_OUT_OF_BOUNDS");
        services.wallets =
                call -> new ScriptedServices.Answer(429, "{\"code\": \"OTP_TOO_OFTEN\"}", Map.of("Retry-After", "42"));
        HttpResponse<String> tooOften = post("/wallets/wallet_1/otp", body);
        assertThat(code(tooOften)).isEqualTo("429 OTP_TOO_OFTEN");
        assertThat(tooOften.headers().allValues("Retry-After")).containsExactly("42");
        services.wallets = call -> refusal(503, "AWAY", "");
        assertThat(code(post("/wallets/wallet_1/otp", body))).isEqualTo("503 SERVICE_UNAVAILABLE");
        assertThat(code(post("/wallets/wallet_1/otp", body.replace(cartId, "cart_other"))))
                .isEqualTo("404 CART_NOT_FOUND");
        assertThat(code(api.post("/wallets/wallet_1/otp", body, "X-User-Id", "somebody-else")))
                .isEqualTo("404 CART_NOT_FOUND");
        assertThat(code(api.post(
                        "/wallets/wallet_1/otp",
                        "{\"amount\": 50, \"currency\": \"INR\"}",
                        "X-User-Id",
                        "nobody-" + customer)))
                .isEqualTo("422 CART_EMPTY");
    }

    @ParameterizedTest
    @CsvSource({
        "amount, null",
        "amount, 0",
        "amount, 1.005",
        "amount, '\"50\"'",
        "currency, null",
        "currency, '\"rupees\"'",
        "cart_id, '\"..\"'",
        "colour, 1"
    })
    void aWrongValueOfAPasswordsRequest(String field, String value) {
        ObjectNode body = (ObjectNode) JSON.readTree("{\"amount\": 50, \"currency\": \"INR\"}");
        body.set(field, JSON.readTree(value));
        HttpResponse<String> answer = post("/wallets/wallet_1/otp", body.toString());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"field\":\"" + field + "\"");
        assertThat(services.walletCalls).isEmpty();
    }

    // ------------------------------------------------------------------------------------------------ an order

    private static Payment payment(String id, Payment.Status status, String mode, String gateway, String url) {
        return new Payment(id, status, mode, gateway, BigDecimal.TEN, "INR", url, null, null);
    }

    private final List<Payment> payments = List.of(
            payment("pay_1", Payment.Status.PENDING, "GATEWAY", "PHONEPE", "https://pay.example/1"),
            payment("pay_2", Payment.Status.FAILED, "GATEWAY", "RAZORPAY", null),
            payment("pay_3", Payment.Status.SUCCESS, "MANUAL", "COD", null));

    private void orderIs(CheckoutState state, int sequence) {
        api.bean(OrderRecords.class)
                .record(new OrderRecords.OrderEntry(
                        orderId,
                        sequence,
                        state,
                        true,
                        Instant.now(),
                        "It is " + state,
                        null,
                        new OrderRecords.OrderSnapshot(
                                OrderRecords.OrderKind.CART,
                                ownerId,
                                cartId,
                                1,
                                "place-order/" + cartId + "/1",
                                "WEB",
                                "ORD-1",
                                "PENDING",
                                "PENDING",
                                BigDecimal.TEN,
                                "INR",
                                Instant.parse("2026-01-01T12:15:00Z"),
                                List.of(),
                                payments)));
    }

    private void waiting(Function<String, CheckoutVerbs.VerbAnswer> verbs) {
        VERBS.put(cartId, verbs);
        orderIs(CheckoutState.AWAITING_PAYMENT, 1);
        place(OTP);
    }

    private static CheckoutVerbs.VerbAnswer done(CheckoutState state) {
        return new CheckoutVerbs.VerbAnswer(state, List.of(), null);
    }

    private static CheckoutVerbs.VerbAnswer refused(String code) {
        return new CheckoutVerbs.VerbAnswer(CheckoutState.AWAITING_PAYMENT, List.of(), Refusal.of(code, "Refused."));
    }

    private JsonNode order() {
        return json(api.get("/orders/" + orderId, "X-User-Id", customer)).path("order");
    }

    @Test
    void anOrderSaysWhatItWaitsFor() {
        orderIs(CheckoutState.AWAITING_PAYMENT, 1);
        assertThat(order().path("waiting_for").toString())
                .isEqualTo(
                        "[{\"what\":\"PAYMENT\",\"payment_id\":\"pay_1\",\"gateway\":\"PHONEPE\",\"redirect_url\":\"https://pay.example/1\",\"until\":\"2026-01-01T12:13:30Z\"},"
                                + "{\"what\":\"RETRY\",\"payment_id\":\"pay_2\",\"gateway\":\"RAZORPAY\",\"redirect_url\":null,\"until\":\"2026-01-01T12:13:30Z\"}]");
        orderIs(CheckoutState.FULFILLING, 2);
        assertThat(order().path("waiting_for").toString()).isEqualTo("[]");
    }

    @Test
    void verbsReachTheRunOnceForEachKey() {
        waiting(verb -> {
            orderIs(CheckoutState.CANCELLED, 2);
            return done(CheckoutState.CANCELLED);
        });
        String key = UUID.randomUUID().toString();
        HttpResponse<String> cancelled = post("/orders/" + orderId + "/cancel", "", key);

        assertThat(cancelled.statusCode()).as(cancelled.body()).isEqualTo(200);
        assertThat(json(cancelled).path("order")).isEqualTo(order());
        assertThat(order().path("checkout_state").asString()).isEqualTo("CANCELLED");
        HttpResponse<String> again = post("/orders/" + orderId + "/cancel", "", key);
        assertThat(again.body()).isEqualTo(cancelled.body());
        assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(asked()).containsExactly("cancel");
    }

    @Test
    void aPaymentIsTriedAgainOrPaidInCash() {
        waiting(verb -> done(CheckoutState.AWAITING_PAYMENT));
        String payment = "/orders/" + orderId + "/payments/pay_2";

        assertThat(post(payment + "/retry", "{\"gateway\": \"PHONEPE\"}").statusCode())
                .isEqualTo(200);
        assertThat(post(payment + "/retry", "{}").statusCode()).isEqualTo(200);
        HttpResponse<String> without = post(payment + "/retry", "");
        assertThat(without.statusCode()).as(without.body()).isEqualTo(200);
        assertThat(post(payment + "/switch-to-cod", "").statusCode()).isEqualTo(200);
        assertThat(asked())
                .containsExactly(
                        "retry pay_2 at PHONEPE", "retry pay_2 at null", "retry pay_2 at null", "switch pay_2");

        assertThat(post(payment + "/retry", "{\"gateway\": \"PAYTM\"}").body()).contains("\"field\":\"gateway\"");
        assertThat(post(payment + "/retry", "{\"colour\": 1}").body()).contains("UNKNOWN_FIELD");
        assertThat(code(post("/orders/" + orderId + "/payments/pay_9/retry", "{}")))
                .isEqualTo("404 PAYMENT_NOT_FOUND");
        assertThat(code(post("/orders/" + orderId + "/payments/pay_9/switch-to-cod", "")))
                .isEqualTo("404 PAYMENT_NOT_FOUND");
        assertThat(asked()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({
        "409, PAYMENT_NOT_RETRYABLE",
        "409, PAYMENT_WINDOW_OVER",
        "409, ORDER_DECIDED",
        "409, CHECKOUT_OVER",
        "404, PAYMENT_NOT_FOUND",
        "422, COD_NOT_ALLOWED",
        "503, GATEWAY_UNAVAILABLE"
    })
    void aRefusalIsTheRunsOwn(int status, String code) {
        waiting(verb -> refused(code));
        HttpResponse<String> answer = post("/orders/" + orderId + "/payments/pay_2/retry", "{}");

        assertThat(code(answer)).isEqualTo(status + " " + code);
        assertThat(json(answer).path("state").asString()).isEqualTo("AWAITING_PAYMENT");
        assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
    }

    @Test
    void aGatewayThatWasAwayIsAskedAgainByTheSameRequest() {
        waiting(verb -> refused("GATEWAY_UNAVAILABLE"));
        String key = UUID.randomUUID().toString();
        String retry = "/orders/" + orderId + "/payments/pay_2/retry";
        assertThat(code(post(retry, "{}", key))).isEqualTo("503 GATEWAY_UNAVAILABLE");
        VERBS.put(cartId, verb -> done(CheckoutState.AWAITING_PAYMENT));

        assertThat(post(retry, "{}", key).statusCode()).isEqualTo(200);
        assertThat(asked()).hasSize(2);
    }

    @Test
    void aLateAnswerIsGotByTheSameRequestAlsoWhenTheRunHasEnded() {
        waiting(verb -> null);
        HttpResponse<String> late = post("/orders/" + orderId + "/cancel", "");
        assertThat(code(late)).isEqualTo("202 STILL_RUNNING");
        String key = late.headers().firstValue("Idempotency-Key").orElseThrow();
        PlaceOrderWorkflow run = temporal.newWorkflowStub(PlaceOrderWorkflow.class, "place-order/" + cartId + "/1");
        run.paymentMoved("anything");
        WorkflowStub untyped = WorkflowStub.fromTyped(run);
        untyped.getUpdateHandle("cancel/" + IdempotencyKey.inWorkflowId(key), CheckoutVerbs.VerbAnswer.class)
                .getResult();
        run.paymentMoved(StandIn.OVER);
        untyped.getResult(CheckoutState.class);
        orderIs(CheckoutState.CANCELLED, 2);

        assertThat(post("/orders/" + orderId + "/cancel", "", key).statusCode()).isEqualTo(200);
        assertThat(asked()).containsExactly("cancel");
        assertThat(post("/orders/" + orderId + "/cancel", "").statusCode())
                .as("it is called off already")
                .isEqualTo(200);
        assertThat(asked()).containsExactly("cancel");
    }

    /** Whoever looks for lost runs takes it up again, and then it is called off. */
    @ParameterizedTest
    @EnumSource(names = {"VALIDATING", "AWAITING_PAYMENT", "LAPSED"})
    void whoseRunIsLostIsCalledOffInAWhile(CheckoutState state) {
        orderIs(CheckoutState.AWAITING_PAYMENT, 1);
        orderIs(state, 2);

        assertThat(code(post("/orders/" + orderId + "/cancel", ""))).isEqualTo("202 STILL_RUNNING");
        for (String verb : List.of("payments/pay_1/retry", "payments/pay_1/switch-to-cod")) {
            assertThat(code(post("/orders/" + orderId + "/" + verb, ""))).isEqualTo("503 SERVICE_UNAVAILABLE");
        }
    }

    @Test
    void whatIsCalledOffIsCalledOff() {
        orderIs(CheckoutState.AWAITING_PAYMENT, 1);
        orderIs(CheckoutState.CANCELLED, 2);

        HttpResponse<String> answer = post("/orders/" + orderId + "/cancel", "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).at("/order/checkout_state").asString()).isEqualTo("CANCELLED");
        assertThat(code(post("/orders/" + orderId + "/payments/pay_1/retry", "")))
                .isEqualTo("409 CHECKOUT_OVER");
    }

    @ParameterizedTest
    @CsvSource({
        "FULFILLING, ORDER_DECIDED",
        "COMPLETED, ORDER_DECIDED",
        "EXPIRED, CHECKOUT_OVER",
        "REJECTED, CHECKOUT_OVER"
    })
    void withoutItsRunNothingCanBeDoneAboutAnOrder(CheckoutState state, String code) {
        orderIs(CheckoutState.AWAITING_PAYMENT, 1);
        orderIs(state, 2);
        for (String verb : List.of("cancel", "payments/pay_1/retry", "payments/pay_1/switch-to-cod")) {
            HttpResponse<String> answer = post("/orders/" + orderId + "/" + verb, "");
            assertThat(code(answer)).isEqualTo("409 " + code);
            assertThat(json(answer).path("state").asString()).isEqualTo(state.name());
        }
    }

    @Test
    void somebodyElsesOrderIsNoDifferentFromNone() {
        waiting(verb -> done(CheckoutState.CANCELLED));
        for (String verb : List.of("cancel", "payments/pay_1/retry", "payments/pay_1/switch-to-cod")) {
            HttpResponse<String> others =
                    api.post("/orders/" + orderId + "/" + verb, "", "X-User-Id", "other-" + customer);
            HttpResponse<String> none = post("/orders/order_none/" + verb, "");
            assertThat(code(others)).isEqualTo("404 ORDER_NOT_FOUND");
            assertThat(json(others).path("detail")).isEqualTo(json(none).path("detail"));
        }
        assertThat(api.get("/orders/" + orderId + "/events", "X-User-Id", "other-" + customer)
                        .statusCode())
                .isEqualTo(404);
        assertThat(asked()).isEmpty();
    }

    // ------------------------------------------------------------------------------------------------ secrets

    @Test
    void nothingThatIsSecretIsLoggedOrGetsIntoARun(CapturedOutput output) {
        String guest = "guest-token-" + UUID.randomUUID();
        String guestOwner = api.bean(OwnerDirectory.class)
                .findOrCreate(OwnerDirectory.Kind.GUEST, guest)
                .ownerId();
        String guestCart = "cart_" + UUID.randomUUID();
        services.cartIs(guestOwner, guestCart);
        ObjectNode body = body(OTP);
        body.put("cart_id", guestCart);
        body.putObject("device").put("fingerprint", "fp-secret").put("user_agent", CARD_LIKE);

        Function<ScriptedServices.Call, ScriptedServices.Answer> plain = services.wallets;
        services.wallets = call -> refusal(422, "OTP_INVALID", ", \"detail\": \"" + OTP + " is wrong\"");
        String refused = api.post("/cart/place-order", body.toString(), "X-Guest-Token", guest)
                .body();
        services.wallets = call -> refusal(503, "AWAY", "");
        api.post("/cart/place-order", body.toString(), "X-Guest-Token", guest);
        services.wallets = plain;
        assertThat(api.post("/cart/place-order", body.toString(), "X-Guest-Token", guest)
                        .statusCode())
                .isEqualTo(200);
        for (String wrong : List.of("\"" + CARD_LIKE + "\"", OTP, "\"" + OTP + "x\"")) {
            ObjectNode mistaken = body.deepCopy();
            ((ObjectNode) mistaken.at("/payment_instruction/1/meta")).set("otp", JSON.readTree(wrong));
            refused += api.post("/cart/place-order", mistaken.toString(), "X-Guest-Token", guest)
                    .body();
        }
        refused += api.post(
                        "/wallets/" + CARD_LIKE + "/otp", "{\"amount\": \"" + CARD_LIKE + "\"}", "X-Guest-Token", guest)
                .body();
        refused += api.post("/cart/place-order", "{\"otp\": " + OTP, "X-Guest-Token", guest)
                .body();

        String history = temporal.fetchHistory("place-order/" + guestCart + "/1")
                .getHistory()
                .toString();
        assertThat(history).contains("wallet_1", "wauth_");
        for (String secret : List.of(OTP, guest, "fp-secret", CARD_LIKE)) {
            assertThat(history).doesNotContain(secret);
            assertThat(output.getAll()).doesNotContain(secret);
        }
        assertThat(refused).doesNotContain(OTP, guest, "fp-secret");
        assertThat(output.getAll()).contains("POST /cart/place-order: OTP_INVALID");
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
