package dev.orchestra.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orchestra.checkout.CheckoutState;
import dev.orchestra.checkout.PlaceOrderStandIn;
import dev.orchestra.deploy.Ports;
import dev.orchestra.payment.PaymentGuardianWorkflow;
import dev.orchestra.services.payment.PaymentService.AttemptStatus;
import dev.orchestra.store.CheckoutRequestStore;
import dev.orchestra.store.OrderRecords;
import dev.orchestra.store.OrderRecords.OrderEntry;
import dev.orchestra.store.OrderRecords.OrderKind;
import dev.orchestra.store.OrderRecords.OrderSnapshot;
import dev.orchestra.store.OwnerDirectory;
import dev.orchestra.store.PaymentRoutes;
import dev.orchestra.store.PaymentRoutes.Route;
import dev.orchestra.store.PaymentRoutes.RouteOwner;
import dev.orchestra.support.TaskQueues;
import io.micrometer.core.instrument.MeterRegistry;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Webhooks as a gateway meets them, and the way back of a browser. The run is a stand-in that notes what it is told. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class WebhooksTest {

    private static final String PHONEPE = "/webhooks/phonepe";
    private static final String RAZORPAY = "/webhooks/razorpay";
    private static final String OVER = "over";

    /** Attempts, by the run that was told of them. */
    private static final Map<String, List<String>> TOLD = new ConcurrentHashMap<>();

    /** What guardians were started with, by attempt. */
    private static final Map<String, Route> GUARDED = new ConcurrentHashMap<>();

    @TempDir
    static Path folder;

    private static RunningApi.Servers servers;
    private static TestServer.PortBoundTestServer temporal;
    private static String address;
    private static WorkflowServiceStubs stubs;
    private static WorkflowClient client;
    private static WorkerFactory workers;

    /** Looks at what others left once an hour: what it passes on, it passes on because it received it. */
    private static RunningApi api;

    private final String attemptId = "pa_" + UUID.randomUUID().toString().replace("-", "");
    private final String gatewayOrderId = "order_" + UUID.randomUUID();
    private final String gatewayPaymentId = "pay_" + UUID.randomUUID();
    private final String orderId = "order_" + UUID.randomUUID();
    private final String workflowId = "place-order/cart_" + UUID.randomUUID() + "/1";

    public static final class StandIn extends PlaceOrderStandIn {

        private final List<String> attempts = new ArrayList<>();

        @Override
        public CheckoutState run(PlaceOrder order) {
            Workflow.await(() -> attempts.contains(OVER));
            return CheckoutState.COMPLETED;
        }

        @Override
        public void paymentMoved(String attemptId) {
            attempts.add(attemptId);
            // As a whole: a task may be repeated.
            TOLD.put(Workflow.getInfo().getWorkflowId(), List.copyOf(attempts));
        }

        @Override
        public Phase1Answer phase1() {
            return null;
        }
    }

    /** Notes what it is told, and goes on until its test is over. */
    public static final class GuardianStandIn implements PaymentGuardianWorkflow {

        private final List<String> attempts = new ArrayList<>();

        @Override
        public void watch(Guard guard) {
            GUARDED.put(guard.route().attemptId(), guard.route());
            Workflow.await(() -> attempts.contains(OVER));
        }

        @Override
        public void paymentMoved(String attemptId) {
            attempts.add(attemptId);
            TOLD.put(Workflow.getInfo().getWorkflowId(), List.copyOf(attempts));
        }
    }

    @BeforeAll
    static void start() {
        servers = RunningApi.Servers.start(folder);
        int port = Ports.orFree(0);
        // Time stays as it is.
        temporal = TestServer.createPortBoundServer(port, true);
        address = "127.0.0.1:" + port;
        stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(address).build());
        client = WorkflowClient.newInstance(stubs);
        workers = WorkerFactory.newInstance(client);
        workers.newWorker(TaskQueues.CHECKOUT)
                .registerWorkflowImplementationTypes(StandIn.class, GuardianStandIn.class);
        workers.start();
        api = api("--orchestra.webhooks.relay.sweep=1h");
    }

    @AfterAll
    static void stop() {
        api.close();
        workers.shutdownNow();
        stubs.shutdownNow();
        temporal.close();
        servers.close();
    }

    @BeforeEach
    void nothingWaits() {
        api.database().sql("delete from orchestra.webhook_inbox").update();
    }

    private static RunningApi api(String... settings) {
        List<String> all = new ArrayList<>(List.of("--spring.temporal.connection.target=" + address));
        all.addAll(List.of(settings));
        return RunningApi.start(servers, all.toArray(String[]::new));
    }

    private static RunningApi sweepingApi() {
        return api("--orchestra.webhooks.relay.sweep=100ms");
    }

    // ------------------------------------------------------------------------------------------------ the way in

    @Test
    void aWebhookIsPassedOnAtOnceByTheProcessThatReceivedIt() {
        runWaits();
        routeIs(1, RouteOwner.CHECKOUT, null);

        assertThat(fromPhonePe(api, phonePeBody("COMPLETED")).statusCode()).isEqualTo(200);

        await().untilAsserted(() -> assertThat(told()).containsExactly(attemptId));
        await().untilAsserted(() -> assertThat(statuses()).containsExactly("PROCESSED"));
    }

    @Test
    void aPaymentOfRazorpayFindsItsRunByTheGatewaysOrder() {
        runWaits();
        routeIs(1, RouteOwner.CHECKOUT, gatewayOrderId);

        assertThat(fromRazorpay(api, razorpayBody("payment.captured", "captured"), "evt_" + attemptId)
                        .statusCode())
                .isEqualTo(200);

        await().untilAsserted(() -> assertThat(told()).containsExactly(attemptId));
    }

    @Test
    void fiveOfTheSameAtOnceAreOne() throws Exception {
        runWaits();
        routeIs(1, RouteOwner.CHECKOUT, null);
        String body = phonePeBody("COMPLETED");
        double duplicates = received(api, "phonepe", "duplicate");

        assertThat(atOnce(5, () -> fromPhonePe(api, body).statusCode())).containsOnly(200);

        await().untilAsserted(() -> assertThat(statuses()).containsExactly("PROCESSED"));
        await().untilAsserted(() -> assertThat(told()).containsExactly(attemptId));
        assertThat(received(api, "phonepe", "duplicate")).isEqualTo(duplicates + 4);
    }

    @Test
    void inReverseOrderAndEachTwiceTheyAreTwo() {
        runWaits();
        routeIs(1, RouteOwner.CHECKOUT, gatewayOrderId);

        for (String event : List.of("captured", "authorized", "authorized", "captured")) {
            assertThat(fromRazorpay(api, razorpayBody("payment." + event, event), "evt_" + UUID.randomUUID())
                            .statusCode())
                    .isEqualTo(200);
        }

        await().untilAsserted(() -> assertThat(statuses()).containsExactly("PROCESSED", "PROCESSED"));
        await().untilAsserted(() -> assertThat(told()).containsExactly(attemptId, attemptId));
    }

    @Test
    void aReplayWithAFreshEventIdIsTheSame() {
        routeIs(1, RouteOwner.CHECKOUT, gatewayOrderId);
        String body = razorpayBody("payment.captured", "captured");

        fromRazorpay(api, body, "evt_" + attemptId);
        assertThat(fromRazorpay(api, body, "evt_fresh_" + attemptId).statusCode())
                .isEqualTo(200);

        assertThat(statuses()).hasSize(1);
    }

    @Test
    void aForgedOneIsRefusedAndLeavesNothingButACount() {
        routeIs(1, RouteOwner.CHECKOUT, gatewayOrderId);
        double before = received(api, "razorpay", "rejected");
        String body = razorpayBody("payment.captured", "captured");

        for (HttpResponse<String> answer : List.of(
                api.post(RAZORPAY, body, "X-Razorpay-Signature", hmac("forged", body)),
                api.post(RAZORPAY, body, "X-Razorpay-Signature", hmac(RunningApi.RAZORPAY_SECRET, body + " ")),
                api.post(RAZORPAY, body))) {
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).contains("SIGNATURE_INVALID").doesNotContain(gatewayOrderId, "captured");
        }

        assertThat(statuses()).isEmpty();
        assertThat(received(api, "razorpay", "rejected")).isEqualTo(before + 3);
    }

    /** A refusal would have the gateway repeat it for a day, and then tell us nothing any more. */
    @ParameterizedTest
    @ValueSource(strings = {"not json", "[1]", ""})
    void signedNonsenseIsAcknowledgedAndCounted(String body) {
        double before = received(api, "phonepe", "unreadable");

        assertThat(fromPhonePe(api, body).statusCode()).isEqualTo(200);

        assertThat(statuses()).isEmpty();
        assertThat(received(api, "phonepe", "unreadable")).isEqualTo(before + 1);
    }

    @Test
    void aBodyHasItsLimit() {
        String most = padded(256 * 1024);

        assertThat(fromPhonePe(api, most).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = fromPhonePe(api, most + " ");
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("PAYLOAD_TOO_LARGE");
        assertThat(api.postInChunks(PHONEPE, most + " ", "x-phonepe-checksum-signature", hmac("any", most))
                        .statusCode())
                .isEqualTo(413);
        assertThat(statuses()).hasSize(1);
    }

    private String padded(int length) {
        String body = phonePeBody("COMPLETED").strip();
        return body + " ".repeat(length - body.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void otherMethodsAndTypesAreRefused() {
        String body = phonePeBody("COMPLETED");
        String signature = hmac(RunningApi.PHONEPE_SECRET, body);

        assertThat(api.get(PHONEPE).statusCode()).isEqualTo(405);
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
            assertThat(api.postAsIs(
                                    PHONEPE,
                                    body.getBytes(StandardCharsets.UTF_8),
                                    "Content-Type",
                                    type,
                                    "x-phonepe-checksum-signature",
                                    signature)
                            .statusCode())
                    .as(type)
                    .isEqualTo(415);
        }
        assertThat(api.postAsIs(
                                PHONEPE,
                                body.getBytes(StandardCharsets.UTF_8),
                                "Content-Type",
                                "application/json;charset=UTF-8",
                                "x-phonepe-checksum-signature",
                                signature)
                        .statusCode())
                .isEqualTo(200);
        assertThat(api.post("/webhooks/stripe", body).statusCode()).isEqualTo(404);
    }

    @Test
    void theSecretBeforeIsTakenAndNoOwnerKeyOrLimitIsAskedFor() {
        try (RunningApi changed = api(
                "--orchestra.webhooks.razorpay.secret=another",
                "--orchestra.webhooks.razorpay.previous-secret=" + RunningApi.RAZORPAY_SECRET,
                "--orchestra.rate-limit.address.capacity=1",
                "--orchestra.rate-limit.address.refill-per-second=1")) {
            for (int i = 0; i < 5; i++) {
                HttpResponse<String> answer =
                        fromRazorpay(changed, razorpayBody("payment.captured", "captured" + i), "evt_" + i);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("RateLimit-Limit")).isEmpty();
                assertThat(answer.headers().firstValue("Idempotency-Key")).isEmpty();
            }
        }
    }

    @Test
    void withoutASecretNothingIsTaken() {
        try (RunningApi without =
                api("--orchestra.webhooks.razorpay.secret=", "--orchestra.webhooks.phonepe.hmac-secret=")) {
            assertThat(fromPhonePe(without, phonePeBody("COMPLETED")).statusCode())
                    .isEqualTo(401);
            assertThat(fromRazorpay(without, razorpayBody("payment.captured", "captured"), "evt_1")
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void outsideModeLocalTheApiDoesNotStartWithoutSecrets() {
        String[] jwt = {
            "--orchestra.identity.mode=jwt",
            "--orchestra.identity.jwt.jwk-set-uri=http://127.0.0.1:1/keys",
            "--orchestra.identity.jwt.issuer=https://accounts.example",
            "--orchestra.identity.jwt.audience=orchestra",
            "--orchestra.secret=0123456789abcdef0123456789abcdef",
            "--orchestra.webhooks.razorpay.secret="
        };

        assertThatThrownBy(() -> api(jwt)).rootCause().hasMessageContaining("RAZORPAY_WEBHOOK_SECRET");
    }

    @Test
    void nothingPersonalIsKeptOrLogged(CapturedOutput output) {
        routeIs(1, RouteOwner.CHECKOUT, gatewayOrderId);

        fromRazorpay(api, razorpayBody("payment.captured", "captured"), "evt_" + attemptId);

        String row = api.database()
                .sql("select row_to_json(w)::text from orchestra.webhook_inbox w")
                .query(String.class)
                .single();
        assertThat(row + output)
                .contains(gatewayPaymentId)
                .doesNotContain("anita@", "9876543210", "anita@upi", RunningApi.RAZORPAY_SECRET);
    }

    // ------------------------------------------------------------------------------------------------ the way on

    @Test
    void whatIsOfNoKnownPaymentIsAnOrphanUntilItsRouteIsWritten() {
        runWaits();
        try (RunningApi sweeping = sweepingApi()) {
            fromRazorpay(api, razorpayBody("payment.captured", "captured"), "evt_" + attemptId);
            fromRazorpay(api, "{\"event\": \"invoice.paid\", \"payload\": {}}", "evt_other_" + attemptId);
            await().untilAsserted(() -> assertThat(statuses()).containsExactly("ORPHAN", "ORPHAN"));
            await().untilAsserted(
                            () -> assertThat(unsettled(sweeping, "orphan")).isEqualTo(2));

            routeIs(1, RouteOwner.CHECKOUT, gatewayOrderId);

            await().untilAsserted(() -> assertThat(told()).containsExactly(attemptId));
            await().untilAsserted(() -> assertThat(statuses()).containsExactly("ORPHAN", "PROCESSED"));
        }
    }

    @Test
    void whatComesWhenItsCheckoutIsNotThereWaitsUntilItIsSomebodyElses() {
        routeIs(1, RouteOwner.CHECKOUT, null);
        try (RunningApi sweeping = sweepingApi()) {
            fromPhonePe(sweeping, phonePeBody("COMPLETED"));
            await().untilAsserted(() -> assertThat(notes()).containsExactly("its checkout is not there"));
            assertThat(statuses()).containsExactly("RECEIVED");

            routeIs(2, RouteOwner.GUARDIAN, null);

            await().untilAsserted(() -> assertThat(statuses()).containsExactly("PROCESSED"));
            await().untilAsserted(() -> assertThat(toldGuardian()).containsExactly(attemptId));
        }
    }

    /** However long ago its checkout ended: the row is all that is needed. */
    @Test
    void aClosedPaymentThatMovesAgainGetsAGuardianFromItsRow() {
        routeIs(1, RouteOwner.CLOSED, null);

        fromPhonePe(api, phonePeBody("COMPLETED"));
        fromPhonePe(api, phonePeBody("FAILED"));

        await().untilAsserted(() -> assertThat(statuses()).containsExactly("PROCESSED", "PROCESSED"));
        await().untilAsserted(() -> assertThat(toldGuardian()).containsExactly(attemptId, attemptId));
        assertThat(GUARDED.get(attemptId).owner()).isEqualTo(RouteOwner.CLOSED);
        assertThat(GUARDED.get(attemptId).orderId()).isEqualTo(orderId);
    }

    private List<String> notes() {
        return api.database()
                .sql("select note from orchestra.webhook_inbox")
                .query(String.class)
                .list();
    }

    private List<String> toldGuardian() {
        return TOLD.getOrDefault(PaymentGuardianWorkflow.workflowId(attemptId), List.of());
    }

    @Test
    void theLastEventsOfASettledPaymentNeedNobody() {
        runWaits();
        routeIs(1, RouteOwner.CHECKOUT, gatewayOrderId);
        fromRazorpay(api, razorpayBody("payment.authorized", "authorized"), "evt_1_" + attemptId);
        await().untilAsserted(() -> assertThat(statuses()).containsExactly("PROCESSED"));
        settled(2);

        fromRazorpay(api, razorpayBody("payment.captured", "captured"), "evt_2_" + attemptId);
        fromRazorpay(api, razorpayBody("refund.processed", "refunded"), "evt_3_" + attemptId);
        fromRazorpay(
                api,
                razorpayBody("payment.captured", "captured").replace(gatewayPaymentId, "pay_another"),
                "evt_4_" + attemptId);

        await().untilAsserted(() -> assertThat(statuses()).hasSize(4).containsOnly("PROCESSED"));
        await().untilAsserted(() -> assertThat(told()).containsExactly(attemptId));
        await().untilAsserted(() -> assertThat(toldGuardian())
                .as("of the refund and of another payment")
                .containsExactly(attemptId, attemptId));
    }

    @Test
    void whatOneProcessCannotPassOnAnotherDoes() {
        runWaits();
        routeIs(1, RouteOwner.CHECKOUT, null);
        try (RunningApi cutOff = api("--spring.temporal.connection.target=127.0.0.1:1")) {
            assertThat(fromPhonePe(cutOff, phonePeBody("COMPLETED")).statusCode())
                    .isEqualTo(200);
            await().untilAsserted(() -> assertThat(api.database()
                            .sql("select status || ' ' || coalesce(note, '') from orchestra.webhook_inbox")
                            .query(String.class)
                            .single())
                    .isEqualTo("RECEIVED Temporal did not take it"));
        }

        try (RunningApi sweeping = sweepingApi()) {
            await().untilAsserted(() -> assertThat(told()).containsExactly(attemptId));
            await().untilAsserted(() -> assertThat(statuses()).containsExactly("PROCESSED"));
        }
    }

    @Test
    void aBurstIsPassedOnWhole() throws Exception {
        runWaits();
        routeIs(1, RouteOwner.CHECKOUT, gatewayOrderId);
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            answers.add(razorpayBody("payment.failed", "failed").replace(gatewayPaymentId, "pay_" + i + attemptId));
        }
        ExecutorService threads = Executors.newFixedThreadPool(12);
        try {
            for (Future<HttpResponse<String>> answer : threads.invokeAll(answers.stream()
                    .<Callable<HttpResponse<String>>>map(
                            body -> () -> fromRazorpay(api, body, "evt_" + UUID.randomUUID()))
                    .toList())) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
            }
        } finally {
            threads.shutdownNow();
        }

        await().untilAsserted(() -> assertThat(statuses()).hasSize(60).containsOnly("PROCESSED"));
        await().untilAsserted(() -> assertThat(told()).hasSize(60));
    }

    // ------------------------------------------------------------------------------------------------ the way back

    @Test
    void aBrowserGoesOnToTheShopAndItsRunIsTold() {
        runWaits();
        String request = requestWith("https://shop.example/back?cart=a%20b#paid");
        orderIs(CheckoutState.AWAITING_PAYMENT);
        routeIs(1, RouteOwner.CHECKOUT, null, request);

        HttpResponse<String> answer = api.get("/payments/return/" + attemptId);

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location"))
                .contains("https://shop.example/back?cart=a%20b&order_id=" + orderId + "&state=AWAITING_PAYMENT#paid");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(answer.headers().firstValue("RateLimit-Limit")).isPresent();
        await().untilAsserted(() -> assertThat(told()).containsExactly(attemptId));
    }

    @Test
    void aGatewayMaySendTheBrowserByAForm() {
        routeIs(1, RouteOwner.CLOSED, null, requestWith("https://shop.example/back"));

        HttpResponse<String> answer = api.postAsIs(
                "/payments/return/" + attemptId,
                "razorpay_payment_id=pay_1".getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/x-www-form-urlencoded");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("https://shop.example/back?order_id=" + orderId);
    }

    @Test
    void withoutAWayBackThereIsAPage() {
        orderIs(CheckoutState.COMPLETED);
        routeIs(1, RouteOwner.CLOSED, null, requestWith(null));

        HttpResponse<String> answer = api.get("/payments/return/" + attemptId, "Accept", "text/html");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'");
        assertThat(answer.body())
                .contains("Order ORD-1", "Your order is placed")
                .doesNotContain("<script", "href");
    }

    @Test
    void anUnknownPaymentHasNoWayBack() {
        HttpResponse<String> answer = api.get("/payments/return/" + attemptId);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
        assertThat(answer.body()).contains("There is no such payment").doesNotContain(attemptId);
    }

    @Test
    void aBrowserDoesNotWaitForTemporal() {
        routeIs(1, RouteOwner.CHECKOUT, null, requestWith("https://shop.example/back"));
        try (RunningApi cutOff = api("--spring.temporal.connection.target=127.0.0.1:1")) {
            long begin = System.nanoTime();
            assertThat(cutOff.get("/payments/return/" + attemptId).statusCode()).isEqualTo(303);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        }
    }

    // ------------------------------------------------------------------------------------------------ helpers

    private void runWaits() {
        client.newUntypedWorkflowStub(
                        "PlaceOrderWorkflow",
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.CHECKOUT)
                                .setWorkflowId(workflowId)
                                .build())
                .start((Object) null);
    }

    private List<String> told() {
        return TOLD.getOrDefault(workflowId, List.of());
    }

    private void routeIs(int revision, RouteOwner owner, String orderAtGateway) {
        routeIs(revision, owner, orderAtGateway, "creq_1");
    }

    private void routeIs(int revision, RouteOwner owner, String orderAtGateway, String checkoutRequestId) {
        save(revision, owner, orderAtGateway, checkoutRequestId, AttemptStatus.PENDING, 0);
    }

    private void settled(int revision) {
        save(revision, RouteOwner.CLOSED, gatewayOrderId, "creq_1", AttemptStatus.CAPTURED, 15000);
    }

    private void save(
            int revision,
            RouteOwner owner,
            String orderAtGateway,
            String checkoutRequestId,
            AttemptStatus status,
            long captured) {
        api.bean(PaymentRoutes.class)
                .save(new Route(
                        attemptId,
                        revision,
                        owner,
                        workflowId,
                        orderId,
                        checkoutRequestId,
                        "pay_1",
                        2,
                        orderAtGateway == null ? "PHONEPE" : "RAZORPAY",
                        orderAtGateway,
                        status,
                        "INR",
                        15000,
                        captured,
                        captured,
                        0,
                        0,
                        0,
                        Instant.parse("2026-01-01T12:12:00Z")));
    }

    private static String requestWith(String callbackUrl) {
        String owner = api.bean(OwnerDirectory.class)
                .findOrCreate(OwnerDirectory.Kind.GUEST, UUID.randomUUID().toString())
                .ownerId();
        return api.bean(CheckoutRequestStore.class).save(owner, "cart_1", null, Arrays.asList(null, callbackUrl));
    }

    private void orderIs(CheckoutState state) {
        record(1, CheckoutState.VALIDATING);
        record(2, state);
    }

    private void record(int sequence, CheckoutState state) {
        var order = new OrderSnapshot(
                OrderKind.CART,
                "own_1",
                orderId,
                1,
                workflowId,
                "WEB",
                "ORD-1",
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        api.bean(OrderRecords.class)
                .record(new OrderEntry(
                        orderId, sequence, state, true, Instant.parse("2026-01-01T12:00:00Z"), "Title", null, order));
    }

    private String phonePeBody(String state) {
        return """
                {"event": "checkout.order.completed", "payload": {"orderId": "OMO%1$s", "merchantOrderId": "%1$s", "state": "%2$s", "amount": 15000,
                 "paymentDetails": [{"transactionId": "OM%1$s", "state": "%2$s"}]}}""".formatted(attemptId, state);
    }

    private String razorpayBody(String event, String status) {
        return """
                {"entity": "event", "event": "%s", "payload": {"payment": {"entity": {"id": "%s", "order_id": "%s", "status": "%s", "notes": [],
                 "email": "anita@shop.example", "contact": "+919876543210", "vpa": "anita@upi"}}}}""".formatted(event, gatewayPaymentId, gatewayOrderId, status);
    }

    private static HttpResponse<String> fromPhonePe(RunningApi api, String body) {
        return api.post(PHONEPE, body, "x-phonepe-checksum-signature", hmac(RunningApi.PHONEPE_SECRET, body));
    }

    private static HttpResponse<String> fromRazorpay(RunningApi api, String body, String eventId) {
        return api.post(
                RAZORPAY,
                body,
                "X-Razorpay-Signature",
                hmac(RunningApi.RAZORPAY_SECRET, body),
                "x-razorpay-event-id",
                eventId);
    }

    private static String hmac(String secret, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static List<String> statuses() {
        return api.database()
                .sql("select status from orchestra.webhook_inbox order by status")
                .query(String.class)
                .list();
    }

    private static double received(RunningApi api, String gateway, String outcome) {
        return api.bean(MeterRegistry.class)
                .counter("orchestra.webhooks.received", "gateway", gateway, "outcome", outcome)
                .count();
    }

    private static double unsettled(RunningApi api, String status) {
        return api.bean(MeterRegistry.class)
                .get("orchestra.webhooks.unsettled")
                .tag("status", status)
                .gauge()
                .value();
    }

    private static <T> List<T> atOnce(int threads, Callable<T> call) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : pool.invokeAll(Collections.nCopies(threads, call))) {
                results.add(result.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
