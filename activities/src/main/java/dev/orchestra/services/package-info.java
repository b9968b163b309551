/**
 * What the clients of several core services share. Nothing that knows one of the services lives here.
 */
package dev.orchestra.services;
