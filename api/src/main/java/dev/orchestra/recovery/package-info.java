/**
 * Runs that are not there although our tables say that something is under way: terminated by hand, or forgotten by Temporal (docs/operations.md, Lost runs).
 */
package dev.orchestra.recovery;
