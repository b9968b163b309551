package dev.orchestra.cart;

import dev.orchestra.api.IdempotencyKey;
import dev.orchestra.api.LogField;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Problem;
import dev.orchestra.cart.CartRuns.Done;
import dev.orchestra.cart.CartRuns.Run;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.store.OwnerDirectory;
import dev.orchestra.support.Refusal;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * The cart operations that are runs. Each method is empty when the operation goes on after the request's time, and throws the {@link Problem} with which the
 * operation was refused. The key of a write makes its run's id: the same key finds the same run, and with another body it is refused.
 */
@Service
public class CartOperations {

    private final CartRuns runs;
    private final OwnerDirectory owners;
    private final PersonalTexts texts;
    private final CartPolicy policy;

    CartOperations(CartRuns runs, OwnerDirectory owners, PersonalTexts texts, CartSettings settings) {
        this.runs = runs;
        this.owners = owners;
        this.texts = texts;
        this.policy = settings.policy();
    }

    /** {@code POST /cart/items}. */
    Optional<Done<UpdateCartItemsWorkflow.Answer>> updateItems(
            Owner owner, String key, String print, boolean compute, CartItemsRequest body) {
        var request = new UpdateCartItemsWorkflow.Request(owner.ownerId(), print, body.toOperations(), compute, policy);
        return write(
                owner,
                print,
                Run.of(
                        UpdateCartItemsWorkflow.class,
                        id("cart-items", owner, IdempotencyKey.inWorkflowId(key)),
                        request,
                        UpdateCartItemsWorkflow.Answer.class,
                        "POST /cart/items, " + request.operations().size() + " operation(s)"));
    }

    /** {@code POST /buy-now}. */
    Optional<Done<UpdateCartItemsWorkflow.Answer>> buyNow(
            Owner owner, String key, String print, CartItemsRequest body) {
        var request = new BuyNowWorkflow.Request(owner.ownerId(), print, body.toOperations(), policy);
        return write(
                owner,
                print,
                Run.of(
                        BuyNowWorkflow.class,
                        id("buy-now", owner, IdempotencyKey.inWorkflowId(key)),
                        request,
                        UpdateCartItemsWorkflow.Answer.class,
                        "POST /buy-now, " + request.operations().size() + " operation(s)"));
    }

    /** {@code PUT /cart}. What the customer wrote in their own words is stored before the start, and is not part of the run. */
    Optional<Done<UpdateCartOptionsWorkflow.Answer>> chooseOptions(
            Owner owner, String key, String print, String cartId, CartOptionsRequest body) {
        String id = id("cart-options", owner, IdempotencyKey.inWorkflowId(key));
        var wishes = body.toWishes((field, text) -> texts.keep(owner.ownerId(), id, print, field, text));
        var request = new UpdateCartOptionsWorkflow.Request(
                owner.ownerId(), cartId, owner.basketCartId(), print, wishes, policy);
        return write(
                owner,
                print,
                Run.of(
                        UpdateCartOptionsWorkflow.class,
                        id,
                        request,
                        UpdateCartOptionsWorkflow.Answer.class,
                        "PUT /cart"));
    }

    /** {@code DELETE /cart}. */
    Optional<Done<DeleteCartWorkflow.Answer>> delete(Owner owner, String key, String print, String cartId) {
        var request = new DeleteCartWorkflow.Request(owner.ownerId(), cartId, owner.basketCartId(), print, policy);
        Optional<Done<DeleteCartWorkflow.Answer>> done = write(
                owner,
                print,
                Run.of(
                        DeleteCartWorkflow.class,
                        id("cart-delete", owner, IdempotencyKey.inWorkflowId(key)),
                        request,
                        DeleteCartWorkflow.Answer.class,
                        "DELETE /cart"));
        done.ifPresent(deleted -> {
            String gone = deleted.answer().cartId();
            LogField.CART_ID.is(gone);
            // An answer from before may tell of a basket that was followed by another one.
            if (!deleted.replayed() && gone.equals(owner.basketCartId())) {
                owners.rememberCart(owner.ownerId(), null);
            }
        });
        return done;
    }

    /** {@code GET /cart}, computed. */
    Optional<Done<GetCartWorkflow.Answer>> view(Owner owner, String cartId) {
        var request = new GetCartWorkflow.Request(owner.ownerId(), cartId, owner.basketCartId(), policy);
        Optional<Done<GetCartWorkflow.Answer>> done = start(
                owner,
                Run.of(
                        GetCartWorkflow.class,
                        id("cart-view", owner, random()),
                        request,
                        GetCartWorkflow.Answer.class,
                        "GET /cart"));
        done.ifPresent(view -> settle(owner, view.answer()));
        return done;
    }

    /** {@code GET /cart/suggestions}. */
    Optional<Done<GetCartSuggestionsWorkflow.Answer>> suggestions(Owner owner, String cartId) {
        var request = new GetCartSuggestionsWorkflow.Request(owner.ownerId(), cartId, owner.basketCartId(), policy);
        Optional<Done<GetCartSuggestionsWorkflow.Answer>> done = start(
                owner,
                Run.of(
                        GetCartSuggestionsWorkflow.class,
                        id("cart-suggestions", owner, random()),
                        request,
                        GetCartSuggestionsWorkflow.Answer.class,
                        "GET /cart/suggestions"));
        done.ifPresent(suggested -> refuse(suggested.answer().refusal()));
        return done;
    }

    private <A extends CartAnswer> Optional<Done<A>> write(Owner owner, String print, Run<A> run) {
        Optional<Done<A>> done = start(owner, run);
        done.ifPresent(result -> {
            if (!print.equals(result.answer().fingerprint())) {
                throw IdempotencyKey.reused();
            }
            settle(owner, result.answer());
        });
        return done;
    }

    private <A> Optional<Done<A>> start(Owner owner, Run<A> run) {
        if (owner.basketCartId() != null) {
            LogField.CART_ID.is(owner.basketCartId());
        }
        return runs.run(run, policy);
    }

    /** Refuses, or notes the basket that the answer tells of. */
    private void settle(Owner owner, CartAnswer answer) {
        refuse(answer.refusal());
        Cart cart = answer.cart();
        if (cart != null) {
            LogField.CART_ID.is(cart.cartId());
            if ("BASKET".equals(cart.kind()) && !cart.cartId().equals(owner.basketCartId())) {
                owners.rememberCart(owner.ownerId(), cart.cartId());
            }
        }
    }

    private static void refuse(Refusal refusal) {
        if (refusal != null) {
            throw Problem.of(refusal);
        }
    }

    private static String id(String operation, Owner owner, String which) {
        return operation + "/" + owner.ownerId() + "/" + which;
    }

    private static String random() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
