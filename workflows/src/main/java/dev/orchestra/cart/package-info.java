/**
 * The cart operations as workflows, and the deterministic rules that belong to them. No I/O and no clock; what a core service knows stays with that service.
 */
package dev.orchestra.cart;
