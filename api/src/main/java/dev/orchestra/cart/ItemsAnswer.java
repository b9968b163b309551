package dev.orchestra.cart;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.OperationResult;
import dev.orchestra.support.Warning;
import java.util.List;

/** Answer of {@code POST /cart/items} and {@code POST /buy-now}; a success when at least one operation was applied. */
public record ItemsAnswer(
        boolean success,
        int operationsApplied,
        List<OperationResult> results,
        Cart cart,
        List<Cart.CouponApplied> couponApplied,
        List<Warning> warnings) {

    static ItemsAnswer of(UpdateCartItemsWorkflow.Answer answer, PersonalTexts texts) {
        return new ItemsAnswer(
                answer.operationsApplied() > 0,
                answer.operationsApplied(),
                answer.results(),
                texts.shown(answer.cart()),
                answer.couponApplied(),
                answer.warnings());
    }
}
