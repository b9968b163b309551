package dev.orchestra.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.api.Fingerprint;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Which clicks are the same order. */
class PlaceOrderRequestTest {

    private final Fingerprint fingerprint = new Fingerprint(JsonMapper.builder().build(), "a secret of the test");

    private String print(String cartId, String amount, String otp, PlaceOrderRequest.Device device) {
        return fingerprint.of(new PlaceOrderRequest(
                        cartId,
                        List.of(new PlaceOrderRequest.Instruction(
                                false,
                                new BigDecimal(amount),
                                "INR",
                                "MANUAL",
                                "COD",
                                null,
                                new PlaceOrderRequest.Meta("wallet_1", otp))),
                        new BigDecimal(amount),
                        false,
                        "WEB",
                        device)
                .comparable());
    }

    @Test
    void theSameOrderInAnotherSpellingFromAnotherDeviceWithAnotherOtp() {
        String first = print("cart_1", "250", null, null);
        assertThat(print("cart_1", "250.00", null, null)).isEqualTo(first);
        assertThat(print("cart_1", "250.0", "1234", null)).isEqualTo(first);
        assertThat(print("cart_1", "250", null, new PlaceOrderRequest.Device("MOBILE", "fp", "192.0.2.1", "UA", "UTC")))
                .isEqualTo(first);
    }

    @Test
    void anotherOrder() {
        String first = print("cart_1", "250", null, null);
        assertThat(print("cart_1", "25", null, null)).isNotEqualTo(first);
        assertThat(print("cart_2", "250", null, null)).isNotEqualTo(first);
        assertThat(print(null, "250", null, null)).isNotEqualTo(first);
    }
}
