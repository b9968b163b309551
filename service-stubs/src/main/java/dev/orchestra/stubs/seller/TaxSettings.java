package dev.orchestra.stubs.seller;

import java.math.BigDecimal;
import java.util.List;

/** Whether a store's prices contain the tax, and how much it is. */
public record TaxSettings(String storeId, boolean pricesIncludeTax, List<TaxRate> taxRates) {

    /** The rate of a tax class as a share: 0.18 is eighteen percent. */
    public record TaxRate(String taxClass, BigDecimal rate) {}
}
