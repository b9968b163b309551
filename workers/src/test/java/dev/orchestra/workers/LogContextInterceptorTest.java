package dev.orchestra.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.orchestra.support.AboutCart;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a workflow and a reader of the log learn of an activity that fails. */
@ExtendWith(OutputCaptureExtension.class)
class LogContextInterceptorTest {

    record Question(String cartId) implements AboutCart {}

    @ActivityInterface
    public interface Service {
        String ask(Question question);
    }

    @WorkflowInterface
    public interface Asking {
        @WorkflowMethod
        String run();
    }

    public static final class AskingImpl implements Asking {
        @Override
        public String run() {
            return Workflow.newLocalActivityStub(
                            Service.class,
                            LocalActivityOptions.newBuilder()
                                    .setStartToCloseTimeout(Duration.ofSeconds(5))
                                    .build())
                    .ask(new Question("cart_1"));
        }
    }

    @Test
    void aRefusalReachesTheWorkflowAsItIsAndIsLogged(CapturedOutput log) {
        try (TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(new LogContextInterceptor())
                        .build())
                .build())) {
            Worker worker = temporal.newWorker("queue");
            worker.registerWorkflowImplementationTypes(AskingImpl.class);
            worker.registerActivitiesImplementations((Service) question -> {
                throw ApplicationFailure.newNonRetryableFailure(
                        "cart refused (status 404, CART_NOT_FOUND)", "CART_NOT_FOUND");
            });
            temporal.start();

            Throwable failed = catchThrowable(() -> temporal.getWorkflowClient()
                    .newWorkflowStub(
                            Asking.class,
                            WorkflowOptions.newBuilder().setTaskQueue("queue").build())
                    .run());

            assertThat(failed)
                    .isInstanceOf(WorkflowFailedException.class)
                    .cause()
                    .isInstanceOf(ActivityFailure.class)
                    .cause()
                    .isInstanceOfSatisfying(ApplicationFailure.class, refusal -> {
                        assertThat(refusal.getType()).isEqualTo("CART_NOT_FOUND");
                        assertThat(refusal.isNonRetryable()).isTrue();
                    });
            assertThat(log).contains("Ask failed: cart refused (status 404, CART_NOT_FOUND)");
        }
    }
}
