package dev.orchestra.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A small shop on the real tables in which all is well, and each way in which it is not. */
class InvariantsTest {

    private static final Set<String> RUNS =
            Set.of("place-order/cart_3/1", "payment-guardian/pa_2", "seat-reservation/" + uuid(3));

    @TempDir
    static Path folder;

    private static Postgres server;
    private static int shops;

    @BeforeAll
    static void start() throws Exception {
        server = Postgres.start(folder.resolve("postgres"), 0);
        server.jdbcUrl("world");
        try (Connection world = connect("world");
                Statement sql = world.createStatement()) {
            for (Path schema : folders(Path.of("../service-stubs/src/main/resources/db/migration"))) {
                migrate(sql, schema);
            }
            migrate(sql, Path.of("../activities/src/main/resources/db/migration/orchestra"));
            sql.execute(Files.readString(Path.of("src/test/resources/healthy-shop.sql")));
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<Path> folders(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static void migrate(Statement sql, Path schema) throws Exception {
        String name = schema.getFileName().toString();
        sql.execute("create schema if not exists " + name + "; set search_path to " + name);
        try (Stream<Path> files = Files.list(schema)) {
            for (Path file : files.sorted().toList()) {
                sql.execute(Files.readString(file));
            }
        }
    }

    private static Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(database), server.user(), Postgres.USER);
    }

    private static String uuid(int number) {
        return "00000000-0000-0000-0000-00000000000" + number;
    }

    /** What is broken in a shop of its own to which this happened. */
    private static List<String> broken(String happened, Set<String> runs) throws SQLException {
        String shop = "shop_" + (++shops);
        try (Connection any = connect("postgres");
                Statement sql = any.createStatement()) {
            sql.execute("create database " + shop + " template world");
        }
        try (Connection own = connect(shop);
                Connection services = connect(shop);
                Statement sql = own.createStatement()) {
            sql.execute(happened);
            return Invariants.check(services, own, runs).stream()
                    .map(each -> each.invariant().id())
                    .toList();
        }
    }

    @Test
    void inAHealthyShopNothingIsBroken() throws SQLException {
        assertThat(broken("select 1", RUNS)).isEmpty();
    }

    static Stream<Arguments> mishaps() {
        return Stream.of(
                mishap("stock", "update inventory.stock set held = held + 1"),
                mishap(
                        "hold-time",
                        "update inventory.holds set expires_at = now() - interval '2 minutes' where status = 'HELD'"),
                mishap(
                        "hold-end",
                        "update orchestra.orders set state = 'EXPIRED' where order_id = 'order_3'",
                        "order-agrees",
                        "cart",
                        "coupons"),
                mishap("hold-end", "update inventory.holds set order_id = 'order_x' where order_id = 'order_1'"),
                mishap(
                        "seat",
                        "drop index inventory.one_reservation_in_force_a_seat;"
                                + " update inventory.seat_reservations set seat_id = '" + uuid(1)
                                + "' where reservation_id = '" + uuid(3) + "'"),
                mishap(
                        "seat-sold",
                        "update inventory.seat_reservations set status = 'RELEASED' where reservation_id = '" + uuid(1)
                                + "'"),
                mishap(
                        "seat-time",
                        "update orchestra.seat_reservations set expires_at = now() - interval '2 minutes' where state = 'HELD'"),
                mishap(
                        "seat-time",
                        "update inventory.seat_reservations set status = 'CLAIMED', order_id = 'nobody' where status = 'HELD'"),
                mishap(
                        "money",
                        "update orchestra.payment_routes set refunded_paise = 0 where attempt_id = 'pa_2'",
                        "money-at-gateways"),
                mishap("money-at-gateways", "update gateways.refunds set state = 'PENDING'"),
                mishap(
                        "money-at-gateways",
                        "delete from orchestra.payment_routes where attempt_id = 'pa_2'",
                        "run-row"),
                mishap(
                        "money-applied",
                        "update orchestra.payment_routes set applied_paise = 5000, refunded_paise = 0 where attempt_id = 'pa_2';"
                                + " delete from gateways.refunds"),
                mishap("split", "update orchestra.orders set total = 401 where order_id = 'order_1'"),
                mishap(
                        "nothing-kept",
                        "delete from payment.wallet_authorizations; update payment.wallet_authorizations set used_by = null;"
                                + " update orchestra.orders set state = 'CANCELLED', workflow_id = 'x' where order_id = 'order_1'",
                        "wallet-once",
                        "hold-end",
                        "money-applied",
                        "order-agrees",
                        "notifications",
                        "coupons",
                        "points"),
                mishap(
                        "wallet",
                        "alter table payment.wallets drop constraint a_wallet_never_owes; update payment.wallets set balance = -1"),
                mishap(
                        "wallet-once",
                        "drop index payment.one_debit_an_attempt;"
                                + " insert into payment.wallet_entries (entry_id, wallet_id, type, amount, reason, attempt_id)"
                                + " values ('e_9', 'w_1', 'DEBIT', 100, 'again', 'pa_w')",
                        "split"),
                mishap("coupons", "update marketing.coupons set used = 2 where code = 'SAVE20'"),
                mishap("coupons", "update marketing.coupon_holds set order_id = 'order_2'"),
                mishap("points", "update loyalty.accounts set balance = balance + 1"),
                mishap(
                        "order-end",
                        "update orchestra.orders set workflow_id = 'place-order/gone/1' where order_id = 'order_3'",
                        "run-row"),
                mishap(
                        "run-row",
                        "update orchestra.payment_routes set workflow_id = 'payment-guardian/gone' where attempt_id = 'pa_2'"),
                mishap("order-agrees", "update orders.orders set order_status = 'PENDING' where id = 'order_1'"),
                mishap("order-agrees", "update orders.sub_orders set total = 1 where order_id = 'order_1'"),
                mishap("cart", "update cart.carts set locked_by = 'order_2' where cart_id = 'cart_2'"),
                mishap(
                        "notifications",
                        "alter table notification.notifications drop constraint one_of_a_kind;"
                                + " insert into notification.notifications (id, order_id, owner_id, template, channel)"
                                + " values ('n_9', 'order_1', 'own_1', 'ORDER_CONFIRMATION', 'SMS')"),
                mishap("notifications", "delete from notification.notifications where channel = 'PUSH'"),
                mishap(
                        "webhooks",
                        "update orchestra.webhook_inbox set status = 'RECEIVED', claimed_until = now() where id = 'wh_1'"),
                mishap("webhooks", "update orchestra.webhook_inbox set status = 'ORPHAN' where id = 'wh_1'"),
                mishap("events", "update event.outbox set published_at = null where key = 'order_1'"),
                mishap(
                        "events",
                        "update event.outbox set published_at = published_at - interval '1 hour' where event_id = 'evt_2'"),
                mishap(
                        "idempotency",
                        "alter table event.outbox drop constraint outbox_pkey; update event.outbox set event_id = 'evt_1'"));
    }

    /** @param besides what else it breaks, of necessity */
    private static Arguments mishap(String invariant, String happened, String... besides) {
        return Arguments.of(invariant, happened, List.of(besides));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("mishaps")
    void whatIsBrokenIsFound(String invariant, String happened, List<String> besides) throws SQLException {
        List<String> broken = broken(happened, RUNS);

        assertThat(broken).contains(invariant);
        assertThat(broken).filteredOn(other -> !besides.contains(other)).containsExactly(invariant);
    }

    @Test
    void aRunWithoutARowIsFound() throws SQLException {
        assertThat(broken("select 1", Set.of("place-order/nobody/1", "place-order/cart_3/1", "payment-guardian/pa_2")))
                .containsExactly("run-row");
    }

    @Test
    void everyInvariantIsBrokenOnceHere() {
        assertThat(mishaps().map(each -> each.get()[0]))
                .containsAll(
                        Invariants.ALL.stream().map(Invariants.Invariant::id).toList());
    }

    @Test
    void everyInvariantIsExplained() throws IOException {
        String page = Files.readString(Path.of("../docs/reliability.md"));
        assertThat(Invariants.ALL)
                .allSatisfy(each -> assertThat(page).contains("| `" + each.id() + "` | " + each.meaning() + " |"));
    }
}
