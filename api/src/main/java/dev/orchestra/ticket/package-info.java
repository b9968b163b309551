/**
 * The ticket flow as HTTP and Kafka: seat maps, reservations, the draft order of seats and its checkout, in the ticket flow's own spelling. What happens to a seat belongs to the
 * workflows.
 */
package dev.orchestra.ticket;
