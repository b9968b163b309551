package dev.orchestra.ticket;

/** The workflow implementations of the ticket flow: what workers run. */
public final class TicketWorkflows {

    private static final Class<?>[] OPERATIONS = {AddSeatWorkflowImpl.class, RemoveSeatWorkflowImpl.class};

    private static final Class<?>[] CHECKOUTS = {TicketCheckoutWorkflowImpl.class, SeatReservationWorkflowImpl.class};

    private TicketWorkflows() {}

    /** On queue {@code cart}. */
    public static Class<?>[] operations() {
        return OPERATIONS.clone();
    }

    /** On queue {@code checkout}. */
    public static Class<?>[] checkouts() {
        return CHECKOUTS.clone();
    }
}
