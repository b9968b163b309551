package dev.orchestra.stubs.seller;

import java.math.BigDecimal;

/** A gift wrapping, {@code charge} in rupees a cart; its message has at most {@code maxMessageLength} characters. */
public record GiftWrap(String id, String name, BigDecimal charge, int maxMessageLength, Status status) {}
