package dev.orchestra.api;

import dev.orchestra.deploy.Ports;
import dev.orchestra.support.SearchAttributes;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import io.temporal.worker.WorkerFactory;

/** A Temporal server in this process, with the application's search attributes, and a worker of the test. */
public final class RunningTemporal implements AutoCloseable {

    public final int port;
    public final WorkflowClient client;

    private final TestServer.PortBoundTestServer server;
    private final WorkflowServiceStubs stubs;
    private final WorkerFactory workers;

    public RunningTemporal(int port) {
        this.port = port;
        server = TestServer.createPortBoundServer(port, true);
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:" + port)
                .build());
        var attributes = AddSearchAttributesRequest.newBuilder().setNamespace("default");
        SearchAttributes.ALL.forEach(key -> attributes.putSearchAttributes(key.getName(), key.getValueType()));
        OperatorServiceStubs.newServiceStubs(OperatorServiceStubsOptions.newBuilder()
                        .setChannel(stubs.getRawChannel())
                        .validateAndBuildWithDefaults())
                .blockingStub()
                .addSearchAttributes(attributes.build());
        client = WorkflowClient.newInstance(stubs);
        workers = WorkerFactory.newInstance(client);
    }

    public static RunningTemporal start() {
        return new RunningTemporal(Ports.orFree(0));
    }

    public WorkerFactory workers() {
        return workers;
    }

    @Override
    public void close() {
        workers.shutdownNow();
        stubs.shutdownNow();
        server.close();
    }
}
