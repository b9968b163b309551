package dev.orchestra.cart;

import dev.orchestra.api.IdempotencyKey;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.store.CustomerTextStore;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * What customers write in their own words: the gift message, the instructions, what a tip is for. Carts, runs and services know a reference; the text is kept
 * in a table of ours, and put back into each cart that its owner gets to see.
 */
@Component
class PersonalTexts {

    private static final String REFERENCE = "txt_";

    private final CustomerTextStore store;

    PersonalTexts(CustomerTextStore store) {
        this.store = store;
    }

    /**
     * Stores a text, once for each request and field.
     *
     * @param print tells the request from another that came with the same key, and so makes a run of the same id, when the key had expired
     * @return the reference that stands for it; null when there is no text
     */
    String keep(String ownerId, String workflowId, String print, String field, String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        String reference = REFERENCE + IdempotencyKey.inWorkflowId(workflowId + "/" + field + "/" + print);
        store.save(ownerId, reference, text);
        return reference;
    }

    /** The cart with its texts; where one was deleted meanwhile there is none. */
    Cart shown(Cart cart) {
        if (cart == null) {
            return null;
        }
        Cart.Tips tips = cart.tips();
        Cart.GiftWrap wrap = cart.giftWrap();
        Cart.SpecialInstructions words = cart.specialInstructions();
        List<String> references = Stream.of(
                        tips == null ? null : tips.description(),
                        wrap == null ? null : wrap.message(),
                        words == null ? null : words.instructions())
                .filter(Objects::nonNull)
                .toList();
        if (references.isEmpty()) {
            return cart;
        }
        Map<String, String> known = store.find(references);
        return new Cart(
                cart.cartId(),
                cart.ownerId(),
                cart.kind(),
                cart.currency(),
                cart.version(),
                cart.optionsVersion(),
                cart.computedVersion(),
                cart.computed(),
                cart.attempt(),
                cart.lockedBy(),
                cart.items(),
                cart.couponsApplied(),
                cart.promotionsApplied(),
                cart.address(),
                cart.deliveryOption(),
                cart.deliveryPreference(),
                cart.pickupPoint(),
                cart.paymentMethod(),
                tips == null ? null : new Cart.Tips(tips.amount(), tips.currency(), known.get(tips.description())),
                wrap == null
                        ? null
                        : new Cart.GiftWrap(wrap.id(), wrap.name(), wrap.charge(), known.get(wrap.message())),
                words == null ? null : new Cart.SpecialInstructions(known.get(words.instructions())),
                cart.loyalty(),
                cart.stores(),
                cart.totals(),
                cart.createdAt(),
                cart.updatedAt());
    }
}
