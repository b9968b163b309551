/**
 * Faults on demand: slow answers, errors, lost answers and requests that arrive late, for tests of what calls the
 * services. Off until someone asks, kept in memory only, and unknown to every service.
 */
package dev.orchestra.stubs.faults;
