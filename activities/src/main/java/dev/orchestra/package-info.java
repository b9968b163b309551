/**
 * The activities put together for an application to import. Nothing that does the work of a step lives here.
 */
package dev.orchestra;
