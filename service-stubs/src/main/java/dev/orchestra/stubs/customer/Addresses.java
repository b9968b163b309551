package dev.orchestra.stubs.customer;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** All addresses. */
@Repository
public class Addresses {

    private final JdbcClient database;

    Addresses(JdbcClient database) {
        this.database = database;
    }

    /** The address if the owner has it: nobody learns of another owner's. */
    Optional<Address> address(String id, String ownerId) {
        return database.sql(
                        "select * from customer.addresses where address_id = ? and (owner_id = ? or owner_id is null)")
                .params(id, ownerId)
                .query(Address.class)
                .optional();
    }

    /** Adds the address unless one of its id is there. */
    public void addIfAbsent(Address address) {
        database.sql("""
                        insert into customer.addresses (address_id, owner_id, name, line1, line2, city, state, postal_code,
                                                        country, phone, status)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")
                .params(
                        address.addressId(),
                        address.ownerId(),
                        address.name(),
                        address.line1(),
                        address.line2(),
                        address.city(),
                        address.state(),
                        address.postalCode(),
                        address.country(),
                        address.phone(),
                        address.status().name())
                .update();
    }
}
