package dev.orchestra.cart;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.Change;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.Warning;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.math.BigDecimal;
import java.util.List;

/** {@code PUT /cart} (cart API, "Update Cart Options", 12 steps). */
@WorkflowInterface
public interface UpdateCartOptionsWorkflow {

    /** Fails, with a {@link Refusal} as its detail, when a service that it needs cannot be reached: nothing was applied. */
    @WorkflowMethod
    Answer run(Request request);

    /**
     * @param cartId the cart that is meant, or null for the owner's active basket
     * @param basketCartId the basket as last seen, null when none is known; may be out of date
     */
    record Request(
            String ownerId, String cartId, String basketCartId, String fingerprint, Wishes wishes, CartPolicy policy) {}

    /** What the customer wants changed; null stays. Ids are not checked yet, and free text is here by reference ({@link Cart}). */
    record Wishes(
            Change<List<String>> coupons,
            Change<Cart.Address> address,
            Change<Cart.Tips> tips,
            Change<String> deliveryOptionId,
            Change<Cart.DeliveryPreference> deliveryPreference,
            Change<String> pickupPointId,
            Change<String> paymentMethodId,
            Change<GiftWrapWish> giftWrap,
            Change<Cart.SpecialInstructions> specialInstructions,
            Change<Integer> loyaltyPoints) {}

    /** @param message reference to the text, null for none; @param messageLength its length in characters */
    record GiftWrapWish(String id, String message, int messageLength) {}

    /** @param validations one for each field of the request */
    record Answer(String fingerprint, Cart cart, Validations validations, List<Warning> warnings, Refusal refusal)
            implements CartAnswer {}

    /**
     * What became of each field; null where the request did not have it.
     *
     * @param coupon all coupons together, {@code coupons} each
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Validations(
            Verdict coupon,
            List<CouponVerdict> coupons,
            Verdict address,
            Verdict tips,
            Verdict deliveryOption,
            Verdict deliveryPreference,
            Verdict pickupPoint,
            Verdict paymentMethod,
            Verdict giftWrap,
            Verdict specialInstructions,
            Verdict loyalty) {}

    /**
     * @param status {@code VALID}: applied; {@code INVALID}: not applied, and {@code reason} says why; {@code REMOVED}
     * @param reason stable, listed in docs/errors.md
     * @param charge what it costs, where it costs something
     * @param discount what it takes off, as a positive amount
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Verdict(String status, String reason, BigDecimal charge, BigDecimal discount) {

        static Verdict valid() {
            return new Verdict("VALID", null, null, null);
        }

        static Verdict charged(BigDecimal charge) {
            return new Verdict("VALID", null, charge, null);
        }

        static Verdict saving(BigDecimal discount) {
            return new Verdict("VALID", null, null, discount);
        }

        static Verdict invalid(String reason) {
            return new Verdict("INVALID", reason, null, null);
        }

        static Verdict removed() {
            return new Verdict("REMOVED", null, null, null);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CouponVerdict(String code, String status, String reason, BigDecimal discount) {}
}
