package dev.orchestra.cart;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.Warning;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.math.BigDecimal;
import java.util.List;

/** {@code GET /cart/suggestions} (cart API, "Get Smart Cart Suggestions", 9 steps). */
@WorkflowInterface
public interface GetCartSuggestionsWorkflow {

    /** Fails, with a {@link Refusal} as its detail, when the cart cannot be read. */
    @WorkflowMethod
    Answer run(Request request);

    /** As {@link GetCartWorkflow.Request}. */
    record Request(String ownerId, String cartId, String basketCartId, CartPolicy policy) {}

    record Answer(List<Suggestion> suggestions, Meta meta, List<Warning> warnings, Refusal refusal) {}

    /** @param totalSuggestions products that are shown, over all suggestions */
    record Meta(int totalSuggestions, List<SuggestionType> suggestionTypes) {}

    /** The five sources, in the order of the cart API. */
    enum SuggestionType {
        COMPLEMENTARY,
        THRESHOLD_BASED,
        BUNDLE,
        UPSELL,
        REMINDER
    }

    /** @param threshold for THRESHOLD_BASED alone; @param bundle for BUNDLE alone */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Suggestion(SuggestionType type, String title, Threshold threshold, Bundle bundle, List<Item> items) {}

    /** @param benefit {@code FREE_DELIVERY} or {@code DISCOUNT} */
    record Threshold(BigDecimal targetAmount, BigDecimal currentAmount, BigDecimal remainingAmount, String benefit) {}

    record Bundle(String bundleId, String name, BigDecimal bundlePrice, BigDecimal savings) {}

    /**
     * A product to show.
     *
     * @param price of one piece, in the cart's currency; null within a bundle, which has a price of its own
     * @param source of a reminder
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(String productId, String name, BigDecimal price, String imageUrl, String reason, String source) {}
}
