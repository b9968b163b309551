/**
 * The Event service: it puts what happened on Kafka topics, by way of a table, so that nothing is lost while
 * Kafka is away. What an event means is its readers' business and may not be known here.
 */
package dev.orchestra.stubs.event;
