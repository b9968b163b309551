package dev.orchestra.benchmarks;

import java.util.List;

/**
 * One operation that is measured on both sides.
 *
 * @param id picks the row on the command line
 * @param title the request, and its steps by the cart API
 * @param workflow type of its runs
 * @param arrange once for each client, untimed
 * @param before each request, untimed
 * @param request what is timed
 * @param after each request, untimed
 */
record Row(String id, String title, String workflow, Act arrange, Act before, Act request, Act after) {

    /** Something that a shopper does. */
    interface Act {
        void of(CartApi api, Shopper shopper) throws Exception;
    }

    private static final Act NOTHING = (api, shopper) -> {};

    private static final Act FILLED_AND_CHOSEN = (api, shopper) -> {
        api.updateItems(shopper);
        api.chooseOptions(shopper);
    };

    /** Paid at the door. */
    static final Row CASH = new Row(
            "place-order",
            "`POST /cart/place-order`, phase 1",
            "PlaceOrderWorkflow",
            NOTHING,
            CartApi::updateItems,
            CartApi::placeOrder,
            CartApi::finishOrder);

    /** Paid at a gateway. */
    static final Row GATEWAY = new Row(
            "place-order-phonepe",
            "`POST /cart/place-order` by PhonePe, phase 1",
            "PlaceOrderWorkflow",
            NOTHING,
            CartApi::updateItems,
            CartApi::placeOrderAtGateway,
            CartApi::payAndFinishOrder);

    static final Row ITEMS = row("items", "`POST /cart/items` (10)", "UpdateCartItemsWorkflow", CartApi::updateItems);

    static final List<Row> CHECKOUT = List.of(CASH, GATEWAY);

    static final List<Row> ALL = List.of(
            ITEMS,
            row(
                    "items-only",
                    "`POST /cart/items?compute=false` (3)",
                    "UpdateCartItemsWorkflow",
                    CartApi::updateItemsOnly),
            row("options", "`PUT /cart` (12)", "UpdateCartOptionsWorkflow", CartApi::chooseOptions),
            new Row("view", "`GET /cart` (11)", "GetCartWorkflow", FILLED_AND_CHOSEN, NOTHING, CartApi::view, NOTHING),
            new Row(
                    "delete",
                    "`DELETE /cart` (3)",
                    "DeleteCartWorkflow",
                    NOTHING,
                    CartApi::updateItemsOnly,
                    CartApi::delete,
                    NOTHING),
            row("buy-now", "`POST /buy-now` (3)", "BuyNowWorkflow", CartApi::buyNow),
            row("suggestions", "`GET /cart/suggestions` (9)", "GetCartSuggestionsWorkflow", CartApi::suggestions),
            CASH);

    /** An operation on a basket that stays. */
    private static Row row(String id, String title, String workflow, Act request) {
        return new Row(id, title, workflow, CartApi::updateItems, NOTHING, request, NOTHING);
    }
}
