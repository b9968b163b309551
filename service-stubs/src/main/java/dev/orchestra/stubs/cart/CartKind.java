package dev.orchestra.stubs.cart;

/** A basket is the one cart an owner fills over time; an express cart is made for one purchase. */
enum CartKind {
    BASKET,
    EXPRESS
}
