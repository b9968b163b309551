/**
 * Where workflows and activities run: the worker process, its queues, its health and its way out. What a workflow or an
 * activity does is not known here.
 */
package dev.orchestra.workers;
