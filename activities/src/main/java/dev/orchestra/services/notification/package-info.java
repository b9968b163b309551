/**
 * The client of the Notification service. No other service is called from here, and no contact data is known.
 */
package dev.orchestra.services.notification;
