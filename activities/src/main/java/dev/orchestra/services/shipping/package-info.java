/**
 * The client of the Seller order and fulfilment service. No other service is called from here, and no table is read.
 */
package dev.orchestra.services.shipping;
