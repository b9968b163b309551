package dev.orchestra.services.order;

import java.util.Collection;
import java.util.Map;

/** What customers wrote in their own words, by the references that stand for it in carts and runs. */
public interface CustomerTexts {

    /** The texts that are known, by reference; what was deleted meanwhile is not in the answer. */
    Map<String, String> find(Collection<String> references);
}
