/**
 * The Catalog service: what shows there are, where one sits and what that costs. Who has a seat Inventory says, and may not
 * be kept here.
 */
package dev.orchestra.stubs.catalog;
