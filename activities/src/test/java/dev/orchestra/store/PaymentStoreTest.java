package dev.orchestra.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orchestra.ActivitiesConfiguration;
import dev.orchestra.ActivityImplementations;
import dev.orchestra.deploy.Postgres;
import dev.orchestra.payment.Gateway;
import dev.orchestra.services.payment.PaymentService.AttemptStatus;
import dev.orchestra.store.OwnerDirectory.Kind;
import dev.orchestra.store.PaymentRoutes.Route;
import dev.orchestra.store.PaymentRoutes.RouteOwner;
import dev.orchestra.store.WebhookInbox.Claimed;
import dev.orchestra.store.WebhookInbox.Receipt;
import dev.orchestra.store.WebhookInbox.Status;
import dev.orchestra.store.WebhookInbox.Target;
import io.temporal.testing.TestActivityEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whose a payment is, and what gateways told of it, on a real PostgreSQL. */
@Timeout(120)
class PaymentStoreTest {

    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(1);

    @TempDir
    static Path folder;

    private static Postgres postgres;
    private static ConfigurableApplicationContext application;

    private final PaymentRoutes routes = application.getBean(PaymentRoutes.class);
    private final PaymentRouteBook book = application.getBean(PaymentRouteBook.class);
    private final WebhookInbox inbox = application.getBean(WebhookInbox.class);
    private final JdbcClient database = application.getBean(JdbcClient.class);

    private final String attemptId = "pa_" + UUID.randomUUID();
    private final String gatewayOrderId = "order_" + UUID.randomUUID();

    @Configuration
    @EnableAutoConfiguration
    @Import(ActivitiesConfiguration.class)
    static class Application {}

