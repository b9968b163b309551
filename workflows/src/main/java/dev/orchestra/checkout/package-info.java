/**
 * The two-phase place-order: the story, its states, its one decision and its undo. No payment gateway is known here; money is the business of {@code dev.orchestra.payment}.
 */
package dev.orchestra.checkout;
