/**
 * The Recommendations service: which products go with others, which are better than others, and what an owner has looked
 * at. Whether a product can be bought, and at which price, is not known here.
 */
package dev.orchestra.stubs.recommendations;
