/**
 * Stand-ins for the payment gateways' own servers: what both have in common, which is money ordered, taken and given
 * back, messages to the merchant, and people or tests that pay. Nothing of the Payment service may be known here; it
 * comes by HTTP as any merchant does.
 */
package dev.orchestra.stubs.gateways;
