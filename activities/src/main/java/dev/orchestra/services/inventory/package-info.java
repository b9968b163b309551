/**
 * The client of the Inventory service. No other service is called from here, and no table is read.
 */
package dev.orchestra.services.inventory;
