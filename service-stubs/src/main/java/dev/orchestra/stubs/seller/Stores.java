package dev.orchestra.stubs.seller;

import dev.orchestra.stubs.seller.TaxSettings.TaxRate;
import java.math.BigDecimal;
import java.util.List;
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
        List<TaxRow> rows =
                database.sql("""
                        select prices_include_tax, tax_class, rate
                        from seller.stores left join seller.tax_rates using (store_id)
                        where domain_id = ? and store_id = ?
                        order by rate""").params(domainId, storeId).query(TaxRow.class).list();
        return rows.stream()
                .findFirst()
                .map(store -> new TaxSettings(
                        storeId,
                        store.pricesIncludeTax(),
                        rows.stream()
                                .filter(row -> row.taxClass() != null)
                                .map(row -> new TaxRate(row.taxClass(), row.rate()))
                                .toList()));
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

    private record TaxRow(boolean pricesIncludeTax, String taxClass, BigDecimal rate) {}
}
