package dev.orchestra.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.checkout.CheckoutState;
import dev.orchestra.store.OrderBook.Standing;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a browser goes, and what it sees. */
class PaymentReturnsTest {

    @ParameterizedTest
    @CsvSource({
        "https://shop.example, https://shop.example?o=1",
        "https://shop.example/back, https://shop.example/back?o=1",
        "https://shop.example/back?, https://shop.example/back?o=1",
        "https://shop.example/back?a=%20b&c, https://shop.example/back?a=%20b&c&o=1",
        "https://shop.example/back?a=1&, https://shop.example/back?a=1&o=1",
        "https://shop.example/#/orders?x=1, https://shop.example/?o=1#/orders?x=1",
        "https://shop.example/b?a=1#top, https://shop.example/b?a=1&o=1#top"
    })
    void whatTheShopSaidIsKept(URI url, String expected) {
        assertThat(PaymentReturns.appended(url, "o=1")).hasToString(expected);
    }

    @ParameterizedTest
    @EnumSource
    void everyStateHasItsPage(CheckoutState state) {
        assertThat(ReturnPage.of(new Standing("ORD-1", state)))
                .contains("<h1>Order ORD-1</h1>")
                .doesNotContain("%");
    }

    @Test
    void nothingOnThePageIsTakenForMarkup() {
        assertThat(ReturnPage.of(new Standing("<script>", CheckoutState.COMPLETED)))
                .contains("Order &lt;script&gt;")
                .doesNotContain("<script>");
    }
}
