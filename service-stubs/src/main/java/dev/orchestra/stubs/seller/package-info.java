/**
 * The Seller Admin service: stores, their taxes, and the delivery, pickup and gift wrap options that they offer. It only
 * answers questions; what a delivery costs for a given cart is the Shipping service's to say.
 */
package dev.orchestra.stubs.seller;
