package dev.orchestra.cart;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.orchestra.api.Fingerprint;
import dev.orchestra.api.IdempotencyKey;
import dev.orchestra.api.IdempotentRequests;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Problems;
import dev.orchestra.api.Problems.InvalidField;
import dev.orchestra.cart.CartReads.LastSeen;
import dev.orchestra.cart.GetCartSuggestionsWorkflow.Suggestion;
import dev.orchestra.cart.GetCartWorkflow.InventoryStatus;
import dev.orchestra.cart.GetCartWorkflow.ThresholdOffer;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.support.Warning;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The cart API. {@code cart_id} names an express cart of the same owner; without it the active basket is meant. */
@RestController
@RequestMapping("/cart")
public class CartController {

    private final CartOperations operations;
    private final CartReads reads;
    private final PersonalTexts texts;
    private final IdempotentRequests requests;
    private final Fingerprint fingerprint;

    CartController(
            CartOperations operations,
            CartReads reads,
            PersonalTexts texts,
            IdempotentRequests requests,
            Fingerprint fingerprint) {
        this.operations = operations;
        this.reads = reads;
        this.texts = texts;
        this.requests = requests;
        this.fingerprint = fingerprint;
    }

    /** What makes a request for {@code POST /cart/items} another one. */
    private record ItemsAsked(boolean compute, CartItemsRequest body) {}

    /** What makes a request about a cart another one. */
    private record CartAsked(String cartId, CartOptionsRequest body) {}

    /** Answer of {@code PUT /cart}. */
    public record OptionsAnswer(
            boolean success, Cart cart, UpdateCartOptionsWorkflow.Validations validations, List<Warning> warnings) {}

    /** Answer of {@code GET /cart}; a customer without a cart gets {@code cart: null}. */
    public record CartViewAnswer(
            boolean success,
            Cart cart,
            List<InventoryStatus> inventoryStatus,
            List<ThresholdOffer> thresholdOffers,
            GetCartWorkflow.Points loyalty,
            List<Warning> warnings) {}

    /** Answer of {@code GET /cart?compute=false}; a customer without a cart gets {@code cart: null}. */
    public record CachedCartAnswer(boolean success, boolean fromCache, Cart cart, Long cacheAgeSeconds) {}

    /** Answer of {@code DELETE /cart}. */
    public record DeletedAnswer(
            boolean success,
            String message,
            String cartId,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Warning> warnings) {}

    /** Answer of {@code GET /cart/suggestions}. */
    public record SuggestionsAnswer(
            boolean success,
            List<Suggestion> suggestions,
            GetCartSuggestionsWorkflow.Meta meta,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Warning> warnings) {}

    /** Add/Update Cart Items, full computation (10 steps) or none (3 steps). */
    @PostMapping("/items")
    ResponseEntity<Object> updateItems(
            Owner owner,
            HttpServletRequest http,
            @RequestAttribute(IdempotencyKey.ATTRIBUTE) String key,
            @RequestParam(name = "compute", required = false) String computeOrNot,
            @Valid @RequestBody CartItemsRequest request) {
        boolean compute = isTrue(computeOrNot);
        String print = fingerprint.of(new ItemsAsked(compute, request));
        return requests.once(
                owner,
                "POST /cart/items",
                http,
                print,
                () -> Answers.of(
                        operations.updateItems(owner, key, print, compute, request),
                        answer -> ItemsAnswer.of(answer, texts)));
    }

    /** Update Cart Options (12 steps). */
    @PutMapping
    ResponseEntity<Object> chooseOptions(
            Owner owner,
            HttpServletRequest http,
            @RequestAttribute(IdempotencyKey.ATTRIBUTE) String key,
            @RequestParam(name = "cart_id", required = false) String cartId,
            @Valid @RequestBody CartOptionsRequest request) {
        check(cartId);
        if (request.changesNothing()) {
            throw Problems.invalid(List.of(new InvalidField("(body)", "must name at least one thing to change")));
        }
        request.requireCurrencyOfCart();
        String print = fingerprint.of(new CartAsked(cartId, request));
        return requests.once(
                owner,
                "PUT /cart",
                http,
                print,
                () -> Answers.of(
                        operations.chooseOptions(owner, key, print, cartId, request),
                        answer -> new OptionsAnswer(
                                true, texts.shown(answer.cart()), answer.validations(), answer.warnings())));
    }

    /** Get Cart: full computation (11 steps), or as last seen (2 steps). */
    @GetMapping
    ResponseEntity<Object> cart(
            Owner owner,
            @RequestParam(name = "compute", required = false) String computeOrNot,
            @RequestParam(name = "cart_id", required = false) String cartId) {
        check(cartId);
        if (isTrue(computeOrNot)) {
            return Answers.of(
                    operations.view(owner, cartId),
                    answer -> new CartViewAnswer(
                            true,
                            texts.shown(answer.cart()),
                            answer.inventoryStatus(),
                            answer.thresholdOffers(),
                            answer.loyalty(),
                            answer.warnings()));
        }
        LastSeen seen = reads.lastSeen(owner, cartId);
        return ResponseEntity.ok(
                new CachedCartAnswer(true, seen.fromCache(), texts.shown(seen.cart()), seen.cacheAgeSeconds()));
    }

    /** Clear Cart (3 steps). */
    @DeleteMapping
    ResponseEntity<Object> delete(
            Owner owner,
            HttpServletRequest http,
            @RequestAttribute(IdempotencyKey.ATTRIBUTE) String key,
            @RequestParam(name = "cart_id", required = false) String cartId) {
        check(cartId);
        String print = fingerprint.of(new CartAsked(cartId, null));
        return requests.once(
                owner,
                "DELETE /cart",
                http,
                print,
                () -> Answers.of(
                        operations.delete(owner, key, print, cartId),
                        answer -> new DeletedAnswer(
                                true, "Cart deleted successfully", answer.cartId(), answer.warnings())));
    }

    /** Get Smart Cart Suggestions (9 steps). */
    @GetMapping("/suggestions")
    ResponseEntity<Object> suggestions(Owner owner, @RequestParam(name = "cart_id", required = false) String cartId) {
        check(cartId);
        return Answers.of(
                operations.suggestions(owner, cartId),
                answer -> new SuggestionsAnswer(true, answer.suggestions(), answer.meta(), answer.warnings()));
    }

    /** True when nothing is said. What is neither true nor false could mean either, and is refused. */
    private static boolean isTrue(String compute) {
        if (compute == null) {
            return true;
        }
        if (!compute.equals("true") && !compute.equals("false")) {
            throw Problems.invalid(List.of(new InvalidField("compute", "must be true or false")));
        }
        return compute.equals("true");
    }

    private static void check(String cartId) {
        if (cartId != null && !cartId.matches(CartItemsRequest.ID)) {
            throw Problems.invalid(List.of(new InvalidField("cart_id", CartItemsRequest.ID_MESSAGE)));
        }
    }
}
