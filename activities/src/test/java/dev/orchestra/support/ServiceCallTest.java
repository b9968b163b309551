package dev.orchestra.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.cart.CartService.Delete;
import dev.orchestra.services.cart.CartService.Unlock;
import dev.orchestra.services.cart.Change;
import dev.orchestra.services.cart.ComputeInputs;
import dev.orchestra.services.cart.HttpCartService;
import dev.orchestra.services.cart.OptionsChange;
import dev.orchestra.services.inventory.HttpInventoryService;
import dev.orchestra.services.inventory.InventoryService;
import dev.orchestra.services.inventory.InventoryService.Item;
import dev.orchestra.services.inventory.InventoryService.Reserve;
import dev.orchestra.services.marketing.HttpMarketingService;
import dev.orchestra.services.marketing.MarketingService.PricedLine;
import dev.orchestra.services.marketing.MarketingService.ValidateCoupons;
import dev.orchestra.services.order.HttpOrderService;
import dev.orchestra.services.order.OrderService.PaymentStatus;
import dev.orchestra.services.product.HttpProductService;
import dev.orchestra.services.seller.HttpSellerAdminService;
import dev.orchestra.services.seller.SellerAdminService.Store;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service's answers, and the lack of them, mean to a workflow; and what the service gets to see. */
@Timeout(30)
class ServiceCallTest {

    private static final String PROBLEM = "application/problem+json";

    private final MockWebServer server = new MockWebServer();
    private ServiceClient client;
    private CartService carts;
    private InventoryService inventory;
    private TestActivityEnvironment worker;

    @BeforeEach
    void start() throws IOException {
        server.start();
        client = new ServiceClient(addresses(server.url("/").toString()));
        carts = new HttpCartService(client);
        inventory = new HttpInventoryService(client);
        worker = TestActivityEnvironment.newInstance();
        worker.registerActivitiesImplementations(carts);
    }

    @AfterEach
    void stop() {
        worker.close();
        client.close();
        server.close();
    }

    // ------------------------------------------------------------------------------------------------ refusals

