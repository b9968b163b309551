package dev.orchestra.stubs.gateways;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.support.Ids;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PaymentPageTest extends GatewayTest {

    private static final String SHOP = "http://127.0.0.1:3000/back?order=1";

    @Test
    void thePageTellsWhatIsToPayAndNeedsNothingElse() throws Exception {
        String order = Ids.next("mo");

        HttpResponse<String> page = open(phonePeOrder(order).text("/redirectUrl"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
        assertThat(page.body())
                .contains("Orchestra", "₹150.00", "11 minutes left", order, "name=\"viewport\"")
                .contains("value=\"pay\"", "value=\"fail\"", "value=\"close\"", "value=\"late\"")
                .doesNotContain("<script", "src=", "<link", "http://", "https://");
    }

    @Test
    void afterPayingTheBrowserGoesBackToTheShop() throws Exception {
        String order = Ids.next("mo");
        String page = phonePeOrder(order).text("/redirectUrl");

        HttpResponse<String> back = form(page, Map.of("act", "pay"));

        assertThat(back.statusCode()).isEqualTo(303);
        assertThat(back.headers().firstValue("Location")).hasValue(SHOP);
        assertThat(phonePeStatus(order).text("/state")).isEqualTo("COMPLETED");
        assertThat(open(page).body()).contains("This order is paid.").doesNotContain("value=\"pay\"");
        // Who comes back and presses again pays nothing twice.
        assertThat(form(page, Map.of("act", "pay")).headers().firstValue("Location"))
                .hasValueSatisfying(address -> assertThat(page).endsWith(address));
        assertThat(books("phonepe", order).body().at("/captured").asLong()).isEqualTo(15_000);
    }

    @Test
    void whoPressesEightTimesAtOncePaysOnce() {
        String order = razorpayOrder(Ids.next("r"));

        List<Integer> answers = Stream.generate(
                        () -> sendAsync("POST", CONTROL + "/razorpay/orders/" + order + "/pay", null))
                .limit(8)
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .map(Answer::status)
                .toList();

        assertThat(answers).containsOnlyOnce(200).contains(409);
        assertThat(books("razorpay", order).body().at("/captured").asLong()).isEqualTo(15_000);
    }

    @Test
    void whoFailsClosesOrIsLateGoesBackToo() {
        for (Map.Entry<String, String> each :
                Map.of("fail", "FAILED", "close", "PENDING", "late", "PENDING").entrySet()) {
            String order = Ids.next("mo");
            String page = phonePeOrder(order).text("/redirectUrl");

            HttpResponse<String> back = form(page, Map.of("act", each.getKey()));

            assertThat(back.statusCode()).as(each.getKey()).isEqualTo(303);
            assertThat(back.headers().firstValue("Location")).hasValue(SHOP);
            assertThat(phonePeStatus(order).text("/state")).as(each.getKey()).isEqualTo(each.getValue());
        }
    }

    @Test
    void aPageWithoutAnOrderSaysSo() throws Exception {
        HttpResponse<String> none = open("http://127.0.0.1:" + port + PHONEPE + "/pay/nobodys");

        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.body()).contains("There is nothing to pay here");
        String page = phonePeOrder(Ids.next("mo")).text("/redirectUrl");
        assertThat(form(page, Map.of("act", "expire")).statusCode()).isEqualTo(400);
    }

    @Test
    void anExpiredOrderCanOnlyBeLeft() throws Exception {
        String order = Ids.next("mo");
        String page = phonePeOrder(order).text("/redirectUrl");
        act("phonepe", order, "expire");

        assertThat(open(page).body()).contains("The time to pay is over.").doesNotContain("value=\"pay\"");
        form(page, Map.of("act", "pay"));
        assertThat(phonePeStatus(order).text("/state")).isEqualTo("FAILED");
    }

    @Test
    void razorpaySendsTheBrowserBackWithAProof() throws Exception {
        String order = razorpayOrder(Ids.next("r"));
        assertThat(open(checkout(order, SHOP, keyId)).body()).contains("₹150.00", "Razorpay", "value=\"late\"");

        HttpResponse<String> back = press(order, SHOP, "pay");

        assertThat(back.statusCode()).isEqualTo(303);
        String payment = razorpayPayment(order).text("/id");
        assertThat(back.headers().firstValue("Location"))
                .hasValue(SHOP + "&razorpay_payment_id=" + payment + "&razorpay_order_id=" + order
                        + "&razorpay_signature=" + hmac(keySecret, order + "|" + payment));
    }

    @Test
    void razorpaySendsTheBrowserBackWithTheFailureOrWithNothing() {
        String order = razorpayOrder(Ids.next("r"));

        assertThat(press(order, SHOP, "fail").headers().firstValue("Location"))
                .hasValueSatisfying(
                        address -> assertThat(address).startsWith(SHOP + "&error%5Bcode%5D=BAD_REQUEST_ERROR"));
        assertThat(press(order, SHOP, "close").headers().firstValue("Location")).hasValue(SHOP);
        assertThat(press(order, SHOP, "late").headers().firstValue("Location")).hasValue(SHOP);
    }

    @Test
    void razorpaysPageIsForARealOrderKeyAndWayBack() throws Exception {
        String order = razorpayOrder(Ids.next("r"));

        assertThat(open(checkout(order, "javascript:alert(1)", keyId)).statusCode())
                .isEqualTo(400);
        assertThat(open(checkout(order, SHOP, "rzp_guessed")).statusCode()).isEqualTo(400);
        assertThat(open(checkout("order_none", SHOP, keyId)).statusCode()).isEqualTo(400);
        String hostile = SHOP + "&x=%22%3E%3Cscript%3E";
        assertThat(open(checkout(order, hostile + "\"><script>", keyId)).body()).doesNotContain("<script>");
    }

    private HttpResponse<String> press(String order, String callback, String act) {
        return form(
                RAZORPAY + "/checkout",
                Map.of("order_id", order, "callback_url", callback, "key_id", keyId, "act", act));
    }

    private String checkout(String order, String callback, String key) {
        return "http://127.0.0.1:" + port + RAZORPAY + "/checkout?order_id=" + order + "&key_id=" + key
                + "&callback_url=" + URLEncoder.encode(callback, StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> open(String address) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
    }
}
