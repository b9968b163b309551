/**
 * The Marketing service: which promotions and bundles bear on a cart, and whether a coupon may be used. It states rules,
 * counts uses and holds them for orders under way; the arithmetic of a discount belongs to the Cart service and may not be done here.
 */
package dev.orchestra.stubs.marketing;
