package dev.orchestra.benchmarks;

/**
 * Every operation of the cart API, as one shopper calls it; returns when it is answered. Durable is {@link HttpCartApi}, without durability is {@link
 * DirectCartApi}: the same calls of the same core services.
 *
 * <p>The basket has two lines of one store, {@link #FIRST} and {@link #SECOND}.
 */
interface CartApi extends AutoCloseable {

    String FIRST = "prod_456";
    String SECOND = "prod_789";
    String COUPON = "SAVE20";
    String ADDRESS = "addr_456";
    String DELIVERY_OPTION = "deliv_opt_123";
    String PICKUP_POINT = "pickup-point-option-id";
    String PAYMENT_METHOD = "pay_method_789";
    String GIFT_WRAP = "gift_wrap_standard";
    String TIP = "50.00";

    /** {@code POST /cart/items}, both lines set. */
    void updateItems(Shopper shopper) throws Exception;

    /** The same with {@code ?compute=false}. */
    void updateItemsOnly(Shopper shopper) throws Exception;

    /** {@code PUT /cart} with everything that the cart API names. */
    void chooseOptions(Shopper shopper) throws Exception;

    /** {@code GET /cart}. */
    void view(Shopper shopper) throws Exception;

    /** {@code DELETE /cart}. */
    void delete(Shopper shopper) throws Exception;

    /** {@code POST /buy-now}. */
    void buyNow(Shopper shopper) throws Exception;

    /** {@code GET /cart/suggestions}. */
    void suggestions(Shopper shopper) throws Exception;

    /** {@code POST /cart/place-order} with cash on delivery: phase 1. */
    void placeOrder(Shopper shopper) throws Exception;

    /** The same by PhonePe: phase 1, until the customer knows where to pay. */
    void placeOrderAtGateway(Shopper shopper) throws Exception;

    /** What became of {@link #placeOrderAtGateway}: the customer pays, and phase 2 runs to its end. */
    void payAndFinishOrder(Shopper shopper) throws Exception;

    /** Phase 2 of the order that was placed, to its end. */
    void finishOrder(Shopper shopper) throws Exception;

    @Override
    void close();
}
