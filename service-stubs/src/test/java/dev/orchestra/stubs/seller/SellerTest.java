package dev.orchestra.stubs.seller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.StubsTest;
import org.junit.jupiter.api.Test;

class SellerTest extends StubsTest {

    @Test
    void tellsOfAStore() {
        assertThat(get("/merchant/api/v1/domains/domain_main/stores/store_987").body())
                .isEqualTo(json.readTree("""
                                {"store_id": "store_987", "domain_id": "domain_main", "name": "Old Town Books",
                                 "status": "OFFLINE", "city": "Kolkata"}"""));
        assertThat(get("/merchant/api/v1/domains/other/stores/store_987").text("/code"))
                .isEqualTo("STORE_NOT_FOUND");
    }

    @Test
    void tellsOfItsTaxes() {
        Answer taxes = get("/api/v1/domains/domain_main/stores/store_789/tax_settings");

        assertThat(taxes.http().body())
                .isEqualTo("{\"store_id\":\"store_789\",\"prices_include_tax\":false,\"tax_rates\":["
                        + "{\"tax_class\":\"GST_0\",\"rate\":0.00},{\"tax_class\":\"GST_5\",\"rate\":0.05},"
                        + "{\"tax_class\":\"GST_12\",\"rate\":0.12},{\"tax_class\":\"GST_18\",\"rate\":0.18},"
                        + "{\"tax_class\":\"GST_28\",\"rate\":0.28}]}");
        assertThat(get("/api/v1/domains/domain_main/stores/none/tax_settings").status())
                .isEqualTo(404);
    }

    @Test
    void tellsOfWhatCanBeChosen() {
        assertThat(get("/api/delivery-options/deliv_opt_123").http().body())
                .isEqualTo("{\"delivery_option_id\":\"deliv_opt_123\",\"name\":\"Standard\",\"charge\":50.00,"
                        + "\"status\":\"ACTIVE\"}");
        assertThat(get("/api/pickup-points/pickup-point-option-id").text("/store_id"))
                .isEqualTo("store_123");
        assertThat(get("/api/gift-wrap-options/gift_wrap_standard").http().body())
                .isEqualTo("{\"id\":\"gift_wrap_standard\",\"name\":\"Standard gift wrap\",\"charge\":25.00,"
                        + "\"max_message_length\":200,\"status\":\"ACTIVE\"}");
        assertThat(get("/api/delivery-options/none").text("/code")).isEqualTo("DELIVERY_OPTION_NOT_FOUND");
        assertThat(get("/api/pickup-points/none").text("/code")).isEqualTo("PICKUP_POINT_NOT_FOUND");
        assertThat(get("/api/gift-wrap-options/none").text("/code")).isEqualTo("GIFT_WRAP_NOT_FOUND");
    }
}
