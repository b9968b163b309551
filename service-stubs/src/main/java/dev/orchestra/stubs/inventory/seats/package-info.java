/**
 * Seats of the Inventory service: who has which, until when. A seat has one reservation in force at a time, which the
 * database sees to. Every transaction locks seats first and reservations after, each in the order of their ids. Names, rows and payments may not enter here.
 */
package dev.orchestra.stubs.inventory.seats;
