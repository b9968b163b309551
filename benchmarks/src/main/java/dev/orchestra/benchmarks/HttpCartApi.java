package dev.orchestra.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.client.WorkflowClient;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The durable side: requests to the API, with the identity headers of its mode {@code local}. */
final class HttpCartApi implements CartApi {

    private static final String ITEMS = """
            {"operations": [{"op": "SET", "product_id": "%s", "quantity": %d}, {"op": "SET", "product_id": "%s", "quantity": 1}]}""";

    private static final String OPTIONS = """
            {"coupons": [{"code": "%s"}],
             "address": {"shipping_address": {"address_id": "%s"}, "billing_address": {"same_as_shipping": false, "address_id": "%s"}},
             "tips": {"amount": %s, "currency": "INR", "description": "Thank you tip"},
             "delivery_option": {"delivery_option_id": "%s"},
             "delivery_preference": {"scheduled": {"date": "%s", "slot": {"id": "slot_today_1", "label": "6:00 PM - 6:30 PM"}}, "immediate": null},
             "pickup_point": {"pickup_point_id": "%s"},
             "payment_method": {"payment_method_id": "%s"},
             "gift_wrap": {"id": "%s", "message": "Happy Birthday!"},
             "special_instructions": {"instructions": "Please leave at front door."}}""";

    private static final String CASH = "\"MANUAL\", \"gateway\": \"COD\"";
    private static final String PHONEPE = "\"GATEWAY\", \"gateway\": \"PHONEPE\"";

    private static final String ORDER = """
            {"payment_instruction": [{"full_amount": true, "currency": "INR", "payment_mode": %s}],
             "total_order_amount": %s, "multiple_payment_methods": false, "order_initiated_from": "WEB",
             "device": {"type": "MOBILE", "fingerprint": "fp_hash_456", "ip_address": "192.168.1.1", "user_agent": "Mozilla/5.0", "timezone": "Asia/Kolkata"}}""";

    private final HttpClient http;
    private final String url;
    private final ApiRequests requests;
    private final WorkflowClient temporal;
    private final PhonePeStandIn phonePe;

    /**
     * @param temporal where the runs are, to wait for the end of those that outlive their request
     * @param phonePe where the customers pay
     */
    HttpCartApi(HttpClient http, String url, WorkflowClient temporal, PhonePeStandIn phonePe) {
        this.http = http;
        this.url = url;
        this.requests = new ApiRequests(http, url);
        this.temporal = temporal;
        this.phonePe = phonePe;
    }

    @Override
    public void updateItems(Shopper shopper) throws Exception {
        JsonNode cart = setItems(shopper, "/cart/items");
        shopper.total = new BigDecimal(cart.at("/totals/net_payable").asText());
    }

    @Override
    public void updateItemsOnly(Shopper shopper) throws Exception {
        setItems(shopper, "/cart/items?compute=false");
    }

    private JsonNode setItems(Shopper shopper, String path) throws Exception {
        JsonNode cart = requests.ask(shopper, "POST", path, items(shopper)).get("cart");
        shopper.cartId = cart.get("cart_id").asText();
        shopper.attempt = cart.path("attempt").asInt(1);
        return cart;
    }

    @Override
    public void chooseOptions(Shopper shopper) throws Exception {
        requests.ask(
                shopper,
                "PUT",
                "/cart",
                OPTIONS.formatted(
                        COUPON,
                        ADDRESS,
                        ADDRESS,
                        TIP,
                        DELIVERY_OPTION,
                        LocalDate.now(ZoneOffset.UTC).plusDays(7),
                        PICKUP_POINT,
                        PAYMENT_METHOD,
                        GIFT_WRAP));
    }

    @Override
    public void view(Shopper shopper) throws Exception {
        requests.ask(shopper, "GET", "/cart", null);
    }

    /** {@code GET /cart?compute=false}. */
    void viewCached(Shopper shopper) throws Exception {
        requests.ask(shopper, "GET", "/cart?compute=false", null);
    }

    /** The same request of nobody, which the same process refuses: what HTTP alone costs here. */
    void viewRefused(Shopper nobody) throws Exception {
        int status = http.send(
                        HttpRequest.newBuilder(URI.create(url + "/cart?compute=false"))
                                .GET()
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .statusCode();
        if (status != 401) {
            throw new IllegalStateException("a request of nobody was answered with " + status);
        }
    }

    @Override
    public void delete(Shopper shopper) throws Exception {
        requests.ask(shopper, "DELETE", "/cart", null);
    }

    @Override
    public void buyNow(Shopper shopper) throws Exception {
        requests.ask(shopper, "POST", "/buy-now", items(shopper));
    }

    @Override
    public void suggestions(Shopper shopper) throws Exception {
        requests.ask(shopper, "GET", "/cart/suggestions", null);
    }

    @Override
    public void placeOrder(Shopper shopper) throws Exception {
        placeOrder(shopper, CASH);
    }

    @Override
    public void placeOrderAtGateway(Shopper shopper) throws Exception {
        JsonNode payment = placeOrder(shopper, PHONEPE).at("/payment/0");
        shopper.gatewayOrderId = payment.path("gateway_order_id").asText();
        if (payment.path("redirect_url").asText().isEmpty()) {
            throw new IllegalStateException("PhonePe has not begun a payment: " + payment);
        }
    }

    private JsonNode placeOrder(Shopper shopper, String instruction) throws Exception {
        JsonNode answer = requests.ask(
                shopper, "POST", "/cart/place-order", ORDER.formatted(instruction, shopper.total.toPlainString()));
        shopper.orderId = answer.at("/order/id").asText();
        return answer;
    }

    @Override
    public void payAndFinishOrder(Shopper shopper) throws Exception {
        phonePe.pay(shopper.gatewayOrderId);
        finishOrder(shopper);
    }

    /** When the order's event stream, which is open when this returns, tells that it is COMPLETED. */
    CompletableFuture<Instant> told(Shopper shopper) throws Exception {
        HttpResponse<Stream<String>> stream = http.send(
                HttpRequest.newBuilder(URI.create(url + "/orders/" + shopper.orderId + "/events"))
                        .header("X-User-Id", shopper.name)
                        .header("Accept", "text/event-stream")
                        .build(),
                HttpResponse.BodyHandlers.ofLines());
        return CompletableFuture.supplyAsync(() -> {
            try (Stream<String> lines = stream.body()) {
                return lines.filter(line -> line.startsWith("data:") && line.contains("\"COMPLETED\""))
                        .map(line -> Instant.now())
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException(
                                "the stream of " + shopper.orderId + " ended before the order was complete"));
            }
        });
    }

    @Override
    public void finishOrder(Shopper shopper) {
        temporal.newUntypedWorkflowStub("place-order/" + shopper.cartId + "/" + shopper.attempt)
                .getResult(String.class);
    }

    private static String items(Shopper shopper) {
        return ITEMS.formatted(FIRST, shopper.nextQuantity(), SECOND);
    }

    @Override
    public void close() {
        // Its connections end with the process.
    }
}
