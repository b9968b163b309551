/**
 * How a core service is called over HTTP and what its answers mean. Nothing here knows what a cart or an order is.
 */
package dev.orchestra.support;
