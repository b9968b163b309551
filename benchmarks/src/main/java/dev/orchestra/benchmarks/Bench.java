package dev.orchestra.benchmarks;

import dev.orchestra.deploy.LocalStack;
import dev.orchestra.deploy.Part;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.GrpcCompression;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/**
 * What a measurement runs against: a stack of its own with full shelves, and both sides of every comparison. Closing it stops all that was started, and so does a signal that
 * ends the program.
 */
final class Bench implements AutoCloseable {

    /** More than any run can sell. */
    private static final int PLENTY = 1_000_000_000;

    private static final int AWAKENINGS = 20;
    private static final int HISTORIES = 5;

    private final LocalStack stack;
    private final WorkflowServiceStubs connection;
    private final WorkflowClient temporal;
    private final PhonePeStandIn phonePe;
    private final HttpCartApi durable;
    private final TicketApi tickets;
    private final DirectCartApi direct;

    private Bench(LocalStack stack, String webhookSecret) {
        this.stack = stack;
        this.connection = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(stack.temporalAddress())
                // As the API's own connection.
                .setGrpcCompression(GrpcCompression.NONE)
                .build());
        this.temporal = WorkflowClient.newInstance(connection);
        this.phonePe = new PhonePeStandIn(stack.stubsUrl(), webhookSecret);
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        this.durable = new HttpCartApi(http, stack.apiUrl(), temporal, phonePe);
        this.tickets = new TicketApi(new ApiRequests(http, stack.apiUrl()));
        this.direct = new DirectCartApi(
                stack.stubsUrl(), new PaymentRows(stack.jdbcUrl(), stack.dbUser(), stack.dbPassword()));
    }

    /** Started from the root of the repository, whose modules are built. */
    static Bench start() throws Exception {
        Path root = Path.of("").toAbsolutePath();
        Path data = Files.createTempDirectory("orchestra-benchmark");
        String webhookSecret = UUID.randomUUID().toString();
        LocalStack stack = LocalStack.builder(root, data)
                // Sixteen customers at full speed from one address are what it is there to refuse.
                .env(Part.API, "ORCHESTRA_RATELIMIT_ENABLED", "false")
                .env(Part.API, PhonePeStandIn.WEBHOOK_SECRET, webhookSecret)
                .env(Part.SERVICE_STUBS, PhonePeStandIn.WEBHOOK_SECRET, webhookSecret)
                .build();
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop"));
        stack.start();
        fillShelves(stack);
        return new Bench(stack, webhookSecret);
    }

    private static void fillShelves(LocalStack stack) throws SQLException {
        try (Connection services =
                        DriverManager.getConnection(stack.servicesJdbcUrl(), stack.dbUser(), stack.dbPassword());
                PreparedStatement more = services.prepareStatement(
                        "update inventory.stock set initial = ? + deducted, on_hand = ? where product_id in (?, ?)")) {
            more.setInt(1, PLENTY);
            more.setInt(2, PLENTY);
            more.setString(3, CartApi.FIRST);
            more.setString(4, CartApi.SECOND);
            more.executeUpdate();
        }
    }

    LocalStack stack() {
        return stack;
    }

    WorkflowClient temporal() {
        return temporal;
    }

    PhonePeStandIn phonePe() {
        return phonePe;
    }

    HttpCartApi durable() {
        return durable;
    }

    TicketApi tickets() {
        return tickets;
    }

    DirectCartApi direct() {
        return direct;
    }

    /** The orchestrator's tables. */
    Connection database() throws SQLException {
        return DriverManager.getConnection(stack.jdbcUrl(), stack.dbUser(), stack.dbPassword());
    }

    static Shopper newShopper() {
        return new Shopper("bench-" + UUID.randomUUID());
    }

    /** A process that has never done this may be too slow for its own time limits: once is enough. */
    static void awaken(Row row, CartApi api) throws Exception {
        Load.Client client = Load.Client.of(row, api);
        for (int attempt = 1; ; attempt++) {
            try {
                once(client, newShopper());
                return;
            } catch (Exception cold) {
                if (attempt == AWAKENINGS) {
                    throw cold;
                }
                say(row.title() + " once more: " + cold.getMessage());
            }
        }
    }

    /** What a few runs of an operation leave in Temporal. */
    Histories histories(Row row) throws Exception {
        Load.Client client = Load.Client.of(row, durable);
        Instant begin = Instant.now();
        Shopper shopper = newShopper();
        once(client, shopper);
        for (int i = 1; i < HISTORIES; i++) {
            again(client, shopper);
        }
        return Histories.since(begin, temporal, row.workflow());
    }

    private static void once(Load.Client client, Shopper shopper) throws Exception {
        client.arrange(shopper);
        again(client, shopper);
    }

    private static void again(Load.Client client, Shopper shopper) throws Exception {
        client.before(shopper);
        client.request(shopper);
        client.after(shopper);
    }

    /** Progress, beside the tables on standard output. */
    static void say(String what) {
        System.err.println(what);
    }

    @Override
    public void close() {
        direct.close();
        durable.close();
        connection.shutdownNow();
        stack.close();
    }
}
