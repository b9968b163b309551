package dev.orchestra.stubs.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.StubsTest;
import org.junit.jupiter.api.Test;

class ShippingTest extends StubsTest {

    @Test
    void aParcelAStoreFiveItemsForTheBaseAndFiveRupeesForEachMore() {
        Answer rates = post("/api/shipping/calculate-rate", question("deliv_opt_123", "addr_456"));

        assertThat(rates.body()).isEqualTo(json.readTree("""
                                {"rates": [{"store_id": "store_123", "charge": 50.00, "currency": "INR"},
                                           {"store_id": "store_456", "charge": 60.00, "currency": "INR"}]}"""));
    }

    @Test
    void saysWhereNothingCanBeBrought() {
        Answer refused = post("/api/shipping/calculate-rate", question("deliv_opt_123", "addr_out_of_reach"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("/code")).isEqualTo("NOT_SERVICEABLE");
    }

    @Test
    void refusesADeliveryThatThereIsNot() {
        Answer refused = post("/api/shipping/calculate-rate", question("none", "addr_456"));

        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.text("/code")).isEqualTo("DELIVERY_OPTION_NOT_FOUND");
    }

    private static String question(String option, String address) {
        return """
                {"delivery_option_id": "%s", "address_id": "%s",
                 "stores": [{"store_id": "store_123", "item_count": 5}, {"store_id": "store_456", "item_count": 7}]}""".formatted(option, address);
    }
}
