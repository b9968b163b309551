package dev.orchestra.support;

/**
 * One step of an operation, as the service mapping numbers it.
 *
 * @param number as in the mapping; what the mapping needs but does not number is 1a, 3a, 8a …
 * @param title what an operator reads in the Temporal UI
 * @param service the core service it calls
 * @param kind how hard it tries
 */
public record Step(String number, String title, Service service, Kind kind) {

    /** The core services, by the name that failures and metrics use. */
    public enum Service {
        CART,
        PRODUCT,
        CATALOG,
        INVENTORY,
        SHIPPING,
        SELLER_ADMIN,
        MARKETING,
        CUSTOMER,
        LOYALTY,
        RECOMMENDATIONS,
        PAYMENT,
        ORDER,
        CACHING,
        NOTIFICATION,
        EVENT,
        /** Our own tables. */
        STORE;

        /** Kebab case, as in problem bodies. */
        public String id() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /** How hard a step tries, and where it runs. */
    public enum Kind {
        /** A question whose answer only decorates: asked once, for a short time, and left out when it does not come. */
        EXTRA,
        /** A question, or a write that is undone when its outcome stays unknown: a few local tries within the request's time. */
        TRY,
        /** A question to a third party, or a write there that is undone when its outcome stays unknown: a few tries within a few seconds, whoever waits. */
        TRY_REGULAR,
        /** Must get through: local tries first, then the same call as a regular activity, without end. */
        INSIST,
        /**
         * Must get through, and regular from the start: the first step after a point of no return (the decision is then in history
         * before its first effect), every undo, and what reaches a third party.
         */
        INSIST_REGULAR
    }

    /** The same step of one of several things: told apart where an operator reads of it. */
    public Step about(String which) {
        return new Step(number, title + " (" + which + ")", service, kind);
    }

    public String summary() {
        return number + " " + title;
    }
}
