package dev.orchestra.deploy;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One order from an empty cart to its end, as a storefront would place it through the public API; the customer's phone, which gets the one-time password, and the customer
 * at the gateway's page are played by the stand-ins.
 */
final class Demo {

    private static final Duration ORDER_ENDS = Duration.ofSeconds(60);

    /** Visibility lags behind the run. */
    private static final Duration RUN_IS_LISTED = Duration.ofSeconds(15);

    private static final Duration ONE_CALL = Duration.ofSeconds(20);
    private static final Set<String> ENDED_BADLY = Set.of("REJECTED", "CANCELLED", "EXPIRED");

    /** Of the demo shop: a prepaid card, and something that costs 250.00. */
    private static final String WALLET = "wallet_456";

    private static final String PRODUCT = "prod_250";

    private final LocalStack stack;
    private final PrintStream out;
    private final String customer = "demo-" + UUID.randomUUID().toString().substring(0, 8);
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ONE_CALL).build();
    private final ObjectMapper json = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, null))
            .build();

    Demo(LocalStack stack, PrintStream out) {
        this.stack = stack;
        this.out = out;
    }

    record Operation(String op, String productId, int quantity) {}

    record Operations(List<Operation> operations) {}

    record Instruction(
            boolean fullAmount, BigDecimal amount, String currency, String paymentMode, String gateway, Meta meta) {

        Instruction(BigDecimal amount, String paymentMode, String gateway, Meta meta) {
            this(false, amount, "INR", paymentMode, gateway, meta);
        }
    }

    record Meta(String walletId, String otp) {}

    record PasswordWish(BigDecimal amount, String currency) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record PasswordSent(boolean success, String sentTo) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Phone(List<Message> messages) {

        @JsonIgnoreProperties(ignoreUnknown = true)
        record Message(String otp) {}
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Payment(
            String paymentMode,
            String gateway,
            BigDecimal amount,
            String status,
            String redirectUrl,
            String gatewayOrderId) {}

    record Device(String type, String fingerprint, String userAgent, String timezone) {}

    record PlaceOrder(
            List<Instruction> paymentInstruction,
            BigDecimal totalOrderAmount,
            boolean multiplePaymentMethods,
            String orderInitiatedFrom,
            Device device) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Totals(BigDecimal netPayable) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Line(String productId, String name, int quantity, BigDecimal total) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Cart(String cartId, List<Line> items, Totals totals) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record CartAnswer(boolean success, Cart cart) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Order(
            String id,
            String number,
            String orderStatus,
            String paymentStatus,
            String checkoutState,
            BigDecimal total,
            String currency) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record OrderAnswer(boolean success, Order order, List<Payment> payment) {}

    /** What the simulated customer has to say. */
    record Nothing() {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record GatewayBooks(String state) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Event(int sequence, String at, String state, String title, String detail) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Timeline(List<Event> events) {}

    /** As the UI's HTTP API writes it, which has its own spelling. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Runs(List<Run> executions) {

        @JsonIgnoreProperties(ignoreUnknown = true)
        record Run(Execution execution) {}

        @JsonIgnoreProperties(ignoreUnknown = true)
        record Execution(
                @JsonProperty("workflowId") String workflowId,
                @JsonProperty("runId") String runId) {}
    }

    /** How often an unanswered request is repeated before the demo gives up. */
    private static final int REPEATS = 5;

    /**
     * Plays the order and prints it.
     *
     * @throws StartFailure when a step is refused or the order does not complete in time
     */
    void play() {
        out.println();
        out.println("Demo: customer " + customer
                + " buys something for 250.00: 150 by PhonePe, 50 from a wallet, 50 in cash at the door");
        post("/cart/items", new Operations(List.of(new Operation("ADD", PRODUCT, 1))), CartAnswer.class);
        Cart cart = get("/cart?compute=false", CartAnswer.class).cart();
        for (Line line : cart.items()) {
            out.printf("  %d x %-24s %10s%n", line.quantity(), line.name(), line.total());
        }
        BigDecimal owed = cart.totals().netPayable();
        out.printf("  %-28s %10s%n", "to pay", owed);
        BigDecimal fifty = new BigDecimal("50.00");
        PasswordSent sent = post("/wallets/" + WALLET + "/otp", new PasswordWish(fifty, "INR"), PasswordSent.class);
        out.println("  a one-time password was sent to " + sent.sentTo());
        String otp = send(
                        HttpRequest.newBuilder(URI.create(stack.stubsUrl() + "/simulators/phones/" + WALLET))
                                .GET(),
                        Phone.class)
                .messages()
                .get(0)
                .otp();
        OrderAnswer answer = post(
                "/cart/place-order",
                new PlaceOrder(
                        List.of(
                                new Instruction(owed.subtract(fifty).subtract(fifty), "GATEWAY", "PHONEPE", null),
                                new Instruction(fifty, "WALLET", "STORE-WALLET", new Meta(WALLET, otp)),
                                new Instruction(fifty, "MANUAL", "COD", null)),
                        owed,
                        true,
                        "WEB",
                        new Device("DESKTOP", "fp_" + customer, "deploy-up-demo", "Asia/Kolkata")),
                OrderAnswer.class);
        Order placed = answer.order();
        out.println("  placed order " + placed.number() + " (" + placed.id() + ")");
        for (Payment payment : answer.payment()) {
            out.printf("  %-28s %10s  %s%n", payment.gateway(), payment.amount(), payment.status());
        }
        Payment atGateway = answer.payment().get(0);
        out.println("  the customer pays at " + atGateway.redirectUrl());
        pay(atGateway);
        Order ended = awaitEnd(placed.id());
        out.printf(
                "  order %s is %s, payment %s, checkout %s, total %s %s%n",
                ended.number(),
                ended.orderStatus(),
                ended.paymentStatus(),
                ended.checkoutState(),
                ended.total(),
                ended.currency());
        printTimeline(placed.id());
        printRun(placed.id());
    }

    /** As the button of the hosted page does it; the webhook comes from the gateway's stand-in. */
    private void pay(Payment payment) {
        try {
            send(
                    HttpRequest.newBuilder(URI.create(stack.stubsUrl() + "/gateways/control/phonepe/orders/"
                                    + payment.gatewayOrderId() + "/pay"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(new Nothing()))),
                    GatewayBooks.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Order awaitEnd(String orderId) {
        Order[] last = new Order[1];
        boolean ended = Wait.until(ORDER_ENDS, () -> {
            last[0] = get("/orders/" + orderId, OrderAnswer.class).order();
            return "COMPLETED".equals(last[0].checkoutState()) || ENDED_BADLY.contains(last[0].checkoutState());
        });
        if (!ended || !"COMPLETED".equals(last[0].checkoutState())) {
            printTimeline(orderId);
            throw new StartFailure("the demo's order " + orderId + " is " + last[0].checkoutState()
                    + (ended ? "" : " after " + ORDER_ENDS.toSeconds() + " s") + ", not COMPLETED; the logs are in "
                    + stack.folder(Part.API) + " and " + stack.folder(Part.WORKERS));
        }
        return last[0];
    }

    private void printTimeline(String orderId) {
        out.println();
        out.printf("  %3s  %-12s  %-16s  %s%n", "#", "time (UTC)", "state", "what happened");
        for (Event event :
                get("/orders/" + orderId + "/timeline", Timeline.class).events()) {
            String time = event.at() != null && event.at().length() >= 23
                    ? event.at().substring(11, 23)
                    : String.valueOf(event.at());
            String detail = event.detail() == null || event.detail().isBlank() ? "" : " — " + event.detail();
            out.printf("  %3d  %-12s  %-16s  %s%s%n", event.sequence(), time, event.state(), event.title(), detail);
        }
        out.println();
    }

    private void printRun(String orderId) {
        Optional<String> ui = stack.temporalUiUrl();
        if (ui.isEmpty()) {
            out.println("  Its run cannot be shown: this Temporal server has no UI that is known here");
            return;
        }
        String query = URLEncoder.encode("OrderId='" + orderId + "'", StandardCharsets.UTF_8);
        Runs[] found = new Runs[1];
        boolean listed = Wait.until(RUN_IS_LISTED, () -> {
            found[0] = send(
                    HttpRequest.newBuilder(URI.create(ui.get() + "/api/v1/namespaces/default/workflows?query=" + query))
                            .GET(),
                    Runs.class);
            return found[0].executions() != null && !found[0].executions().isEmpty();
        });
        if (!listed) {
            out.println("  Its run is not listed yet; look for it at " + ui.get()
                    + "/namespaces/default/workflows?query=" + query);
            return;
        }
        Runs.Execution run = found[0].executions().get(0).execution();
        // A path segment, where a space is not a plus.
        String workflowId =
                URLEncoder.encode(run.workflowId(), StandardCharsets.UTF_8).replace("+", "%20");
        out.println("  Its run: " + ui.get() + "/namespaces/default/workflows/" + workflowId + "/" + run.runId()
                + "/history");
    }

    private <T> T get(String path, Class<T> type) {
        return send(request(path).GET(), type);
    }

    private <T> T post(String path, Record body, Class<T> type) {
        try {
            return send(
                    request(path)
                            .header("Content-Type", "application/json")
                            .header("Idempotency-Key", UUID.randomUUID().toString())
                            .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body))),
                    type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(stack.apiUrl() + path)).header("X-User-Id", customer);
    }

    private <T> T send(HttpRequest.Builder builder, Class<T> type) {
        HttpRequest request = builder.timeout(ONE_CALL).build();
        String call = request.method() + " " + request.uri();
        try {
            HttpResponse<String> response = sendUntilAnswered(request);
            if (response.statusCode() != 200) {
                throw new StartFailure(
                        "the demo's " + call + " was answered with " + response.statusCode() + ": " + response.body());
            }
            return json.readValue(response.body(), type);
        } catch (IOException e) {
            throw new StartFailure("the demo's " + call + " failed: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("the demo was interrupted", e);
        }
    }

    /** As every client of the API should: not yet, and not now, mean the same request once more, with the same key. */
    private HttpResponse<String> sendUntilAnswered(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        for (int again = 0;
                again < REPEATS && (response.statusCode() == 202 || response.statusCode() == 503);
                again++) {
            long pause = response.headers().firstValueAsLong("Retry-After").orElse(1);
            out.println(
                    "  not answered yet (" + response.statusCode() + "), the same request again in " + pause + " s");
            Thread.sleep(Duration.ofSeconds(pause).toMillis());
            response = http.send(request, HttpResponse.BodyHandlers.ofString());
        }
        return response;
    }
}
