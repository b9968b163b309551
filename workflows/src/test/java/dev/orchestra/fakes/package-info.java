/**
 * The core services and our own tables in memory, with a journal of every call and faults that can be switched on for each. What a test claims about
 * an operation does not belong here.
 */
package dev.orchestra.fakes;
