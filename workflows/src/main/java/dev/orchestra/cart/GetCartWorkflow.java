package dev.orchestra.cart;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.Warning;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.math.BigDecimal;
import java.util.List;

/** {@code GET /cart} (cart API, "Get Cart", full computation, 11 steps). */
@WorkflowInterface
public interface GetCartWorkflow {

    /** Fails, with a {@link Refusal} as its detail, when a service that it needs cannot be reached. */
    @WorkflowMethod
    Answer run(Request request);

    /**
     * @param cartId the cart that was asked for, or null for the owner's active basket
     * @param basketCartId the basket as last seen, null when none is known; may be out of date
     */
    record Request(String ownerId, String cartId, String basketCartId, CartPolicy policy) {}

    /**
     * @param cart null when the owner has none
     * @param inventoryStatus one for each product and variant of the cart
     * @param thresholdOffers promotions that the cart is short of
     * @param loyalty null when it could not be asked for
     */
    record Answer(
            Cart cart,
            List<InventoryStatus> inventoryStatus,
            List<ThresholdOffer> thresholdOffers,
            Points loyalty,
            List<Warning> warnings,
            Refusal refusal)
            implements CartAnswer {

        /** A read has no key under which it could be repeated. */
        @Override
        @JsonIgnore
        public String fingerprint() {
            return null;
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record InventoryStatus(String productId, String variantId, boolean available, int quantityAvailable) {}

    /**
     * A promotion that begins at an amount which the cart has not reached.
     *
     * @param title such as "Add ₹99 more for FREE Delivery!"
     * @param benefit {@code FREE_DELIVERY} or {@code DISCOUNT}
     */
    record ThresholdOffer(
            String promotionId,
            String title,
            BigDecimal targetAmount,
            BigDecimal currentAmount,
            BigDecimal remainingAmount,
            String benefit) {}

    /**
     * @param balance points that may be redeemed
     * @param pointValue what one is worth, in the cart's currency
     * @param wouldEarn what an order of this cart would earn
     */
    record Points(int balance, BigDecimal pointValue, int wouldEarn) {}
}
