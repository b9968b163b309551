/**
 * What every service needs to keep its promises: idempotent writes, refusals, attempts of carts, money, ids and schema
 * migrations. No rule of a single service may live here, and nothing here may know a service.
 */
package dev.orchestra.stubs.support;
