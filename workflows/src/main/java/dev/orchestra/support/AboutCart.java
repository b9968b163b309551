package dev.orchestra.support;

/** A message about one cart, so that a log line can name it. */
public interface AboutCart {
    String cartId();
}
