/**
 * The API process itself: its start, identity, the shape of its errors and of its JSON. What an operation does is not decided here.
 */
package dev.orchestra.api;
