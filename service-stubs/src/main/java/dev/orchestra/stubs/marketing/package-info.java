/**
 * The Marketing service: which promotions bear on a cart and whether a coupon may be used. It states rules and counts
 * uses; the arithmetic of a discount belongs to the Cart service and may not be done here.
 */
package dev.orchestra.stubs.marketing;
