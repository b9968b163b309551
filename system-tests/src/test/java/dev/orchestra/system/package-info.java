/**
 * Scenarios against the whole stack, as a customer, an operator and a bad day would see it. Nothing here calls the product's code: only its
 * addresses, its processes and the core services behind it.
 */
package dev.orchestra.system;
