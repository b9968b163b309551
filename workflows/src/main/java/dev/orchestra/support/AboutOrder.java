package dev.orchestra.support;

/** A message about one order, so that a log line can name it. */
public interface AboutOrder {
    String orderId();
}
