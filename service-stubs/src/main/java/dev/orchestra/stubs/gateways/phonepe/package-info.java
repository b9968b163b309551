/**
 * A stand-in for PhonePe's payment gateway, version 2: its endpoints, its JSON and its webhooks. The other gateway may
 * not be known here.
 */
package dev.orchestra.stubs.gateways.phonepe;
