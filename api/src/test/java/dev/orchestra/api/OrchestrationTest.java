package dev.orchestra.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What it means that nobody answers, before and after a run is known to be there. */
class OrchestrationTest {

    private static final Duration BUDGET = Duration.ofSeconds(5);

    /** Nobody is ever called: the connection stays idle, as it is while one is being replaced by another. */
    private final WorkflowServiceStubs temporal = WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget("127.0.0.1:1").build());

    private final Orchestration orchestration = new Orchestration(temporal);

    @AfterEach
    void stop() {
        orchestration.stop();
        temporal.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"UNAVAILABLE", "RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED", "CANCELLED"})
    void aStartedRunGoesOnWhateverBecomesOfTheConnection(Status.Code silence) {
        assertThat(orchestration.startedWithin(BUDGET, () -> () -> {
                    throw new IllegalStateException(silence.toStatus().asRuntimeException());
                }))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"UNAVAILABLE", "RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED"})
    void whatWasNeverStartedIsNotSaidToGoOn(Status.Code silence) {
        assertThatThrownBy(() -> orchestration.startedWithin(BUDGET, () -> {
                    throw silence.toStatus().asRuntimeException();
                }))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo(ErrorCode.ORCHESTRATION_UNAVAILABLE));
    }

    @Test
    void aFailureOfTheRunIsToldAsItIs() {
        assertThatThrownBy(() -> orchestration.startedWithin(BUDGET, () -> () -> {
                    throw new Problem(ErrorCode.SERVICE_UNAVAILABLE, "Not now.");
                }))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
    }

    @Test
    void noAnswerInTimeIsNoFailure() {
        assertThat(orchestration.startedWithin(BUDGET, () -> () -> {
                    throw new TimeoutException();
                }))
                .isEmpty();
    }
}
