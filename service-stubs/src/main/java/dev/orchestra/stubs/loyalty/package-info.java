/**
 * The Loyalty service: how many points an owner has, which of them an order under way holds, and what became of them.
 * What points take off a cart is the Cart service's arithmetic and may not be done here.
 */
package dev.orchestra.stubs.loyalty;
