package dev.orchestra.stubs.seller;

import dev.orchestra.stubs.seller.TaxSettings.TaxRate;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** All stores and their taxes. */
@Repository
public class Stores {

    private final JdbcClient database;

    Stores(JdbcClient database) {
        this.database = database;
    }

    Optional<Store> store(String domainId, String storeId) {
        return database.sql(
                        "select store_id, domain_id, name, status, city from seller.stores where domain_id = ? and store_id = ?")
                .params(domainId, storeId)
                .query(Store.class)
                .optional();
    }

    Optional<TaxSettings> taxSettings(String domainId, String storeId) {
        return database.sql("select prices_include_tax from seller.stores where domain_id = ? and store_id = ?")
                .params(domainId, storeId)
                .query(Boolean.class)
                .optional()
                .map(pricesIncludeTax -> new TaxSettings(
                        storeId,
                        pricesIncludeTax,
                        database.sql("select tax_class, rate from seller.tax_rates where store_id = ? order by rate")
                                .param(storeId)
                                .query(TaxRate.class)
                                .list()));
    }

    /** Adds the store with its taxes unless one of its id is there; then nothing of it is changed. */
    public void addIfAbsent(Store store, TaxSettings taxes) {
        int added = database.sql(
                        "insert into seller.stores (store_id, domain_id, name, status, city, prices_include_tax)"
                                + " values (?, ?, ?, ?, ?, ?) on conflict do nothing")
                .params(
                        store.storeId(),
                        store.domainId(),
                        store.name(),
                        store.status().name(),
                        store.city(),
                        taxes.pricesIncludeTax())
                .update();
        if (added == 0) {
            return;
        }
        taxes.taxRates()
                .forEach(rate -> database.sql(
                                "insert into seller.tax_rates (store_id, tax_class, rate) values (?, ?, ?)")
                        .params(store.storeId(), rate.taxClass(), rate.rate())
                        .update());
    }
}
