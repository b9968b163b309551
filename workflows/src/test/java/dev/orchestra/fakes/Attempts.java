package dev.orchestra.fakes;

import dev.orchestra.support.ServiceProblem;
import java.util.LinkedHashMap;
import java.util.Map;

/** The newest attempt that a service has held something for, by cart: an older one that arrives late holds nothing any more. */
final class Attempts {

    private final Map<String, Integer> newest = new LinkedHashMap<>();

    /** Refuses an attempt that a newer one of the same cart has overtaken. */
    void admit(String cartId, int attempt) {
        int known = newest.getOrDefault(cartId, attempt);
        if (attempt < known) {
            throw Ledger.refusal(new ServiceProblem(409, "ATTEMPT_OVER", "over", null, known, null, null));
        }
        newest.put(cartId, attempt);
    }
}
