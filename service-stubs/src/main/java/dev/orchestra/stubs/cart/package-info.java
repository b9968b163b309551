/**
 * The Cart service: who owns which cart, what is in it, what it costs and which checkout has frozen it. Prices, taxes,
 * rates and rules are told to it by the caller; it asks no other service and knows no order beyond its id.
 */
package dev.orchestra.stubs.cart;
