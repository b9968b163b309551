package dev.orchestra.recovery;

import dev.orchestra.api.Orchestration;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rows of one kind, looked at page by page, round after round. One that Temporal refuses to do anything about does not keep the others from their turn. */
final class Rounds<T> {

    /** Reads a page. */
    interface Rows<T> {

        /** @param behind the id of the row that the last page ended with; empty for the first page */
        List<T> behind(String behind, int max);
    }

    private static final Logger log = LoggerFactory.getLogger(Rounds.class);

    /** Rows that are looked at in one sweep: each costs one question to Temporal. */
    static final int PAGE = 500;

    /** Answers about this row and no other; what else goes wrong does so for every row. */
    private static final Set<Status.Code> REFUSALS = EnumSet.of(
            Status.Code.INVALID_ARGUMENT,
            Status.Code.FAILED_PRECONDITION,
            Status.Code.NOT_FOUND,
            Status.Code.ALREADY_EXISTS,
            Status.Code.OUT_OF_RANGE);

    private final String kind;
    private final Rows<T> rows;
    private final Function<T, String> id;
    private final Consumer<T> look;
    private final Counter refusals;
    private String seen = "";

    /** @param kind of rows, as metrics and the log call them */
    Rounds(String kind, Rows<T> rows, Function<T, String> id, Consumer<T> look, MeterRegistry meters) {
        this.kind = kind;
        this.rows = rows;
        this.id = id;
        this.look = look;
        this.refusals = meters.counter("orchestra.runs.refused", "kind", kind);
    }

    /**
     * Looks at the next page.
     *
     * @return whether the round ends with it
     * @throws RuntimeException when no row can be looked at; the same page is the next one then
     */
    boolean page() {
        List<T> page = rows.behind(seen, PAGE);
        for (T row : page) {
            try {
                look.accept(row);
            } catch (RuntimeException failure) {
                if (!REFUSALS.contains(Orchestration.answer(failure))) {
                    throw failure;
                }
                refusals.increment();
                log.error("Temporal refuses to take up the {} {}, trying on", kind, id.apply(row), failure);
            }
        }
        boolean last = page.size() < PAGE;
        seen = last ? "" : id.apply(page.get(PAGE - 1));
        return last;
    }
}
