/**
 * The demo catalogue that a fresh database starts with. It fills the services through their repositories, the only place
 * that knows several of them, and may not change what is there already.
 */
package dev.orchestra.stubs.demo;
