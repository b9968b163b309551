/**
 * The Payment service: payments of orders, and the methods that customers choose from. How much an order owes and when it
 * counts as paid is not known here.
 */
package dev.orchestra.stubs.payment;
