/**
 * The client of the Recommendations service. No other service is called from here, and no table is read.
 */
package dev.orchestra.services.recommendations;
