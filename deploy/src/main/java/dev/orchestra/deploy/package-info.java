/**
 * The local stack: finds, starts, watches and stops everything that the product needs on one machine, for people who
 * try it and for tests that break it. No business code lives here, and nothing here may depend on another module: the
 * services are started from their jars, as processes.
 */
package dev.orchestra.deploy;
