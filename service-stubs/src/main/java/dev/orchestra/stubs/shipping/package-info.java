/**
 * The Shipping service: what it costs to bring a cart's parcels, one a store, and where nothing can be brought. It knows
 * addresses by id alone and counts items; prices and promotions may not enter here.
 */
package dev.orchestra.stubs.shipping;
