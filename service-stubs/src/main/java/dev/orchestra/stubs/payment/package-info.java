/**
 * The Payment service: attempts to pay orders by gateways, wallets and cash, their refunds, and the methods that customers choose from.
 * How much an order owes and when it counts as paid is not known here.
 */
package dev.orchestra.stubs.payment;
