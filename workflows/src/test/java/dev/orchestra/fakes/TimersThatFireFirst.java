package dev.orchestra.fakes;

import com.google.protobuf.util.Durations;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Between the workers and the test server: that server loses a run for good when a workflow task cancels a timer that fired while the task was under way. (A real server takes the event
 * back, for nobody has seen it.) Such a task fails here instead and is done anew, as any task that meets news.
 */
final class TimersThatFireFirst implements ClientInterceptor {

    /** What an answer may take to the server. */
    private static final long ON_ITS_WAY_MILLIS = 100;

    /** When each timer fires, by its id, which is a random one. */
    private final Map<String, Long> due = new ConcurrentHashMap<>();

    private volatile LongSupplier clock;

    /** @param clock the test server's, in milliseconds */
    void tellTheTimeBy(LongSupplier clock) {
        this.clock = clock;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel server) {
        ClientCall<Q, A> call = server.newCall(method, options);
        if (!method.getFullMethodName()
                .equals(WorkflowServiceGrpc.getRespondWorkflowTaskCompletedMethod()
                        .getFullMethodName())) {
            return call;
        }
        return new SimpleForwardingClientCall<>(call) {
            private boolean failed;

            @Override
            public void start(Listener<A> listener, Metadata headers) {
                super.start(
                        new SimpleForwardingClientCallListener<>(listener) {
                            @Override
                            public void onClose(Status status, Metadata trailers) {
                                super.onClose(
                                        failed ? Status.NOT_FOUND.withDescription("A timer fires") : status, trailers);
                            }
                        },
                        headers);
            }

            @Override
            public void sendMessage(Q message) {
                RespondWorkflowTaskCompletedRequest answer = (RespondWorkflowTaskCompletedRequest) message;
                long now = clock.getAsLong();
                if (answer.getCommandsList().stream().anyMatch(command -> cancelsWhatFires(command, now))) {
                    failed = true;
                    ClientCalls.blockingUnaryCall(
                            server,
                            WorkflowServiceGrpc.getRespondWorkflowTaskFailedMethod(),
                            options,
                            RespondWorkflowTaskFailedRequest.newBuilder()
                                    .setNamespace(answer.getNamespace())
                                    .setTaskToken(answer.getTaskToken())
                                    .setIdentity(answer.getIdentity())
                                    .setCause(WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND)
                                    .build());
                    cancel("The task is done anew", null);
                    return;
                }
                answer.getCommandsList().stream()
                        .filter(Command::hasStartTimerCommandAttributes)
                        .map(Command::getStartTimerCommandAttributes)
                        .forEach(timer ->
                                due.put(timer.getTimerId(), now + Durations.toMillis(timer.getStartToFireTimeout())));
                super.sendMessage(message);
            }
        };
    }

    private boolean cancelsWhatFires(Command command, long now) {
        return command.hasCancelTimerCommandAttributes()
                && due.getOrDefault(command.getCancelTimerCommandAttributes().getTimerId(), Long.MAX_VALUE)
                        <= now + ON_ITS_WAY_MILLIS;
    }
}
