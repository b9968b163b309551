/**
 * The client of the Customer service. No other service is called from here, and no table is read.
 */
package dev.orchestra.services.customer;
