/**
 * The Customer service: where an owner lives. What an address says stays here; whether a courier goes there is not known
 * here.
 */
package dev.orchestra.stubs.customer;
