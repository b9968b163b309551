package dev.orchestra.support;

import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import java.util.LinkedHashMap;
import java.util.Map;

/** Calls an operator where they look for it: in the search attribute {@code NeedsAttention}, and in words for the run's current details. */
public final class ShownAttention implements Steps.Attention {

    private final Map<String, String> open = new LinkedHashMap<>();
    private final Functions.Proc details;

    /** @param details shows the run's current details, with {@link #inWords()} among them */
    public ShownAttention(Functions.Proc details) {
        this.details = details;
    }

    @Override
    public void needed(Step step, String why) {
        if (!why.equals(open.put(step.summary(), why))) {
            show();
        }
    }

    @Override
    public void over(Step step) {
        if (open.remove(step.summary()) != null) {
            show();
        }
    }

    private void show() {
        Workflow.upsertTypedSearchAttributes(SearchAttributes.NEEDS_ATTENTION.valueSet(!open.isEmpty()));
        details.apply();
    }

    /** One paragraph for each step that needs somebody; empty when none does. */
    public String inWords() {
        StringBuilder text = new StringBuilder();
        open.forEach((step, why) -> text.append("**Needs attention:** step ")
                .append(step)
                .append(" (")
                .append(why)
                .append("). It goes on trying.\n\n"));
        return text.toString();
    }
}
