/**
 * The Order service: orders, their sub-orders per store, and how far each has come. It is told of payments and stock by
 * status alone; it may not ask who paid what or what is held.
 */
package dev.orchestra.stubs.order;
