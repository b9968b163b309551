/**
 * The client of the Catalog service. No other service is called from here, and no table is read.
 */
package dev.orchestra.services.catalog;
