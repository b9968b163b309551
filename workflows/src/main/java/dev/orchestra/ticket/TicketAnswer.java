package dev.orchestra.ticket;

import dev.orchestra.support.Refusal;

/**
 * What an operation on a draft order comes to.
 *
 * @param fingerprint of the request, to tell a repeat from another request under the same key
 * @param order the draft as the operation left it; null when there is none
 * @param refusal set when nothing was done, else null
 */
public record TicketAnswer(String fingerprint, TicketOrder order, Refusal refusal) {}
