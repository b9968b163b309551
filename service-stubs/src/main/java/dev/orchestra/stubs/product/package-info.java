/**
 * The Product service: what is sold, at which price, in which variants and with which addons. Stock and stores belong to
 * other services and may not be looked up here.
 */
package dev.orchestra.stubs.product;
