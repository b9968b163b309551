/**
 * The client of the Marketing service. No other service is called from here, and no table is read.
 */
package dev.orchestra.services.marketing;
