package dev.orchestra.services.customer;

import io.temporal.activity.ActivityInterface;
import java.util.List;

/** The Customer service (docs/core-services.md, Customer service). What an address says is personal and stays there; here is whether it can be used. */
@ActivityInterface(namePrefix = "Customer.")
public interface CustomerService {

    /** {@code GET /api/addresses/{id}?owner_id=}, for each. One that the owner does not have is not in the answer. */
    AddressesFound addresses(AddressesQuestion question);

    record AddressesQuestion(String ownerId, List<String> addressIds) {}

    record AddressesFound(List<AddressFound> addresses) {}

    record AddressFound(String addressId, String status) {

        public boolean active() {
            return "ACTIVE".equals(status);
        }
    }
}
