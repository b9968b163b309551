/**
 * The Notification service: it keeps what it sent, in place of a mail server and its like. Callers name the customer by
 * {@code owner_id} alone; addresses and phone numbers may not pass through here.
 */
package dev.orchestra.stubs.notification;
