package dev.orchestra.stubs.customer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.StubsTest;
import org.junit.jupiter.api.Test;

class CustomerTest extends StubsTest {

    @Test
    void everybodyHasTheDemoAddresses() {
        for (String id : new String[] {"addr_456", "addr_789", "addr_out_of_reach"}) {
            Answer found = get("/api/addresses/" + id + "?owner_id=own_" + newKey());
            assertThat(found.status()).as(id).isEqualTo(200);
            assertThat(found.text("/status")).as(id).isEqualTo("ACTIVE");
        }
        assertThat(get("/api/addresses/addr_456?owner_id=own_1").body()).isEqualTo(json.readTree("""
                                {"address_id": "addr_456", "owner_id": null, "name": "Asha Rao", "line1": "12 Lake View Road",
                                 "line2": "Indiranagar", "city": "Bengaluru", "state": "Karnataka", "postal_code": "560038",
                                 "country": "IN", "phone": "+910000000456", "status": "ACTIVE"}"""));
        assertThat(get("/api/addresses/addr_retired?owner_id=own_1").text("/status"))
                .isEqualTo("INACTIVE");
    }

    @Test
    void anAddressIsItsOwnersAlone() {
        String owner = "own_" + newKey();
        String key = newKey();

        Answer added = post("/api/addresses", address(owner), key);

        assertThat(added.status()).isEqualTo(200);
        String id = added.text("/address_id");
        assertThat(get("/api/addresses/" + id + "?owner_id=" + owner).body()).isEqualTo(added.body());
        assertThat(added.text("/postal_code")).isEqualTo("400001");
        Answer foreign = get("/api/addresses/" + id + "?owner_id=own_other");
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign.text("/code")).isEqualTo("ADDRESS_NOT_FOUND");
        assertThat(post("/api/addresses", address(owner), key).text("/address_id"))
                .isEqualTo(id);
    }

    @Test
    void anAddressIsAskedForByItsOwner() {
        assertThat(get("/api/addresses/addr_456").status()).isEqualTo(400);
        assertThat(get("/api/addresses/addr_none?owner_id=own_1").status()).isEqualTo(404);
        Answer incomplete = post("/api/addresses", address("own_1").replace("\"Mumbai\"", "\"\""));
        assertThat(incomplete.status()).isEqualTo(400);
        assertThat(incomplete.text("/field")).isEqualTo("city");
    }

    private static String address(String owner) {
        return """
                {"owner_id": "%s", "name": "Vikram Shah", "line1": "1 Marine Drive", "city": "Mumbai", "state": "Maharashtra",
                 "postal_code": "400001", "country": "IN", "phone": "+910000000003"}""".formatted(owner);
    }
}
