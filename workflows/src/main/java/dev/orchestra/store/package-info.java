/**
 * The activities that write the orchestrator's own tables, and their messages. Core services' data does not belong here.
 */
package dev.orchestra.store;
