/**
 * A stand-in for Razorpay: its endpoints, its JSON and its webhooks. The other gateway may not be known here.
 */
package dev.orchestra.stubs.gateways.razorpay;
