/**
 * The client of the Order service. No other service is called from here, and the orchestrator's own orders are not written here.
 */
package dev.orchestra.services.order;
