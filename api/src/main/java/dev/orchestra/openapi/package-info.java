/**
 * The OpenAPI document of this API, made from the controllers and the records that they take and give, by the API's own JSON. What a request does, and what it is
 * checked for, is not decided here: this package only tells of it.
 */
package dev.orchestra.openapi;
