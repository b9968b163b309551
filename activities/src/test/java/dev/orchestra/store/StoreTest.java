package dev.orchestra.store;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.orchestra.ActivitiesConfiguration;
import dev.orchestra.ActivityImplementations;
import dev.orchestra.checkout.CheckoutState;
import dev.orchestra.deploy.Postgres;
import dev.orchestra.payment.Payment;
import dev.orchestra.services.event.DeviceFingerprints;
import dev.orchestra.services.order.OrderService.SubOrder;
import dev.orchestra.store.CheckoutRequestStore.Device;
import dev.orchestra.store.OrderBook.StoredOrder;
import dev.orchestra.store.OrderBook.TimelineEntry;
import dev.orchestra.store.OrderRecords.OrderEntry;
import dev.orchestra.store.OrderRecords.OrderKind;
import dev.orchestra.store.OrderRecords.OrderSnapshot;
import dev.orchestra.store.OrderRecords.Postscript;
import dev.orchestra.store.OwnerDirectory.Kind;
import dev.orchestra.store.OwnerDirectory.KnownOwner;
import io.temporal.testing.TestActivityEnvironment;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The own tables on a real PostgreSQL, with the beans and properties that an application imports. */
@Timeout(120)
class StoreTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    static Path folder;

    private static Postgres postgres;
    private static ConfigurableApplicationContext application;

    private final String orderId = "order_" + UUID.randomUUID();
    private final String cartId = "cart_" + UUID.randomUUID();
    private final OrderRecords records = application.getBean(OrderRecords.class);
    private final OrderBook book = application.getBean(OrderBook.class);
    private final OwnerDirectory owners = application.getBean(OwnerDirectory.class);
    private final CheckoutRequestStore requests = application.getBean(CheckoutRequestStore.class);

    @Configuration
    @EnableAutoConfiguration
    @Import(ActivitiesConfiguration.class)
    static class Application {}

    @BeforeAll
    static void start() {
        postgres = Postgres.start(folder, 0);
        application = run(postgres.jdbcUrl());
    }

    @AfterAll
    static void stop() {
        application.close();
        postgres.close();
    }

    private static ConfigurableApplicationContext run(String jdbcUrl) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                // Not the core services' own configuration, which is on the class path of the tests as well.
                .run(
                        "--spring.config.location=classpath:orchestra-activities.yml",
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=WARN",
                        "--spring.datasource.url=" + jdbcUrl);
    }

    // ------------------------------------------------------------------------------------------------ timeline

    @Test
    void an_order_is_told_entry_by_entry() {
        record(1, CheckoutState.VALIDATING, false, "Checkout started", unknown());
        assertThat(order().number()).isNull();
        record(2, CheckoutState.HOLDING, false, "Order written", known());

        StoredOrder order = order();
        assertThat(order.state()).isEqualTo(CheckoutState.HOLDING);
        assertThat(order.kind()).isEqualTo(OrderRecords.OrderKind.CART);
        assertThat(order.lastSequence()).isEqualTo(2);
        assertThat(order.number()).isEqualTo("ORD-2026-1");
        assertThat(order.total()).isEqualTo(new BigDecimal("708.20"));
        assertThat(order.holdExpiresAt()).isEqualTo(NOON.plusSeconds(900));
        assertThat(order.createdAt()).isEqualTo(NOON.plusSeconds(1));
        assertThat(order.updatedAt()).isEqualTo(NOON.plusSeconds(2));
        assertThat(order.subOrders()).isEqualTo(known().subOrders());
        assertThat(order.payments()).isEqualTo(known().payments());
        assertThat(timeline())
                .extracting(TimelineEntry::sequence, TimelineEntry::state, TimelineEntry::title)
                .containsExactly(
                        tuple(1, CheckoutState.VALIDATING, "Checkout started"),
                        tuple(2, CheckoutState.HOLDING, "Order written"));
    }

    @Test
    void what_an_entry_does_not_know_stays_as_it_was() {
        record(1, CheckoutState.HOLDING, false, "Order written", known());
        record(2, CheckoutState.FULFILLING, true, "Stock deducted", unknown());

        StoredOrder order = order();
        assertThat(order.state()).isEqualTo(CheckoutState.FULFILLING);
        assertThat(order.number()).isEqualTo("ORD-2026-1");
        assertThat(order.currency()).isEqualTo("INR");
        assertThat(order.payments()).isEqualTo(known().payments());
    }

    @Test
    void before_the_decision_the_last_execution_wins() {
        record(1, CheckoutState.VALIDATING, false, "Checkout started", unknown());
        record(2, CheckoutState.HOLDING, false, "of a lost task", known());
        record(2, CheckoutState.VALIDATING, false, "of its repetition", unknown());

        assertThat(order().state()).isEqualTo(CheckoutState.VALIDATING);
        assertThat(timeline())
                .extracting(TimelineEntry::title)
                .containsExactly("Checkout started", "of its repetition");
    }

    @Test
    void a_decided_entry_removes_what_a_lost_task_wrote_beyond_it() {
        record(1, CheckoutState.VALIDATING, false, "Checkout started", unknown());
        record(2, CheckoutState.HOLDING, false, "of a lost task", known());
        record(3, CheckoutState.HOLDING, false, "of a lost task", known());
        record(2, CheckoutState.REJECTED, true, "Cart is empty", unknown());

        assertThat(order().state()).isEqualTo(CheckoutState.REJECTED);
        assertThat(order().lastSequence()).isEqualTo(2);
        assertThat(timeline()).extracting(TimelineEntry::title).containsExactly("Checkout started", "Cart is empty");
    }

    @Test
    void what_comes_late_from_before_the_decision_changes_nothing() {
        record(1, CheckoutState.VALIDATING, false, "Checkout started", unknown());
        record(2, CheckoutState.FULFILLING, true, "Decided", known());
        record(1, CheckoutState.HOLDING, false, "late", unknown());
        record(2, CheckoutState.HOLDING, false, "late", unknown());
        record(3, CheckoutState.HOLDING, false, "late", unknown());

        assertThat(order().state()).isEqualTo(CheckoutState.FULFILLING);
        assertThat(timeline()).extracting(TimelineEntry::title).containsExactly("Checkout started", "Decided");
    }

    @Test
    void an_entry_that_was_overtaken_by_the_decision_fills_its_gap() {
        record(2, CheckoutState.REJECTED, true, "Out of stock", unknown());
        record(1, CheckoutState.VALIDATING, false, "Checkout started", unknown());

        assertThat(order().state()).isEqualTo(CheckoutState.REJECTED);
        assertThat(timeline()).extracting(TimelineEntry::title).containsExactly("Checkout started", "Out of stock");
    }

    @Test
    void a_repeated_decided_entry_does_not_take_the_order_back() {
        record(1, CheckoutState.HOLDING, false, "Order written", known());
        record(2, CheckoutState.FULFILLING, true, "Stock deducted", known());
        record(3, CheckoutState.FULFILLING, true, "Coupons used", known());
        record(2, CheckoutState.FULFILLING, true, "Stock deducted", known());

        assertThat(order().lastSequence()).isEqualTo(3);
        assertThat(timeline()).hasSize(3);
    }

    @Test
    void a_terminal_state_is_never_left() {
        record(1, CheckoutState.HOLDING, false, "Order written", known());
        record(2, CheckoutState.COMPLETED, true, "Order confirmed", known());
        record(3, CheckoutState.CANCELLED, true, "too late", known());
        record(1, CheckoutState.HOLDING, false, "too late", known());

        assertThat(order().state()).isEqualTo(CheckoutState.COMPLETED);
        assertThat(order().lastSequence()).isEqualTo(2);
    }

    @Test
    void entries_that_come_at_once_and_twice_end_as_one_timeline() throws Exception {
        List<Callable<Void>> calls = new ArrayList<>();
        for (int sequence = 1; sequence <= 6; sequence++) {
            boolean last = sequence == 6;
            int number = sequence;
            for (int copy = 0; copy < 3; copy++) {
                calls.add(() -> {
                    record(
                            number,
                            last ? CheckoutState.COMPLETED : CheckoutState.FULFILLING,
                            true,
                            "entry " + number,
                            known());
                    return null;
                });
            }
        }
        atOnce(calls);

        assertThat(order().state()).isEqualTo(CheckoutState.COMPLETED);
        assertThat(timeline())
                .extracting(TimelineEntry::title)
                .containsExactly("entry 1", "entry 2", "entry 3", "entry 4", "entry 5", "entry 6");
        assertThat(timeline()).extracting(TimelineEntry::sequence).doesNotHaveDuplicates();
    }

    @Test
    void what_a_guardian_tells_is_kept_whatever_the_checkout_tells_thereafter() {
        record(1, CheckoutState.AWAITING_PAYMENT, false, "Order written", known());
        Postscript refund =
                new Postscript(orderId, "run_1", 1, NOON.plusSeconds(90), "Refund is through", "100.00 INR");
        records.addPostscript(refund);
        records.addPostscript(refund);
        records.addPostscript(new Postscript("order_unknown", "run_1", 1, NOON, "of no order", null));
        record(1, CheckoutState.CANCELLED, true, "Checkout called off", known());
        record(2, CheckoutState.CANCELLED, true, "Nothing is held any more", known());

        assertThat(timeline())
                .extracting(TimelineEntry::title, TimelineEntry::state)
                .containsExactly(
                        tuple("Checkout called off", CheckoutState.CANCELLED),
                        tuple("Nothing is held any more", CheckoutState.CANCELLED),
                        tuple("Refund is through", CheckoutState.AWAITING_PAYMENT));
        assertThat(timeline()).extracting(TimelineEntry::sequence).containsExactly(1, 3, 2);
        assertThat(order().lastSequence()).isEqualTo(2);
    }

    @Test
    void a_checkout_that_has_not_ended_is_an_open_row_until_it_has() {
        OpenRows rows = application.getBean(OpenRows.class);
        record(1, CheckoutState.AWAITING_PAYMENT, false, "Order written", known());
        assertThat(open(rows, Duration.ofDays(40_000))).doesNotContain(orderId);
        assertThat(open(rows, Duration.ZERO)).contains(orderId);

        record(2, CheckoutState.EXPIRED, true, "Not paid in time", known());
        assertThat(open(rows, Duration.ZERO)).doesNotContain(orderId);
    }

    private List<String> open(OpenRows rows, Duration quietFor) {
        return rows.checkouts("", quietFor, 10_000).stream()
                .map(OpenRows.OpenOrder::orderId)
                .toList();
    }

    @Test
    void only_one_process_at_a_time_looks_for_lost_runs() {
        OpenRows rows = application.getBean(OpenRows.class);
        List<String> at = new ArrayList<>();
        rows.alone(() -> {
            at.add("first");
            CompletableFuture.runAsync(() -> rows.alone(() -> at.add("beside it")))
                    .join();
        });
        rows.alone(() -> at.add("after it"));

        assertThat(at).containsExactly("first", "after it");
    }

    @Test
    void an_order_of_another_owner_is_absent() {
        record(1, CheckoutState.VALIDATING, false, "Checkout started", unknown());

        assertThat(book.order("own_other", orderId)).isEmpty();
        assertThat(book.timeline("own_other", orderId)).isEmpty();
        assertThat(book.order("own_1", "order_unknown")).isEmpty();
    }

    @Test
    void the_records_are_an_activity() {
        TestActivityEnvironment worker = TestActivityEnvironment.newInstance();
        try {
            worker.registerActivitiesImplementations(
                    application.getBean(ActivityImplementations.class).toArray());
            worker.newActivityStub(OrderRecords.class)
                    .record(new OrderEntry(
                            orderId, 1, CheckoutState.VALIDATING, false, NOON, "Checkout started", null, unknown()));
        } finally {
            worker.close();
        }

        assertThat(order().state()).isEqualTo(CheckoutState.VALIDATING);
    }

    // ------------------------------------------------------------------------------------------------ owners

    @Test
    void all_who_ask_at_once_get_one_owner() throws Exception {
        String token = UUID.randomUUID().toString();
        List<Callable<KnownOwner>> calls = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            calls.add(() -> owners.findOrCreate(Kind.GUEST, token));
        }

        assertThat(atOnce(calls)).hasSize(1);
    }

    @Test
    void a_guest_who_picks_a_customers_id_as_token_is_not_that_customer() {
        String identity = UUID.randomUUID().toString();

        assertThat(owners.findOrCreate(Kind.GUEST, identity).ownerId())
                .isNotEqualTo(owners.findOrCreate(Kind.CUSTOMER, identity).ownerId());
    }

    @Test
    void an_identity_is_stored_as_its_hash_alone() {
        String token = "token-" + UUID.randomUUID();
        String ownerId = owners.findOrCreate(Kind.GUEST, token).ownerId();

        String row = application
                .getBean(JdbcClient.class)
                .sql("select row_to_json(o)::text from orchestra.owners o where owner_id = ?")
                .param(ownerId)
                .query(String.class)
                .single();
        assertThat(row).contains(ownerId).doesNotContain(token);
    }

    @Test
    void an_owners_latest_basket_is_remembered() {
        String token = UUID.randomUUID().toString();
        String ownerId = owners.findOrCreate(Kind.CUSTOMER, token).ownerId();

        owners.rememberCart(ownerId, "cart_1");
        assertThat(owners.findOrCreate(Kind.CUSTOMER, token).cartId()).isEqualTo("cart_1");
        owners.rememberCart(ownerId, "cart_2");
        assertThat(owners.findOrCreate(Kind.CUSTOMER, token).cartId()).isEqualTo("cart_2");
    }

    // ------------------------------------------------------------------------------------------------ checkout
    // requests

    @Test
    void a_devices_fingerprint_is_found_by_the_request_until_it_is_deleted() {
        String ownerId =
                owners.findOrCreate(Kind.GUEST, UUID.randomUUID().toString()).ownerId();
        DeviceFingerprints fingerprints = application.getBean(DeviceFingerprints.class);
        String used = requests.save(
                ownerId, cartId, new Device("MOBILE", "fp_1", "192.0.2.1", "Browser", "Asia/Kolkata"), List.of());
        String silent = requests.save(ownerId, cartId, new Device(null, null, null, null, null), List.of());
        String withoutDevice = requests.save(ownerId, cartId, null, List.of());

        assertThat(fingerprints.ofCheckoutRequest(used)).contains("fp_1");
        assertThat(fingerprints.ofCheckoutRequest(silent)).isEmpty();
        assertThat(fingerprints.ofCheckoutRequest(withoutDevice)).isEmpty();
        requests.deleteUnused(used);
        requests.deleteUnused(used);
        assertThat(fingerprints.ofCheckoutRequest(used)).isEmpty();
    }

    @Test
    void a_request_for_seats_has_no_cart() {
        String ownerId =
                owners.findOrCreate(Kind.GUEST, UUID.randomUUID().toString()).ownerId();

        String id = requests.save(ownerId, null, null, List.of("https://shop.example/back"));

        assertThat(requests.callbackUrl(id, 1)).contains("https://shop.example/back");
    }

    @Test
    void requests_are_kept_for_a_while_and_then_deleted() {
        String ownerId =
                owners.findOrCreate(Kind.GUEST, UUID.randomUUID().toString()).ownerId();
        DeviceFingerprints fingerprints = application.getBean(DeviceFingerprints.class);
        Device device = new Device("MOBILE", "fp_1", "192.0.2.1", "Browser", "Asia/Kolkata");
        String old = requests.save(ownerId, cartId, device, List.of());
        String young = requests.save(ownerId, cartId, device, List.of());
        aged(old, Duration.ofDays(31));
        aged(young, Duration.ofDays(29));

        assertThat(requests.deleteOlderThan(Duration.ofDays(30))).isEqualTo(1);

        assertThat(fingerprints.ofCheckoutRequest(old)).isEmpty();
        assertThat(fingerprints.ofCheckoutRequest(young)).contains("fp_1");
    }

    @Test
    void a_guests_basket_comes_to_one_customer() {
        String token = UUID.randomUUID().toString();
        KnownOwner guest = owners.findOrCreate(Kind.GUEST, token);
        KnownOwner customer =
                owners.findOrCreate(Kind.CUSTOMER, UUID.randomUUID().toString());
        KnownOwner other = owners.findOrCreate(Kind.CUSTOMER, UUID.randomUUID().toString());
        owners.rememberCart(guest.ownerId(), "cart_guest");
        assertThat(guest.mergedInto()).isNull();

        assertThat(owners.noteMerged(guest.ownerId(), customer.ownerId(), cartId))
                .isTrue();
        assertThat(owners.noteMerged(guest.ownerId(), other.ownerId(), "cart_other"))
                .isFalse();

        assertThat(owners.find(Kind.GUEST, token).orElseThrow().mergedInto()).isEqualTo(customer.ownerId());
        assertThat(cartOf(guest)).isNull();
        assertThat(cartOf(customer)).isEqualTo(cartId);
        assertThat(cartOf(other)).isNull();
    }

    @Test
    void a_merge_that_brought_nothing_leaves_the_customers_basket() {
        KnownOwner guest = owners.findOrCreate(Kind.GUEST, UUID.randomUUID().toString());
        KnownOwner customer =
                owners.findOrCreate(Kind.CUSTOMER, UUID.randomUUID().toString());
        owners.rememberCart(customer.ownerId(), cartId);

        owners.noteMerged(guest.ownerId(), customer.ownerId(), null);

        assertThat(cartOf(customer)).isEqualTo(cartId);
    }

    private String cartOf(KnownOwner owner) {
        return application
                .getBean(JdbcClient.class)
                .sql("select coalesce(cart_id, '') from orchestra.owners where owner_id = ?")
                .param(owner.ownerId())
                .query(String.class)
                .optional()
                .filter(cart -> !cart.isEmpty())
                .orElse(null);
    }

    // ------------------------------------------------------------------------------------------------ texts

    @Test
    void a_text_is_found_by_its_reference_and_its_repetition_changes_nothing() {
        CustomerTextStore texts = application.getBean(CustomerTextStore.class);
        String owner =
                owners.findOrCreate(Kind.CUSTOMER, UUID.randomUUID().toString()).ownerId();
        String reference = "txt_" + UUID.randomUUID();
        texts.save(owner, reference, "Happy birthday, \u00c9lodie \ud83c\udf82");
        texts.save(owner, reference, "something else");

        assertThat(texts.find(List.of(reference, "txt_unknown")))
                .containsExactly(Map.entry(reference, "Happy birthday, \u00c9lodie \ud83c\udf82"));
        assertThat(texts.find(List.of())).isEmpty();
    }

    @Test
    void texts_are_kept_for_a_while_and_then_deleted() {
        CustomerTextStore texts = application.getBean(CustomerTextStore.class);
        String owner =
                owners.findOrCreate(Kind.CUSTOMER, UUID.randomUUID().toString()).ownerId();
        texts.save(owner, "txt_old_" + owner, "old");
        texts.save(owner, "txt_new_" + owner, "new");
        application
                .getBean(JdbcClient.class)
                .sql("update orchestra.customer_texts set created_at = now() - interval '181 days' where reference = ?")
                .param("txt_old_" + owner)
                .update();

        assertThat(texts.deleteOlderThan(Duration.ofDays(180))).isEqualTo(1);

        assertThat(texts.find(List.of("txt_old_" + owner, "txt_new_" + owner)).values())
                .containsExactly("new");
    }

    // ------------------------------------------------------------------------------------------------ answers

    @Test
    void of_all_who_claim_a_key_at_once_one_is_the_first() throws Exception {
        IdempotentAnswers answers = application.getBean(IdempotentAnswers.class);
        var name = nameOfAKey();
        List<Callable<IdempotentAnswers.Claim>> claims = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            claims.add(() -> answers.claim(name, "body"));
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            int first = 0;
            for (Future<IdempotentAnswers.Claim> claim : threads.invokeAll(claims)) {
                first += claim.get().first() ? 1 : 0;
            }
            assertThat(first).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void expired_answers_are_deleted_and_others_stay() {
        IdempotentAnswers answers = application.getBean(IdempotentAnswers.class);
        var old = nameOfAKey();
        var young = nameOfAKey();
        for (var name : List.of(old, young)) {
            answers.claim(name, "body");
            answers.keep(name, new IdempotentAnswers.Answer(200, "application/json", new byte[] {1}));
        }
        application
                .getBean(JdbcClient.class)
                .sql("update orchestra.idempotency_keys set expires_at = now() where owner_id = ?")
                .param(old.ownerId())
                .update();

        assertThat(answers.deleteExpired()).isEqualTo(1);

        assertThat(answers.claim(old, "body").first()).isTrue();
        assertThat(answers.claim(young, "body").answer().body()).containsExactly(1);
    }

    private IdempotentAnswers.Name nameOfAKey() {
        String owner =
                owners.findOrCreate(Kind.CUSTOMER, UUID.randomUUID().toString()).ownerId();
        return new IdempotentAnswers.Name(owner, "POST /cart/items", "key");
    }

    private static void aged(String requestId, Duration age) {
        application
                .getBean(JdbcClient.class)
                .sql(
                        "update orchestra.checkout_requests set created_at = now() - make_interval(secs => ?) where id = ?")
                .params(age.toSeconds(), requestId)
                .update();
    }

    // ------------------------------------------------------------------------------------------------ start

    @Test
    void an_application_starts_without_its_database_and_serves_when_it_comes(@TempDir Path late) {
        Postgres later = Postgres.start(late, 0);
        String url = later.jdbcUrl();
        int port = later.port();
        later.close();
        try (ConfigurableApplicationContext early = run(url)) {
            try (Postgres there = Postgres.start(late, port)) {
                OwnerDirectory directory = early.getBean(OwnerDirectory.class);
                await().atMost(Duration.ofSeconds(30))
                        .ignoreExceptions()
                        .until(() -> directory.findOrCreate(Kind.GUEST, "somebody") != null);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ helpers

    private void record(int sequence, CheckoutState state, boolean decided, String title, OrderSnapshot order) {
        records.record(
                new OrderEntry(orderId, sequence, state, decided, NOON.plusSeconds(sequence), title, null, order));
    }

    private OrderSnapshot unknown() {
        return new OrderSnapshot(
                OrderKind.CART,
                "own_1",
                cartId,
                1,
                "place-order/" + cartId + "/1",
                "WEB",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private OrderSnapshot known() {
        return new OrderSnapshot(
                OrderKind.CART,
                "own_1",
                cartId,
                1,
                "place-order/" + cartId + "/1",
                "WEB",
                "ORD-2026-1",
                "PENDING",
                "PENDING",
                new BigDecimal("708.20"),
                "INR",
                NOON.plusSeconds(900),
                List.of(new SubOrder("sub_1", "ORD-2026-1-01", "store_1", "PENDING", new BigDecimal("708.20"))),
                List.of(new Payment(
                        "pay_1",
                        Payment.Status.SUCCESS,
                        "MANUAL",
                        "COD",
                        new BigDecimal("708.20"),
                        "INR",
                        null,
                        null,
                        null)));
    }

    private StoredOrder order() {
        return book.order("own_1", orderId).orElseThrow();
    }

    private List<TimelineEntry> timeline() {
        return book.timeline("own_1", orderId).orElseThrow();
    }

    /** The distinct results of calls that start together. */
    private static <T> Set<T> atOnce(List<Callable<T>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<T>> results = new ArrayList<>();
            for (Callable<T> call : calls) {
                results.add(threads.submit(() -> {
                    start.await();
                    return call.call();
                }));
            }
            start.countDown();
            List<T> values = new ArrayList<>();
            for (Future<T> result : results) {
                values.add(result.get());
            }
            return values.stream().filter(java.util.Objects::nonNull).collect(toSet());
        } finally {
            threads.shutdownNow();
        }
    }
}
