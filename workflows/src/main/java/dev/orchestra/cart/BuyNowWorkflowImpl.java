package dev.orchestra.cart;

import static dev.orchestra.support.Step.Kind.TRY;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.support.Step;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Steps;

/** The three steps of {@code POST /buy-now}. One workflow task: all steps are local activities. */
public final class BuyNowWorkflowImpl implements BuyNowWorkflow {

    static final Step CREATE_CART = new Step("1", "Create the express cart", Service.CART, TRY);

    @Override
    public UpdateCartItemsWorkflow.Answer run(Request request) {
        return CartRun.answer(
                () -> buy(request), refusal -> UpdateCartItemsWorkflow.Answer.refused(request.fingerprint(), refusal));
    }

    private static UpdateCartItemsWorkflow.Answer buy(Request request) {
        Steps steps = new Steps(request.policy().deadlineOrDefault());
        Cart cart = CartRun.express(steps, CREATE_CART, request.ownerId());
        return CartRun.applyOnly(steps, cart, request.fingerprint(), request.operations());
    }
}
