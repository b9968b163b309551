package dev.orchestra.services.shipping;

import java.math.BigDecimal;

/** What delivery from one store costs, in the cart's currency. */
public record DeliveryRate(String storeId, BigDecimal charge) {}
