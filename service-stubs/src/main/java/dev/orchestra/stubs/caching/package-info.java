/**
 * The Caching service: values under keys in Redis, with a version that decides which of two writers is right. It knows
 * nothing about what the values mean, and keeps nothing that cannot be lost.
 */
package dev.orchestra.stubs.caching;
