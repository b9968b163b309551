/**
 * What the customer said about paying, and the rules that need no service to be checked. How a payment is made is the Payment service's business.
 */
package dev.orchestra.payment;
