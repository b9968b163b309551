/**
 * The core services of a platform as one runnable process: each sub-package is one service with its own schema, reached
 * by HTTP alone. No service may read another one's tables or call its classes, but for the two calls that {@code
 * ArchitectureTest} names; and nothing of the checkout itself lives here.
 */
package dev.orchestra.stubs;
