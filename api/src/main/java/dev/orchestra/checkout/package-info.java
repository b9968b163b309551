/**
 * Place-order and the order API over HTTP. The checkout's rules live in its workflow.
 */
package dev.orchestra.checkout;
