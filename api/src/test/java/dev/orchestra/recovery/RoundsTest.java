package dev.orchestra.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundsTest {

    private final MeterRegistry meters = new SimpleMeterRegistry();

    /** What is wrong with a row, by its id. */
    private final TreeMap<String, RuntimeException> table = new TreeMap<>();

    private final List<String> takenUp = new ArrayList<>();

    private final Rounds<String> rounds = new Rounds<>(
            "checkout",
            (behind, max) ->
                    table.tailMap(behind, false).keySet().stream().limit(max).toList(),
            id -> id,
            this::takeUp,
            meters);

    private void takeUp(String id) {
        if (table.get(id) != null) {
            throw table.get(id);
        }
        takenUp.add(id);
    }

    @Test
    void whatTemporalRefusesKeepsNoOtherRowFromItsTurn() {
        table.put("order_1", null);
        table.put("order_2", Status.INVALID_ARGUMENT.asRuntimeException());
        table.put(
                "order_3",
                new WorkflowServiceException(
                        WorkflowExecution.getDefaultInstance(),
                        "PlaceOrderWorkflow",
                        Status.FAILED_PRECONDITION.asRuntimeException()));
        table.put("order_4", null);

        assertThat(rounds.page()).isTrue();

        assertThat(takenUp).containsExactly("order_1", "order_4");
        assertThat(meters.get("orchestra.runs.refused")
                        .tag("kind", "checkout")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void whatIsRefusedIsTriedAgainInTheNextRound() {
        table.put("order_1", Status.INVALID_ARGUMENT.asRuntimeException());
        rounds.page();
        table.put("order_1", null);

        rounds.page();

        assertThat(takenUp).containsExactly("order_1");
    }

    @Test
    void whenTemporalIsAwayTheSamePageIsTheNextOne() {
        table.put("order_1", null);
        table.put("order_2", Status.UNAVAILABLE.asRuntimeException());
        table.put("order_3", null);
        assertThatThrownBy(rounds::page).isSameAs(table.get("order_2"));
        assertThat(takenUp).containsExactly("order_1");
        table.put("order_2", null);

        rounds.page();

        assertThat(takenUp).containsExactly("order_1", "order_1", "order_2", "order_3");
    }

    @Test
    void longTablesAreReadPageByPageRoundAfterRound() {
        List<String> ids = IntStream.range(0, Rounds.PAGE + 2)
                .mapToObj("order_%04d"::formatted)
                .toList();
        ids.forEach(id -> table.put(id, null));

        assertThat(rounds.page()).isFalse();
        assertThat(takenUp).hasSize(Rounds.PAGE);
        assertThat(rounds.page()).isTrue();
        assertThat(takenUp).containsExactlyElementsOf(ids);
        assertThat(rounds.page()).isFalse();
        assertThat(takenUp).hasSize(ids.size() + Rounds.PAGE);
    }
}
