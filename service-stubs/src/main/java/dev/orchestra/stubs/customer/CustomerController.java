package dev.orchestra.stubs.customer;

import dev.orchestra.stubs.support.Headers;
import dev.orchestra.stubs.support.IdempotentWrites;
import dev.orchestra.stubs.support.Ids;
import dev.orchestra.stubs.support.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP face of the Customer service. */
@RestController
@RequestMapping("/api/addresses")
class CustomerController {

    private static final String SERVICE = "customer";

    private final Addresses addresses;
    private final IdempotentWrites writes;

    CustomerController(Addresses addresses, IdempotentWrites writes) {
        this.addresses = addresses;
        this.writes = writes;
    }

    @GetMapping("/{id}")
    Address address(@PathVariable String id, @RequestParam("owner_id") @NotBlank String ownerId) {
        return addresses
                .address(id, ownerId)
                .orElseThrow(() ->
                        new Refusal(HttpStatus.NOT_FOUND, "ADDRESS_NOT_FOUND", "The owner has no address " + id + "."));
    }

    @PostMapping
    Address add(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid NewAddress request) {
        return writes.once(SERVICE, key, request, Address.class, () -> {
            Address address = request.address(Ids.next("addr"));
            addresses.addIfAbsent(address);
            return address;
        });
    }

    record NewAddress(
            @NotBlank @Size(max = 255) String ownerId,
            @NotBlank @Size(max = 200) String name,
            @NotBlank @Size(max = 200) String line1,
            @Size(max = 200) String line2,
            @NotBlank @Size(max = 100) String city,
            @NotBlank @Size(max = 100) String state,
            @NotBlank @Size(max = 16) String postalCode,
            @NotBlank @Size(max = 64) String country,
            @NotBlank @Size(max = 32) String phone) {

        Address address(String id) {
            return new Address(
                    id, ownerId, name, line1, line2, city, state, postalCode, country, phone, Address.Status.ACTIVE);
        }
    }
}
