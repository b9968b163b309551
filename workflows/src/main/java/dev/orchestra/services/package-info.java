/**
 * One package for each core service. Nothing but those packages lives here.
 */
package dev.orchestra.services;
