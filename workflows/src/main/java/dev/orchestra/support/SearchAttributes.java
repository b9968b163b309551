package dev.orchestra.support;

import io.temporal.common.SearchAttributeKey;
import java.time.OffsetDateTime;
import java.util.List;

/** By what an operator finds runs in the Temporal UI. Nothing personal: they are not encrypted. */
public final class SearchAttributes {

    public static final SearchAttributeKey<String> CART_ID = SearchAttributeKey.forKeyword("CartId");
    public static final SearchAttributeKey<String> ORDER_ID = SearchAttributeKey.forKeyword("OrderId");
    public static final SearchAttributeKey<String> ORDER_NUMBER = SearchAttributeKey.forKeyword("OrderNumber");
    public static final SearchAttributeKey<String> CHECKOUT_STATE = SearchAttributeKey.forKeyword("CheckoutState");
    public static final SearchAttributeKey<String> PAYMENT_STATE = SearchAttributeKey.forKeyword("PaymentState");
    public static final SearchAttributeKey<Boolean> NEEDS_ATTENTION = SearchAttributeKey.forBoolean("NeedsAttention");
    public static final SearchAttributeKey<String> CHANNEL = SearchAttributeKey.forKeyword("Channel");
    public static final SearchAttributeKey<OffsetDateTime> HOLD_EXPIRES_AT =
            SearchAttributeKey.forOffsetDateTime("HoldExpiresAt");

    /** All of them: what the application registers at start-up. */
    public static final List<SearchAttributeKey<?>> ALL = List.of(
            CART_ID, ORDER_ID, ORDER_NUMBER, CHECKOUT_STATE, PAYMENT_STATE, NEEDS_ATTENTION, CHANNEL, HOLD_EXPIRES_AT);

    private SearchAttributes() {}
}
