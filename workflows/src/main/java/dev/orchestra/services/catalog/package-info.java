/**
 * The Catalog service as activities, and its messages. Who has a seat is the Inventory service's business.
 */
package dev.orchestra.services.catalog;
