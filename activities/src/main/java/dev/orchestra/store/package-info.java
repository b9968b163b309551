/**
 * The orchestrator's own tables and who reads and writes them. Core services' data and their clients do not belong here.
 */
package dev.orchestra.store;