    @BeforeAll
    static void start() {
        postgres = Postgres.start(folder, 0);
        application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--spring.config.location=classpath:orchestra-activities.yml",
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=WARN",
                        "--spring.datasource.url=" + postgres.jdbcUrl());
    }

    @AfterAll
    static void stop() {
        application.close();
        postgres.close();
    }

    @BeforeEach
    void nothingWaits() {
        database.sql("delete from orchestra.webhook_inbox").update();
    }

    // ------------------------------------------------------------------------------------------------ routes

    @Test
    void aRouteIsReadAsItWasWritten() {
        Route route = route(1, RouteOwner.CHECKOUT, gatewayOrderId);
        routes.save(route);

        assertThat(book.find(attemptId)).contains(route);
        assertThat(book.find("pa_unknown")).isEmpty();
    }

    @Test
    void theHighestRevisionStaysInWhateverOrderTheyCome() {
        routes.save(route(2, RouteOwner.CHECKOUT, gatewayOrderId));
        routes.save(route(1, RouteOwner.CHECKOUT, null));
        assertThat(book.find(attemptId).orElseThrow().gatewayOrderId()).isEqualTo(gatewayOrderId);

        routes.save(route(3, RouteOwner.CLOSED, gatewayOrderId));
        routes.save(route(2, RouteOwner.CHECKOUT, gatewayOrderId));
        routes.save(route(3, RouteOwner.CLOSED, gatewayOrderId));
        assertThat(book.find(attemptId).orElseThrow().owner()).isEqualTo(RouteOwner.CLOSED);
    }

    @Test
    void anOrderAtAGatewayBelongsToOneAttempt() {
        routes.save(route(1, RouteOwner.CHECKOUT, gatewayOrderId));

        assertThatThrownBy(() -> routes.save(route("pa_" + UUID.randomUUID(), 1, RouteOwner.CHECKOUT, gatewayOrderId)))
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void theRoutesAreAnActivity() {
        TestActivityEnvironment worker = TestActivityEnvironment.newInstance();
        try {
            worker.registerActivitiesImplementations(
                    application.getBean(ActivityImplementations.class).toArray());
            worker.newActivityStub(PaymentRoutes.class).save(route(1, RouteOwner.CHECKOUT, null));
        } finally {
            worker.close();
        }

        assertThat(book.find(attemptId)).isPresent();
    }

    // ------------------------------------------------------------------------------------------------ inbox

    @Test
    void theSameIsKeptOnceByWhatItSaysAndByItsEvent() {
        assertThat(inbox.receive(receipt("key", "evt_1"))).isTrue();
        assertThat(inbox.receive(receipt("key", "evt_2"))).isFalse();
        assertThat(inbox.receive(receipt("other", "evt_1"))).isFalse();
        assertThat(inbox.receive(receipt("other", null))).isTrue();
        assertThat(inbox.receive(receipt("third", null))).isTrue();

        assertThat(inbox.unsettled()).isEqualTo(Map.of(Status.RECEIVED, 3L));
    }

    @Test
    void ofAllWhoReceiveTheSameAtOnceOneIsTheFirst() throws Exception {
        List<Boolean> answers = atOnce(5, () -> inbox.receive(receipt("key", "evt_1")));

        assertThat(answers).containsOnlyOnce(true);
        assertThat(inbox.unsettled()).isEqualTo(Map.of(Status.RECEIVED, 1L));
    }

    @Test
    void claimersAtOnceNeverGetTheSame() throws Exception {
        for (int i = 0; i < 40; i++) {
            inbox.receive(receipt("key " + i, null));
        }

        List<String> ids = atOnce(8, () -> inbox.claim(10, LEASE)).stream()
                .flatMap(List::stream)
                .map(Claimed::id)
                .toList();

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(ids.size() + inbox.claim(100, LEASE).size()).isEqualTo(40);
    }

    @Test
    void aWebhookComesWithTheRouteOfItsAttempt() {
        routes.save(route(1, RouteOwner.CHECKOUT, null));
        inbox.receive(receipt("key", null));

        assertThat(inbox.claim(1, LEASE))
                .extracting(Claimed::route)
                .containsExactly(new Target(attemptId, RouteOwner.CHECKOUT, "place-order/cart_1/1", false));
    }

    @Test
    void aWebhookWithoutAnAttemptIsRoutedByTheGatewaysOrder() {
        routes.save(route(1, RouteOwner.CHECKOUT, gatewayOrderId));
        inbox.receive(
                new Receipt(Gateway.PHONEPE, "key", null, "event", null, gatewayOrderId, null, new byte[32], null));
        inbox.receive(new Receipt(
                Gateway.RAZORPAY, "key", null, "event", attemptId, gatewayOrderId, null, new byte[32], null));

        assertThat(inbox.claim(2, LEASE))
                .extracting(claimed -> claimed.gateway() + " " + (claimed.route() == null))
                .containsExactlyInAnyOrder("PHONEPE false", "RAZORPAY true");
    }

    @Test
    void whatAPaymentKeepsOfAnOrderThatDoesNotStandIsTold() {
        String orderId = "order_" + attemptId;
        assertThat(book.kept(orderId)).isEmpty();

        routes.save(guarded(1, orderId, 0));
        assertThat(book.kept(orderId)).isEqualTo(Map.of("pay_1", 15000L));
        assertThat(book.find(attemptId).orElseThrow()).isEqualTo(guarded(1, orderId, 0));

        routes.save(guarded(2, orderId, 15000));
        assertThat(book.kept(orderId)).isEqualTo(Map.of("pay_1", 0L));
    }

    private Route guarded(long revision, String orderId, long refunded) {
        return new Route(
                attemptId,
                revision,
                RouteOwner.GUARDIAN,
                "payment-guardian/" + attemptId,
                orderId,
                "creq_1",
                "pay_1",
                1,
                "PHONEPE",
                gatewayOrderId,
                AttemptStatus.CAPTURED,
                "INR",
                15000,
                15000,
                0,
                refunded,
                1,
                15000 - refunded,
                Instant.parse("2026-01-01T12:12:00Z"));
    }

    @Test
    void whatIsSettledOfARouteIsTold() {
        routes.save(new Route(
                attemptId,
                1,
                RouteOwner.CLOSED,
                "place-order/cart_1/1",
                "order_1",
                "creq_1",
                "pay_1",
                1,
                "PHONEPE",
                gatewayOrderId,
                AttemptStatus.CAPTURED,
                "INR",
                15000,
                15000,
                10000,
                5000,
                1,
                0,
                Instant.parse("2026-01-01T12:12:00Z")));
        inbox.receive(receipt("key", null));

        assertThat(inbox.claim(1, LEASE).get(0).route().settled()).isTrue();
    }

    @Test
    void whatACrashLeftIsClaimedAgainAndTheDeadClaimSettlesNothing() {
        routes.save(route(1, RouteOwner.CHECKOUT, null));
        inbox.receive(receipt("key", null));
        Claimed dead = inbox.claim(1, LEASE).get(0);
        assertThat(inbox.claim(1, LEASE)).isEmpty();
        leasesRunOut();

        Claimed next = inbox.claim(1, LEASE).get(0);
        assertThat(next.id()).isEqualTo(dead.id());
        inbox.orphan(dead, null);
        assertThat(inbox.unsettled()).isEqualTo(Map.of(Status.RECEIVED, 1L));
        inbox.processed(next, null);
        inbox.againIn(next, SOON, "too late");
        assertThat(inbox.unsettled()).isEmpty();
        leasesRunOut();
        assertThat(inbox.claim(1, LEASE)).isEmpty();
    }

    @Test
    void whatCouldNotBeToldIsDueAgain() {
        inbox.receive(receipt("key", null));
        inbox.againIn(inbox.claim(1, LEASE).get(0), Duration.ofMinutes(1), "nobody was there");

        assertThat(inbox.claim(1, LEASE)).isEmpty();
        leasesRunOut();
        assertThat(inbox.claim(1, LEASE)).extracting(Claimed::claim).containsExactly(2);
    }

    @Test
    void anOrphanIsGivenToItsPaymentWhenThatIsKnown() {
        inbox.receive(receipt("by attempt", null));
        inbox.receive(new Receipt(
                Gateway.PHONEPE, "by order", null, "event", null, gatewayOrderId, null, new byte[32], null));
        inbox.receive(
                new Receipt(Gateway.PHONEPE, "another", null, "event", "pa_other", null, null, new byte[32], null));
        inbox.claim(3, LEASE).forEach(orphan -> inbox.orphan(orphan, null));
        leasesRunOut();
        assertThat(inbox.claim(3, LEASE)).isEmpty();

        routes.save(route(1, RouteOwner.CHECKOUT, null));
        assertThat(inbox.unsettled()).isEqualTo(Map.of(Status.RECEIVED, 1L, Status.ORPHAN, 2L));
        routes.save(route(2, RouteOwner.CHECKOUT, gatewayOrderId));
        assertThat(inbox.unsettled()).isEqualTo(Map.of(Status.RECEIVED, 2L, Status.ORPHAN, 1L));
        assertThat(inbox.claim(3, LEASE)).hasSize(2).allMatch(claimed -> claimed.route() != null);
    }

    @Test
    void anOrphanThatIsLookedAtWhileItsRouteIsWrittenIsNotLost() {
        inbox.receive(receipt("key", null));
        inbox.orphan(inbox.claim(1, LEASE).get(0), SOON);
        leasesRunOut();
        Claimed lookedAt = inbox.claim(1, LEASE).get(0);

        routes.save(route(1, RouteOwner.CHECKOUT, null));
        inbox.orphan(lookedAt, null);

        assertThat(inbox.claim(1, LEASE))
                .extracting(Claimed::route)
                .doesNotContainNull()
                .hasSize(1);
    }

    @Test
    void whoWasToldOfAPaymentIsKnownByIt() {
        inbox.receive(paymentReceipt("first"));
        Claimed first = inbox.claim(1, LEASE).get(0);
        assertThat(inbox.wasToldOfPayment(first)).isFalse();
        inbox.processed(first, null);
        inbox.receive(paymentReceipt("second"));

        assertThat(inbox.wasToldOfPayment(inbox.claim(1, LEASE).get(0))).isTrue();
    }

    @Test
    void onlyWhatIsOldAndWasPassedOnIsDeleted() {
        for (String key : List.of("done", "orphan", "young")) {
            inbox.receive(receipt(key, null));
            Claimed claimed = inbox.claim(1, LEASE).get(0);
            if (key.equals("orphan")) {
                inbox.orphan(claimed, null);
            } else {
                inbox.processed(claimed, null);
            }
        }
        database.sql(
                        "update orchestra.webhook_inbox set received_at = now() - interval '31 days' where dedup_key <> 'young'")
                .update();

        assertThat(inbox.deleteProcessedOlderThan(Duration.ofDays(30))).isEqualTo(1);
        assertThat(database.sql("select dedup_key from orchestra.webhook_inbox")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrder("orphan", "young");
    }

    // ------------------------------------------------------------------------------------------------ callbacks

    @Test
    void eachPaymentInstructionHasItsOwnWayBack() {
        CheckoutRequestStore requests = application.getBean(CheckoutRequestStore.class);
        String owner = application
                .getBean(OwnerDirectory.class)
                .findOrCreate(Kind.GUEST, UUID.randomUUID().toString())
                .ownerId();
        String id = requests.save(owner, "cart_1", null, Arrays.asList(null, "https://shop.example/back?a=1"));

        assertThat(requests.callbackUrl(id, 1)).isEmpty();
        assertThat(requests.callbackUrl(id, 2)).contains("https://shop.example/back?a=1");
        assertThat(requests.callbackUrl(id, 3)).isEmpty();
        assertThat(requests.callbackUrl(id, 0)).isEmpty();
        assertThat(requests.callbackUrl("creq_unknown", 1)).isEmpty();
        assertThat(requests.callbackUrl(requests.save(owner, "cart_1", null, List.of()), 1))
                .isEmpty();
    }

    // ------------------------------------------------------------------------------------------------ helpers

    private void leasesRunOut() {
        database.sql("update orchestra.webhook_inbox set claimed_until = now() where claimed_until is not null")
                .update();
    }

    private Receipt receipt(String dedupKey, String eventId) {
        return new Receipt(Gateway.PHONEPE, dedupKey, eventId, "event", attemptId, null, null, new byte[32], null);
    }

    private Receipt paymentReceipt(String dedupKey) {
        return new Receipt(
                Gateway.RAZORPAY,
                dedupKey,
                null,
                "payment.captured",
                attemptId,
                null,
                "pay_" + attemptId,
                new byte[32],
                null);
    }

    private Route route(int revision, RouteOwner owner, String orderAtGateway) {
        return route(attemptId, revision, owner, orderAtGateway);
    }

    private static Route route(String attempt, int revision, RouteOwner owner, String orderAtGateway) {
        return new Route(
                attempt,
                revision,
                owner,
                "place-order/cart_1/1",
                "order_1",
                "creq_1",
                "pay_1",
                1,
                "PHONEPE",
                orderAtGateway,
                AttemptStatus.PENDING,
                "INR",
                15000,
                0,
                0,
                0,
                0,
                0,
                Instant.parse("2026-01-01T12:12:00Z"));
    }

    private static <T> List<T> atOnce(int threads, Callable<T> call) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CyclicBarrier start = new CyclicBarrier(threads);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(pool.submit(() -> {
                    start.await();
                    return call.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
