package dev.orchestra.stubs.shipping;

import java.math.BigDecimal;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The tariff by delivery option, and the addresses out of reach. */
@Repository
public class ShippingRates {

    private final JdbcClient database;

    ShippingRates(JdbcClient database) {
        this.database = database;
    }

    Optional<Tariff> tariff(String deliveryOptionId) {
        return database.sql("select * from shipping.rates where delivery_option_id = ?")
                .param(deliveryOptionId)
                .query(Tariff.class)
                .optional();
    }

    /** Why nothing can be brought to the address; empty when it is in reach. */
    Optional<String> obstacle(String addressId) {
        return database.sql("select reason from shipping.unserviceable_addresses where address_id = ?")
                .param(addressId)
                .query(String.class)
                .optional();
    }

    /** Adds the tariff unless its delivery option has one. */
    public void addIfAbsent(Tariff tariff) {
        database.sql("insert into shipping.rates (delivery_option_id, base_charge, items_included, extra_item_charge,"
                        + " currency) values (?, ?, ?, ?, ?) on conflict do nothing")
                .params(
                        tariff.deliveryOptionId(),
                        tariff.baseCharge(),
                        tariff.itemsIncluded(),
                        tariff.extraItemCharge(),
                        tariff.currency())
                .update();
    }

    /** Marks the address as out of reach, unless it is already. */
    public void addUnserviceableIfAbsent(String addressId, String reason) {
        database.sql("insert into shipping.unserviceable_addresses (address_id, reason) values (?, ?)"
                        + " on conflict do nothing")
                .params(addressId, reason)
                .update();
    }

    /**
     * What the parcel of one store costs: {@code baseCharge} up to {@code itemsIncluded} items and {@code
     * extraItemCharge} for each item more.
     */
    public record Tariff(
            String deliveryOptionId,
            BigDecimal baseCharge,
            int itemsIncluded,
            BigDecimal extraItemCharge,
            String currency) {

        BigDecimal charge(int items) {
            return baseCharge.add(extraItemCharge.multiply(BigDecimal.valueOf(Math.max(0, items - itemsIncluded))));
        }
    }
}
