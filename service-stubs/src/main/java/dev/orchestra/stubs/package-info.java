/**
 * The core services of a platform as one runnable process: each sub-package is one service with its own schema, reached
 * by HTTP alone. No service may call another one's classes or read its tables, and nothing of the checkout itself lives
 * here.
 */
package dev.orchestra.stubs;
