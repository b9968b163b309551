/**
 * What gateways tell of payments: webhooks, their way to the run that waits, and the customer's browser on its way back. What becomes of a payment is
 * decided by its run, which asks the gateway; nothing is decided here.
 */
package dev.orchestra.payment;
