/**
 * The cart API over HTTP: bodies in the spec's words, and the start of the workflow behind each. No core service is called from here but for the direct read.
 */
package dev.orchestra.cart;
