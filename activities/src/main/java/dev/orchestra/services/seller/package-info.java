/**
 * The client of the Seller Admin. No other service is called from here, and no table is read.
 */
package dev.orchestra.services.seller;
