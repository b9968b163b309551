package dev.orchestra.cart;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.support.Refusal;

/** What the answers of all cart operations have in common. */
public interface CartAnswer {

    /** Of the request, to tell a repeat from another request under the same key; null for a read. */
    String fingerprint();

    /** The cart as the operation left it, null when there is none. */
    Cart cart();

    /** Set when the operation as a whole was refused and nothing was applied, else null. */
    Refusal refusal();
}
