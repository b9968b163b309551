package dev.orchestra.stubs.seller;

import java.math.BigDecimal;

/** A way to have a parcel brought; {@code charge} is the usual one in rupees, before the Shipping service counts items. */
public record DeliveryOption(String deliveryOptionId, String name, BigDecimal charge, Status status) {}
