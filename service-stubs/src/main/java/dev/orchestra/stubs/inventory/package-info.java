/**
 * The Inventory service: stock, and the holds that checkouts have on it for a limited time. Every change of a counter is
 * one conditional update inside the transaction of the hold that causes it; prices and orders may not enter here.
 */
package dev.orchestra.stubs.inventory;
