package dev.orchestra.stubs.gateways;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is to happen later: simulated customers, times that run out, banks that answer. */
@Repository
public class Diary {

    /** Things that happen by themselves; each names an order, a payment or a refund. */
    public enum Event {
        CUSTOMER_ACTS,
        CUSTOMER_TRIES_AGAIN,
        LATE_MONEY_COMES,
        ORDER_EXPIRES,
        AUTHORISATION_LAPSES,
        REFUND_IS_ACCEPTED,
        REFUND_IS_SETTLED
    }

    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);

    private final JdbcClient database;
    private final ApplicationEventPublisher events;

    Diary(JdbcClient database, ApplicationEventPublisher events) {
        this.database = database;
        this.events = events;
    }

    /** Writes an entry; a time that has passed is now. */
    public void add(Gateway gateway, Event event, String subject, Instant dueAt) {
        database.sql("insert into gateways.diary (gateway, event, subject, due_at) values (?, ?, ?, ?)")
                .params(gateway.name(), event.name(), subject, time(dueAt))
                .update();
        if (dueAt.isBefore(Instant.now().plus(Worker.LOOK_AGAIN))) {
            events.publishEvent(new Written());
        }
    }

    /** Strikes out what the simulated customer of an order was going to do, unless it is being done just now. */
    void forgetCustomer(String orderId) {
        database.sql("""
                        delete from gateways.diary where id in (
                            select id from gateways.diary
                            where subject = ? and event in ('CUSTOMER_ACTS', 'CUSTOMER_TRIES_AGAIN')
                            for update skip locked)""").param(orderId).update();
    }

    /** Takes the entry that is due first out of the diary, for as long as the transaction succeeds. */
    Optional<Entry> take(Instant now) {
        return database.sql("""
                        delete from gateways.diary where id = (
                            select id from gateways.diary where due_at <= ? order by due_at, id limit 1
                            for update skip locked)
                        returning *""")
                .param(time(now))
                .query((row, number) -> entry(row))
                .optional();
    }

    /** Moves an entry that could not be carried out, so that it does not hold up the rest. */
    void postpone(Entry entry) {
        database.sql("update gateways.diary set due_at = ? where id = ?")
                .params(time(Instant.now().plus(AFTER_A_FAILURE)), entry.id())
                .update();
    }

    /** When the next entry is due after that moment; what was due before and is still there, someone else is at. */
    Optional<Instant> nextDue(Instant after) {
        return database.sql("select due_at from gateways.diary where due_at > ? order by due_at limit 1")
                .param(time(after))
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong("id"),
                Gateway.valueOf(row.getString("gateway")),
                Event.valueOf(row.getString("event")),
                row.getString("subject"));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    record Entry(long id, Gateway gateway, Event event, String subject) {}

    /** Told when an entry was committed that is due soon. */
    record Written() {}
}