    @Test
    void a_refusal_is_final_and_carries_the_problem() {
        answer(409, PROBLEM, """
                {"type": "about:blank", "status": 409, "code": "OUT_OF_STOCK", "detail": "Not enough stock.", "trace": [1],
                 "items": [{"product_id": "prod_1", "variant_id": null, "requested": 5, "quantity_available": 2}]}""");

        ApplicationFailure failure = failureOf(this::reserve);

        assertThat(failure.isNonRetryable()).isTrue();
        assertThat(failure.getType()).isEqualTo("OUT_OF_STOCK");
        assertThat(failure.getDetails().getSize()).isEqualTo(1);
        assertThat(failure.getDetails().get(ServiceProblem.class))
                .isEqualTo(new ServiceProblem(
                        409,
                        "OUT_OF_STOCK",
                        "Not enough stock.",
                        null,
                        null,
                        List.of(new Refusal.LineProblem(null, "prod_1", null, 5, 2)),
                        null));
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void a_workflow_reads_the_problem_from_the_activitys_failure() {
        answer(409, PROBLEM, """
                {"code": "CART_LOCKED", "detail": "Frozen.", "order_id": "order_1"}""");

        CartService stub = worker.newActivityStub(CartService.class);
        ActivityFailure failure = catchThrowableOfType(
                ActivityFailure.class,
                () -> stub.lock(new Write<>("key", new CartService.Lock("cart_1", 1, "order_2"))));

        ApplicationFailure cause = (ApplicationFailure) failure.getCause();
        assertThat(cause.isNonRetryable()).isTrue();
        ServiceProblem problem = cause.getDetails().get(ServiceProblem.class);
        assertThat(problem.code()).isEqualTo("CART_LOCKED");
        assertThat(problem.orderId()).isEqualTo("order_1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>Not here</html>", "", "{\"detail\": \"no code\"}", "[1]", "null"})
    void a_refusal_without_a_problem_is_known_by_its_status(String body) {
        answer(404, "text/html", body);

        ApplicationFailure failure = failureOf(() -> carts.get("cart_1"));

        assertThat(failure.isNonRetryable()).isTrue();
        assertThat(failure.getType()).isEqualTo("HTTP_404");
        assertThat(failure.getDetails().get(ServiceProblem.class).code()).isEqualTo("HTTP_404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null"})
    void an_undo_that_found_nothing_may_be_answered_with_nothing(String body) {
        answer(200, "application/json", body);

        assertThat(carts.unlock(new Undo<>("undo", "lock", new Unlock("cart_1", 1))))
                .isNull();
    }

    /** A wrong address answers 404 to everything: a cart that stays locked must not be taken for one that is gone. */
    @ParameterizedTest
    @CsvSource({"409, application/problem+json, CART_LOCKED", "404, text/html, HTTP_404", "410, text/html, HTTP_410"})
    void an_unlock_that_is_refused_is_not_done(int status, String contentType, String code) {
        answer(status, contentType, contentType.equals(PROBLEM) ? "{\"code\": \"" + code + "\"}" : "not here");

        assertThat(failureOf(() -> carts.unlock(new Undo<>("undo", "lock", new Unlock("cart_1", 1))))
                        .getType())
                .isEqualTo(code);
    }

    // ------------------------------------------------------------------------------------------------ no usable answer

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // status, Retry-After, the delay before the next try in seconds
                "429, 3, 3",
                "503, 3, 3",
                "503, 3600, 10",
                "429, -, -",
                "503, 'Wed, 21 Oct 2026 07:28:00 GMT', -",
                "503, -5, -",
                "408, 3, -",
                "500, 3, -",
                "502, -, -",
                "504, -, -",
                "302, -, -"
            })
    void what_may_pass_is_retried_no_sooner_than_the_service_asks(int status, String retryAfter, Long delay) {
        MockResponse.Builder response =
                new MockResponse.Builder().code(status).body("secret").addHeader("Location", server.url("/other"));
        if (retryAfter != null) {
            response.addHeader("Retry-After", retryAfter);
        }
        server.enqueue(response.build());
        // A request that timed out is repeated once by the HTTP client itself.
        server.enqueue(response.build());

        ApplicationFailure failure = failureOf(() -> carts.get("cart_1"));

        assertRetryable(failure, "cart answered with status " + status);
        assertThat(failure.getNextRetryDelay()).isEqualTo(delay == null ? null : Duration.ofSeconds(delay));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>secret</html>",
                "",
                "null",
                "[]",
                "{\"cart_id\": \"secret\"}",
                "{\"cart_id\": \"secret\", \"version\": \"many\", \"computed\": true, \"attempt\": 1}",
                "{\"cart_id\": \"secret"
            })
    void an_answer_that_cannot_be_read_is_no_answer(String body) {
        answer(200, "application/json", body);

        assertRetryable(failureOf(() -> carts.get("cart_1")), "cart sent an answer that cannot be read (status 200)");
    }

    @Test
    void a_connection_that_breaks_is_no_answer() {
        server.enqueue(new MockResponse.Builder()
                .body("{\"cart_id\": \"secret\"}")
                .onResponseBody(new SocketEffect.CloseSocket())
                .build());

        assertRetryable(failureOf(() -> carts.get("cart_1")), "cart did not answer");
    }

    @Test
    void a_service_that_is_down_is_no_answer() {
        server.close();

        assertRetryable(failureOf(() -> carts.ofOwner("own_secret")), "cart did not answer (ConnectException)");
    }

    @Test
    void a_call_does_not_outlive_its_activity() {
        server.enqueue(new MockResponse.Builder()
                .headersDelay(20, TimeUnit.SECONDS)
                .body("{}")
                .build());

        CartService stub = worker.newActivityStub(
                CartService.class,
                ActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofMillis(500))
                        .setRetryOptions(
                                RetryOptions.newBuilder().setMaximumAttempts(1).build())
                        .build());
        long start = System.nanoTime();
        ActivityFailure failure = catchThrowableOfType(ActivityFailure.class, () -> stub.get("cart_1"));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertRetryable((ApplicationFailure) failure.getCause(), "cart did not answer");
    }

    @Test
    void a_call_outside_an_activity_keeps_its_caller_waiting_for_a_moment_only() {
        server.enqueue(new MockResponse.Builder()
                .headersDelay(20, TimeUnit.SECONDS)
                .body("{}")
                .build());

        long start = System.nanoTime();
        assertRetryable(failureOf(() -> carts.get("cart_1")), "cart did not answer");

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(StepCatalogue.DIRECT_CALL, StepCatalogue.DIRECT_CALL.plusSeconds(3));
    }

    // ------------------------------------------------------------------------------------------------ what the service
    // sees

    @Test
    void a_write_carries_its_key_and_money_to_the_paisa() throws InterruptedException {
        answer(200, "application/json", "{\"coupons\": []}");

        new HttpMarketingService(client)
                .validateCoupons(new ValidateCoupons(
                        "own_1",
                        null,
                        List.of("SAVE20"),
                        List.of(new PricedLine(
                                "prod_1", null, "store_1", 2, new BigDecimal("1E+2"), new BigDecimal("250.50")))));

        RecordedRequest question = server.takeRequest();
        assertThat(question.getRequestLine()).isEqualTo("POST /api/coupons/validate HTTP/1.1");
        assertThat(question.getHeaders().get("Content-Type")).isEqualTo("application/json");
        assertThat(question.getHeaders().get("Idempotency-Key")).isNull();
        assertThat(question.getBody().utf8())
                .isEqualTo(
                        "{\"owner_id\":\"own_1\",\"codes\":[\"SAVE20\"],"
                                + "\"lines\":[{\"product_id\":\"prod_1\",\"store_id\":\"store_1\",\"quantity\":2,\"unit_price\":100,\"amount\":250.50}]}");

        answer(200, "application/json", """
                {"reservation_id": "res_1", "status": "HELD", "expires_at": "2026-01-01T00:15:00Z", "new_field": {}}""");
        reserve();

        RecordedRequest write = server.takeRequest();
        assertThat(write.getHeaders().get("Idempotency-Key")).isEqualTo("place-order/cart_1/1/3");
        assertThat(write.getHeaders().get("Undo-Of")).isNull();
        assertThat(write.getHeaders().get("Checkout-Attempt")).isNull();
    }

    @Test
    void an_undo_names_what_it_undoes() throws InterruptedException {
        answer(200, "application/json", "{\"released\": 1}");

        inventory.releaseReservations(new Undo<>(
                "place-order/cart_1/1/undo 3", "place-order/cart_1/1/3", new InventoryService.Release("o", null)));

        RecordedRequest undo = server.takeRequest();
        assertThat(undo.getHeaders().get("Idempotency-Key")).isEqualTo("place-order/cart_1/1/undo 3");
        assertThat(undo.getHeaders().get("Undo-Of")).isEqualTo("place-order/cart_1/1/3");
    }

    @Test
    void a_write_to_a_locked_cart_presents_the_attempt() throws InterruptedException {
        answer(200, "application/json", "{\"cart_id\": \"cart_1\", \"deleted\": true}");
        carts.delete(new Write<>("key", new Delete("cart_1", "order_1", 2, new BigDecimal("708.20"), null)));

        RecordedRequest ofCheckout = server.takeRequest();
        assertThat(ofCheckout.getTarget()).isEqualTo("/api/carts/cart_1?order_id=order_1&attempt=2&total=708.20");
        assertThat(ofCheckout.getHeaders().get("Checkout-Attempt")).isEqualTo("2");

        answer(200, "application/json", "{\"cart_id\": \"cart_1\", \"deleted\": true}");
        carts.delete(new Write<>("key", new Delete("cart_1", null, null, null, null)));

        RecordedRequest ofCustomer = server.takeRequest();
        assertThat(ofCustomer.getTarget()).isEqualTo("/api/carts/cart_1");
        assertThat(ofCustomer.getHeaders().get("Checkout-Attempt")).isNull();
    }

    @Test
    void a_write_can_be_for_one_version_of_the_cart_alone() throws InterruptedException {
        answer(200, "application/json", "{\"operations_applied\": 0, \"results\": []}");
        carts.applyOperations(new Write<>("key", new CartService.Batch("cart_1", List.of(), 7L)));
        assertThat(server.takeRequest().getBody().utf8()).isEqualTo("{\"operations\":[],\"version\":7}");
        answer(200, "application/json", "{\"operations_applied\": 0, \"results\": []}");
        carts.applyOperations(new Write<>("key", new CartService.Batch("cart_1", List.of(), null)));
        assertThat(server.takeRequest().getBody().utf8()).isEqualTo("{\"operations\":[]}");

        answer(409, PROBLEM, "{\"code\": \"CART_CHANGED\"}");
        assertThat(failureOf(() -> carts.chooseOptions(new Write<>("key", billing(7L))))
                        .getType())
                .isEqualTo("CART_CHANGED");
        assertThat(server.takeRequest().getBody().utf8())
                .isEqualTo("{\"address\":{\"billing\":{\"same_as_shipping\":true}},\"version\":7}");
        answer(409, PROBLEM, "{\"code\": \"CART_LOCKED\"}");
        failureOf(() -> carts.chooseOptions(new Write<>("key", billing(null))));
        assertThat(server.takeRequest().getBody().utf8())
                .isEqualTo("{\"address\":{\"billing\":{\"same_as_shipping\":true}}}");
    }

    @Test
    void a_computation_with_other_inputs_is_another_one() throws InterruptedException {
        String first = keyOfComputation(7L);

        assertThat(first).matches("run/6/[0-9a-f]{16}");
        assertThat(keyOfComputation(7L)).isEqualTo(first);
        assertThat(keyOfComputation(8L)).startsWith("run/6/").isNotEqualTo(first);
    }

    private String keyOfComputation(long version) throws InterruptedException {
        answer(409, PROBLEM, "{\"code\": \"QUOTE_OUTDATED\"}");
        failureOf(() -> carts.compute(new Write<>(
                "run/6",
                new CartService.Compute(
                        "cart_1",
                        null,
                        new ComputeInputs(
                                List.of(), List.of(), List.of(), List.of(), List.of(), null, null, version)))));
        return server.takeRequest().getHeaders().get("Idempotency-Key");
    }

    @Test
    void the_two_writes_of_a_confirmation_have_keys_of_their_own() throws InterruptedException {
        String order = "{\"id\": \"order_1\"}";
        answer(200, "application/json", order);
        answer(200, "application/json", order);

        new HttpOrderService(client, references -> Map.of())
                .confirm(new Write<>("run/8a", new PaymentStatus("order_1", "PENDING")));

        RecordedRequest paymentStatus = server.takeRequest();
        assertThat(paymentStatus.getTarget()).isEqualTo("/api/orders/order_1/payment-status");
        assertThat(paymentStatus.getHeaders().get("Idempotency-Key")).isEqualTo("run/8a/payment-status");
        RecordedRequest status = server.takeRequest();
        assertThat(status.getTarget()).isEqualTo("/api/orders/order_1/status");
        assertThat(status.getHeaders().get("Idempotency-Key")).isEqualTo("run/8a/status");
        assertThat(status.getBody().utf8()).isEqualTo("{\"order_status\":\"CONFIRMED\"}");
    }

    @Test
    void an_id_cannot_reach_another_address() throws InterruptedException {
        answer(404, PROBLEM, "{\"code\": \"CART_NOT_FOUND\"}");

        failureOf(() -> carts.get("../orders/1?a=b#c"));

        assertThat(server.takeRequest().getTarget()).isEqualTo("/api/carts/..%2Forders%2F1%3Fa=b%23c");
    }

    @Test
    void nobody_asks_for_all_products_by_asking_for_none() {
        assertThat(new HttpProductService(client).search(List.of()).products()).isEmpty();
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void many_products_are_asked_for_in_a_body() throws InterruptedException {
        List<String> thirty = Collections.nCopies(30, "prod_1");
        assertThat(productsAsked(thirty)).isEqualTo("GET /api/products/search?ids=" + String.join("%2C", thirty));
        assertThat(productsAsked(Collections.nCopies(31, "prod_1"))).isEqualTo("POST /api/products/search");
        assertThat(productsAsked(List.of("x".repeat(1_000)))).startsWith("GET ");
        assertThat(productsAsked(List.of("x".repeat(1_001)))).isEqualTo("POST /api/products/search");
    }

    private String productsAsked(List<String> ids) throws InterruptedException {
        answer(200, "application/json", "{\"products\": []}");
        new HttpProductService(client).search(ids);
        RecordedRequest asked = server.takeRequest();
        return asked.getMethod() + " " + asked.getTarget();
    }

    @Test
    void stores_are_asked_side_by_side_and_answered_in_order() {
        // Nobody is answered before all have asked: one after the other would never end.
        CyclicBarrier all = new CyclicBarrier(7);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                try {
                    all.await(10, TimeUnit.SECONDS);
                } catch (Exception notAll) {
                    return new MockResponse.Builder().code(500).build();
                }
                List<String> path = Objects.requireNonNull(request.getUrl()).pathSegments();
                return new MockResponse.Builder()
                        .body("{\"store_id\": \"" + path.get(path.size() - 1) + "\", \"status\": \"ONLINE\"}")
                        .build();
            }
        });
        List<String> ids = List.of("store_1", "store_2", "store_3", "store_4", "store_5", "store_6", "store_7");

        assertThat(new HttpSellerAdminService(client).stores(ids).stores())
                .extracting(Store::storeId)
                .isEqualTo(ids);
    }

    @Test
    void one_stores_refusal_is_the_refusal_of_all() {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                boolean known = request.getTarget().contains("/stores/store_1/");
                return known
                        ? new MockResponse.Builder()
                                .body("{\"store_id\": \"store_1\", \"prices_include_tax\": true, \"tax_rates\": []}")
                                .build()
                        : new MockResponse.Builder()
                                .code(404)
                                .body("{\"code\": \"STORE_NOT_FOUND\"}")
                                .build();
            }
        });

        ApplicationFailure failure =
                failureOf(() -> new HttpSellerAdminService(client).taxSettings(List.of("store_1", "store_2")));

        assertThat(failure.getType()).isEqualTo("STORE_NOT_FOUND");
        assertThat(failure.isNonRetryable()).isTrue();
    }

    @Test
    void a_service_can_have_an_address_of_its_own() {
        answer(200, "application/json", "{\"cart\": null, \"tombstone\": null}");
        ServiceAddresses split = new ServiceAddresses(
                "http://127.0.0.1:1",
                Map.of(Step.Service.CART, server.url("/base/path").toString()),
                "domain_main");

        try (ServiceClient other = new ServiceClient(split)) {
            assertThat(new HttpCartService(other).ofOwner("own_1").cart()).isNull();
            assertRetryable(
                    failureOf(() -> new HttpInventoryService(other).reserve(hold())), "inventory did not answer");
        }
    }

    private static CartService.Choose billing(Long version) {
        var same = new Change<>(new Cart.Address(null, new Cart.Billing(true, null)));
        return new CartService.Choose(
                "cart_1", new OptionsChange(null, same, null, null, null, null, null, null, null, null), version);
    }

    private InventoryService.Reservation reserve() {
        return inventory.reserve(hold());
    }

    private static Write<Reserve> hold() {
        return new Write<>(
                "place-order/cart_1/1/3", new Reserve("order_1", "cart_1", 900, List.of(new Item("prod_1", null, 5))));
    }

    private void answer(int status, String contentType, String body) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", contentType)
                .body(body)
                .build());
    }

    private static void assertRetryable(ApplicationFailure failure, String message) {
        assertThat(failure.isNonRetryable()).isFalse();
        assertThat(failure.getType()).isEqualTo(ServiceCall.SERVICE_ERROR);
        assertThat(failure.getOriginalMessage()).startsWith(message);
        // Failures stay in histories and logs.
        assertThat(failure).hasMessageNotContaining("secret").hasNoCause();
    }

    private static ApplicationFailure failureOf(Runnable call) {
        return catchThrowableOfType(ApplicationFailure.class, call::run);
    }

    private static ServiceAddresses addresses(String url) {
        return new ServiceAddresses(url, Map.of(), "domain_main");
    }
}
