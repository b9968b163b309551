/**
 * Seats: their reservations, the draft order they are collected in, and its checkout. How a payment is made belongs to {@code payment}, what both checkouts do alike to {@code checkout}.
 */
package dev.orchestra.ticket;
