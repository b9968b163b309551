/**
 * What every workflow shares: how a step is called, keyed, retried and given up on. Nothing here knows what a cart or an order is.
 */
package dev.orchestra.support;
