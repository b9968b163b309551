/**
 * Side-by-side measurements against a running stack: ratios taken in one run. Nothing here is part of the product.
 */
package dev.orchestra.benchmarks;
