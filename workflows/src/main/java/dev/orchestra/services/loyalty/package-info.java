/**
 * What the checkout asks of the Loyalty service: the activity interface and its messages, as in docs/core-services.md. No other service's messages belong here, but for the cart's lines that travel.
 */
package dev.orchestra.services.loyalty;
