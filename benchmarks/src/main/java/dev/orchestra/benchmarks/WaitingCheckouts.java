package dev.orchestra.benchmarks;

import dev.orchestra.checkout.CheckoutPolicy;
import dev.orchestra.checkout.CheckoutVerbs;
import dev.orchestra.checkout.PlaceOrderWorkflow;
import dev.orchestra.checkout.PlaceOrderWorkflow.Phase1Answer;
import dev.orchestra.checkout.PlaceOrderWorkflow.PlaceOrder;
import dev.orchestra.payment.PaymentInstruction;
import dev.orchestra.payment.PollPlan;
import dev.orchestra.support.TaskQueues;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WithStartWorkflowOperation;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowUpdateStage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Orders by PhonePe whose customers do not pay. Their carts are made by direct calls, and their runs are started as the API does, without the API's own part. */
final class WaitingCheckouts implements Load.Client {

    /** As long as stock may be held, so that none of them ends before all of them are there. */
    private static final Duration HOLD = Duration.ofHours(1);

    /** Nobody asks the gateway meanwhile: what is measured is waiting. */
    private static final CheckoutPolicy POLICY =
            new CheckoutPolicy(HOLD, null, null, null, new PollPlan(List.of(new PollPlan.Stage(HOLD, 1))), null, null);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Bench bench;
    private final int wanted;
    private final Queue<String> runs = new ConcurrentLinkedQueue<>();

    WaitingCheckouts(Bench bench, int wanted) {
        this.bench = bench;
        this.wanted = wanted;
    }

    @Override
    public boolean goesOn(Shopper shopper) {
        return runs.size() < wanted;
    }

    @Override
    public void before(Shopper shopper) throws Exception {
        Shopper another = Bench.newShopper();
        bench.direct().updateItems(another);
        shopper.cartId = another.cartId;
        shopper.attempt = another.attempt;
        shopper.total = another.total;
        shopper.ownerId = another.name;
    }

    @Override
    public void request(Shopper shopper) {
        String workflowId = "place-order/" + shopper.cartId + "/" + shopper.attempt;
        PlaceOrderWorkflow checkout = bench.temporal()
                .newWorkflowStub(
                        PlaceOrderWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(workflowId)
                                .setTaskQueue(TaskQueues.CHECKOUT)
                                .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
                                .build());
        PlaceOrder order = new PlaceOrder(
                shopper.ownerId,
                shopper.cartId,
                shopper.attempt,
                List.of(new PaymentInstruction(true, null, "INR", "GATEWAY", "PHONEPE")),
                shopper.total,
                false,
                "WEB",
                "req_" + shopper.cartId,
                shopper.cartId,
                POLICY);
        Phase1Answer answer = WorkflowClient.executeUpdateWithStart(
                checkout::phase1,
                UpdateOptions.newBuilder(Phase1Answer.class)
                        .setUpdateId(CheckoutVerbs.PHASE_1)
                        .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                        .build(),
                new WithStartWorkflowOperation<>(checkout::run, order));
        if (answer.refusal() != null) {
            throw new IllegalStateException("phase 1 was refused: " + answer.refusal());
        }
        runs.add(workflowId);
    }

    int number() {
        return runs.size();
    }

    /** Each is undone, and leaves a guardian that looks after its payment. */
    void callOff() {
        runs.forEach(run -> bench.temporal().newUntypedWorkflowStub(run).cancel());
    }

    void awaitGuardians() throws Exception {
        try (Connection database = bench.database();
                PreparedStatement question = database.prepareStatement(
                        "select count(*) from orchestra.payment_routes where owner = 'GUARDIAN'")) {
            while (count(question) < runs.size()) {
                Thread.sleep(LOOK_EVERY.toMillis());
            }
        }
        Backlog.awaitWaiting(bench.temporal());
    }

    private static int count(PreparedStatement question) throws SQLException {
        try (ResultSet answer = question.executeQuery()) {
            answer.next();
            return answer.getInt(1);
        }
    }
}
