package dev.orchestra.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.orchestra.ActivitiesConfiguration;
import dev.orchestra.ActivityImplementations;
import dev.orchestra.checkout.CheckoutState;
import dev.orchestra.deploy.Postgres;
import dev.orchestra.store.OrderRecords.OrderEntry;
import dev.orchestra.store.OrderRecords.OrderKind;
import dev.orchestra.store.OrderRecords.OrderSnapshot;
import dev.orchestra.store.TicketRecords.Attempt;
import dev.orchestra.store.TicketRecords.Completion;
import dev.orchestra.store.TicketRecords.Drafted;
import dev.orchestra.store.TicketRecords.Extension;
import dev.orchestra.store.TicketRecords.NewItem;
import dev.orchestra.store.TicketRecords.Removal;
import dev.orchestra.store.TicketRecords.Removed;
import dev.orchestra.store.TicketRecords.ReservationState;
import dev.orchestra.store.TicketRecords.SeatReservation;
import dev.orchestra.store.TicketRecords.Standing;
import dev.orchestra.ticket.SeatRefusal;
import dev.orchestra.ticket.TicketOrder;
import dev.orchestra.ticket.TicketOrder.Item;
import dev.orchestra.ticket.TicketOrder.State;
import io.temporal.testing.TestActivityEnvironment;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
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

/** Who has which seat, and the orders of seats, on a real PostgreSQL. */
@Timeout(120)
class TicketStoreTest {

    private static final BigDecimal FIFTY = new BigDecimal("50.00");

    @TempDir
    static Path folder;

    private static Postgres postgres;
    private static ConfigurableApplicationContext application;

    private final TicketRecords tickets = application.getBean(TicketRecords.class);
    private final TicketBook book = application.getBean(TicketBook.class);
    private final OrderRecords timelines = application.getBean(OrderRecords.class);
    private final OrderBook told = application.getBean(OrderBook.class);
    private final JdbcClient database = application.getBean(JdbcClient.class);

    private final String owner = "own_" + UUID.randomUUID();
    private final String other = "own_" + UUID.randomUUID();

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

    // ------------------------------------------------------------------------------------------------ reservations

    @Test
    void a_reservation_is_noted_once() {
        SeatReservation reservation = reserved(owner, id());

        assertThat(tickets.note(reservation))
                .isEqualTo(new Standing(
                        reservation.reservationId(), ReservationState.HELD, reservation.expiresAt(), null));
        tickets.add(item(owner, reservation));
        assertThat(tickets.note(reservation).orderId()).isEqualTo(draft(owner).id());
    }

    @Test
    void a_reservation_expires_when_its_time_is_over_and_its_seat_leaves_the_draft() {
        SeatReservation lost = added(owner);
        SeatReservation kept = added(owner);
        assertThat(tickets.expire(lost.reservationId()).state()).isEqualTo(ReservationState.HELD);
        timeIsOver(lost);

        Standing standing = tickets.expire(lost.reservationId());

        assertThat(standing.state()).isEqualTo(ReservationState.EXPIRED);
        assertThat(standing.orderId()).isEqualTo(draft(owner).id());
        assertThat(tickets.expire(lost.reservationId())).isEqualTo(standing);
        assertThat(draft(owner).items()).extracting(Item::reservationId).containsExactly(kept.reservationId());
        assertThat(draft(owner).totalAmount()).isEqualTo(FIFTY);
        assertThat(draft(owner).expiresAt()).isEqualTo(kept.expiresAt());
    }

    @Test
    void what_is_not_known_has_no_standing() {
        for (String unknown : List.of(id(), "no uuid", "")) {
            assertThat(tickets.expire(unknown)).isNull();
            assertThat(tickets.extend(new Extension(unknown, Instant.now()))).isNull();
            assertThat(book.reservation(unknown)).isEmpty();
        }
    }

    @Test
    void a_reservation_has_another_end_while_it_is_held() {
        SeatReservation reservation = added(owner);
        Instant later = reservation.expiresAt().plusSeconds(600);

        assertThat(tickets.extend(new Extension(reservation.reservationId(), later))
                        .expiresAt())
                .isEqualTo(later);
        assertThat(draft(owner).expiresAt()).isEqualTo(later);
        claim(draft(owner));
        assertThat(tickets.extend(new Extension(reservation.reservationId(), later.plusSeconds(1))))
                .extracting(Standing::state, Standing::expiresAt)
                .containsExactly(ReservationState.CLAIMED, later);
    }

    @Test
    void a_reservation_that_was_over_before_its_event_stays_over() {
        SeatReservation reservation = new SeatReservation(
                id(),
                id(),
                id(),
                owner,
                FIFTY,
                "INR",
                Instant.now(),
                Instant.now().plusSeconds(1800));

        assertThat(tickets.noteReleased(reservation).state()).isEqualTo(ReservationState.RELEASED);
        assertThat(tickets.note(reservation).state()).isEqualTo(ReservationState.RELEASED);
        SeatReservation inTheDraft = added(owner);
        assertThat(tickets.noteReleased(inTheDraft).state()).isEqualTo(ReservationState.RELEASED);
        assertThat(draft(owner).items()).isEmpty();
    }

    @Test
    void a_seat_that_one_let_go_by_can_be_had_once_more() {
        SeatReservation gone = added(owner);
        timeIsOver(gone);
        SeatReservation again = reserved(owner, gone.seatId());

        assertThat(tickets.add(item(owner, again)).refusal()).isNull();
        assertThat(draft(owner).items()).extracting(Item::reservationId).containsExactly(again.reservationId());
    }

    // ------------------------------------------------------------------------------------------------ add

    @Test
    void seats_are_collected_in_one_draft_in_their_order() {
        SeatReservation first = reserved(owner, id());
        SeatReservation second = reserved(null, id());
        tickets.add(item(owner, first));
        NewItem dearer = item(owner, second, new BigDecimal("70.50"));

        TicketOrder order = tickets.add(dearer).order();

        assertThat(order.state()).isEqualTo(State.DRAFT);
        assertThat(order.ownerId()).isEqualTo(owner);
        assertThat(order.attempt()).isEqualTo(1);
        assertThat(order.totalAmount()).isEqualTo(new BigDecimal("120.50"));
        assertThat(order.currency()).isEqualTo("INR");
        assertThat(order.paidAt()).isNull();
        assertThat(order.expiresAt()).isEqualTo(first.expiresAt());
        assertThat(order.items())
                .extracting(Item::seatId, Item::eventId, Item::reservationId, Item::price)
                .containsExactly(
                        tuple(first.seatId(), first.eventId(), first.reservationId(), FIFTY),
                        tuple(second.seatId(), second.eventId(), second.reservationId(), dearer.price()));
        assertThat(book.draft(owner)).contains(order);
    }

    @Test
    void a_reservation_of_nobody_becomes_that_of_who_adds_it() {
        SeatReservation reservation = reserved(null, id());
        tickets.add(item(owner, reservation));

        assertThat(tickets.add(item(other, reservation)).refusal()).isEqualTo(SeatRefusal.RESERVATION_OF_ANOTHER);
        assertThat(remove(other, reservation).refusal()).isEqualTo(SeatRefusal.RESERVATION_OF_ANOTHER);
    }

    @Test
    void the_same_item_twice_is_one_item_whatever_became_of_its_order() {
        NewItem item = item(owner, reserved(owner, id()));
        Drafted first = tickets.add(item);
        assertThat(tickets.add(item)).isEqualTo(first);
        assertThat(draft(owner).totalAmount()).isEqualTo(FIFTY);

        claim(first.order());

        assertThat(tickets.add(item).order().state()).isEqualTo(State.PENDING);
        assertThat(book.draft(owner)).isEmpty();
    }

    @Test
    void a_refusal_leaves_no_draft_behind() {
        SeatReservation reservation = reserved(owner, id());
        timeIsOver(reservation);

        assertThat(tickets.add(item(owner, reservation))).isEqualTo(refused(SeatRefusal.RESERVATION_EXPIRED));
        assertThat(book.draft(owner)).isEmpty();
    }

    @Test
    void a_seat_is_refused_with_its_reason() {
        SeatReservation mine = reserved(owner, id());
        NewItem item = item(owner, mine);
        NewItem unknown = new NewItem(owner, "no uuid", mine.seatId(), FIFTY, "INR", id(), id());
        NewItem elsewhere = new NewItem(owner, mine.reservationId(), id(), FIFTY, "INR", id(), id());
        assertThat(tickets.add(unknown)).isEqualTo(refused(SeatRefusal.RESERVATION_NOT_FOUND));
        assertThat(tickets.add(item(other, mine))).isEqualTo(refused(SeatRefusal.RESERVATION_OF_ANOTHER));
        assertThat(tickets.add(elsewhere)).isEqualTo(refused(SeatRefusal.RESERVATION_OF_ANOTHER_SEAT));
        tickets.add(item);
        TicketOrder draft = draft(owner);

        SeatReservation again = reserved(owner, mine.seatId());
        assertThat(tickets.add(item(owner, mine))).isEqualTo(new Drafted(draft, SeatRefusal.SEAT_IN_CART));
        assertThat(tickets.add(item(owner, again))).isEqualTo(new Drafted(draft, SeatRefusal.SEAT_IN_CART));
        SeatReservation theirs = reserved(other, mine.seatId());
        assertThat(tickets.add(item(other, theirs))).isEqualTo(refused(SeatRefusal.SEAT_TAKEN));
        remove(owner, mine);
        assertThat(tickets.add(item(owner, mine)).refusal()).isEqualTo(SeatRefusal.RESERVATION_USED);
        timeIsOver(again);
        assertThat(tickets.add(item(owner, again)).refusal()).isEqualTo(SeatRefusal.RESERVATION_EXPIRED);
        tickets.expire(again.reservationId());
        assertThat(tickets.add(item(owner, again)).refusal()).isEqualTo(SeatRefusal.RESERVATION_EXPIRED);
        assertThat(draft(owner).items()).isEmpty();
        assertThat(draft(owner).expiresAt()).isNull();
    }

    @Test
    void a_seat_in_a_checkout_is_in_no_other_order() {
        SeatReservation reservation = added(owner);
        claim(draft(owner));

        assertThat(tickets.add(item(owner, reservation)).refusal()).isEqualTo(SeatRefusal.RESERVATION_USED);
        assertThat(tickets.add(item(owner, reserved(owner, reservation.seatId()))))
                .isEqualTo(refused(SeatRefusal.SEAT_TAKEN));
    }

    @Test
    void a_seat_that_its_owner_let_go_by_is_free_for_another() {
        SeatReservation late = added(owner);
        added(owner);
        timeIsOver(late);

        Drafted drafted = tickets.add(item(other, reserved(other, late.seatId())));

        assertThat(drafted.refusal()).isNull();
        assertThat(draft(owner).items()).extracting(Item::seatId).doesNotContain(late.seatId());
        assertThat(draft(owner).totalAmount()).isEqualTo(FIFTY);
    }

    @Test
    void an_order_has_so_many_seats_and_no_more() {
        for (int i = 0; i < TicketRecords.MOST_SEATS; i++) {
            added(owner);
        }
        SeatReservation oneMore = reserved(owner, id());

        assertThat(tickets.add(item(owner, oneMore)).refusal()).isEqualTo(SeatRefusal.CART_FULL);
        assertThat(draft(owner).items()).hasSize(TicketRecords.MOST_SEATS);
        assertThat(standing(oneMore).orderId()).isNull();
    }

    @Test
    void another_currency_is_a_mistake() {
        SeatReservation reservation = reserved(owner, id());
        NewItem dollars =
                new NewItem(owner, reservation.reservationId(), reservation.seatId(), FIFTY, "USD", id(), id());

        assertThatThrownBy(() -> tickets.add(dollars)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void seats_that_are_added_at_once_come_into_one_draft() throws Exception {
        List<Callable<Drafted>> adds = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            NewItem item = item(owner, reserved(owner, id()));
            adds.add(() -> tickets.add(item));
        }

        List<Drafted> answers = atOnce(adds);

        assertThat(answers).allMatch(answer -> answer.refusal() == null);
        assertThat(answers)
                .extracting(answer -> answer.order().id())
                .containsOnly(draft(owner).id());
        assertThat(draft(owner).items()).hasSize(8);
        assertThat(draft(owner).totalAmount()).isEqualTo(new BigDecimal("400.00"));
    }

    @Test
    void the_same_item_at_once_is_one_item() throws Exception {
        NewItem item = item(owner, reserved(owner, id()));

        List<Drafted> answers = atOnce(IntStream.range(0, 6)
                .<Callable<Drafted>>mapToObj(i -> () -> tickets.add(item))
                .toList());

        assertThat(answers).containsOnly(new Drafted(draft(owner), null));
        assertThat(draft(owner).items()).hasSize(1);
    }

    @Test
    void of_two_owners_who_add_a_seat_at_once_one_has_it() throws Exception {
        for (int round = 0; round < 20; round++) {
            String seat = id();
            NewItem mine = item(owner, reserved(owner, seat));
            NewItem theirs = item(other, reserved(other, seat));

            List<Drafted> answers = atOnce(List.of(() -> tickets.add(mine), () -> tickets.add(theirs)));

            assertThat(answers).extracting(Drafted::refusal).containsExactlyInAnyOrder(null, SeatRefusal.SEAT_TAKEN);
        }
        assertThat(seats(owner) + seats(other)).isEqualTo(20);
    }

    // ------------------------------------------------------------------------------------------------ remove

    @Test
    void a_seat_leaves_the_draft_and_is_free() {
        SeatReservation gone = added(owner);
        added(owner);
        Removal removal = new Removal(owner, gone.seatId(), null, id());

        Removed removed = tickets.remove(removal);

        assertThat(removed).isEqualTo(new Removed(draft(owner), gone.reservationId(), null));
        assertThat(removed.draft().items()).hasSize(1);
        assertThat(removed.draft().totalAmount()).isEqualTo(FIFTY);
        assertThat(standing(gone).state()).isEqualTo(ReservationState.RELEASED);
        assertThat(tickets.add(item(other, reserved(other, gone.seatId()))).refusal())
                .isNull();
        assertThat(tickets.remove(removal)).isEqualTo(removed);
        assertThat(tickets.remove(new Removal(owner, gone.seatId(), null, id())))
                .isEqualTo(new Removed(draft(owner), null, SeatRefusal.SEAT_NOT_IN_CART));
    }

    @Test
    void a_repeated_removal_leaves_the_seat_that_was_added_anew() {
        SeatReservation gone = added(owner);
        Removal removal = new Removal(owner, gone.seatId(), null, id());
        tickets.remove(removal);
        tickets.add(item(owner, reserved(owner, gone.seatId())));

        assertThat(tickets.remove(removal).reservationId()).isEqualTo(gone.reservationId());
        assertThat(draft(owner).items()).hasSize(1);
    }

    @Test
    void a_seat_is_only_removed_from_ones_own_draft() {
        SeatReservation reservation = added(owner);

        assertThat(tickets.remove(new Removal(other, reservation.seatId(), null, id())))
                .isEqualTo(new Removed(null, null, SeatRefusal.SEAT_NOT_IN_CART));
        claim(draft(owner));
        assertThat(tickets.remove(new Removal(owner, reservation.seatId(), null, id()))
                        .refusal())
                .isEqualTo(SeatRefusal.SEAT_NOT_IN_CART);
    }

    @Test
    void a_reservation_is_given_up_in_the_draft_or_not() {
        SeatReservation inDraft = added(owner);
        SeatReservation outside = reserved(owner, id());
        SeatReservation ofNobody = reserved(null, id());
        SeatReservation over = added(owner);
        timeIsOver(over);
        tickets.expire(over.reservationId());

        for (SeatReservation reservation : List.of(inDraft, outside, ofNobody, over, inDraft)) {
            assertThat(remove(owner, reservation))
                    .isEqualTo(new Removed(draft(owner), reservation.reservationId(), null));
        }
        assertThat(draft(owner).items()).isEmpty();
        assertThat(draft(owner).totalAmount()).isEqualByComparingTo("0");
        assertThat(standing(outside).state()).isEqualTo(ReservationState.RELEASED);
        assertThat(standing(over).state()).isEqualTo(ReservationState.EXPIRED);
    }

    @Test
    void a_reservation_is_not_given_up_with_its_reason() {
        SeatReservation claimed = added(owner);
        TicketOrder order = claim(draft(owner)).order();

        assertThat(tickets.remove(new Removal(owner, null, "no uuid", id())))
                .isEqualTo(new Removed(null, null, SeatRefusal.RESERVATION_NOT_FOUND));
        assertThat(remove(other, claimed).refusal()).isEqualTo(SeatRefusal.RESERVATION_OF_ANOTHER);
        assertThat(remove(owner, claimed).refusal()).isEqualTo(SeatRefusal.RESERVATION_IN_ORDER);
        tickets.complete(new Completion(order.id(), 1, Instant.now()));
        assertThat(remove(owner, claimed).refusal()).isEqualTo(SeatRefusal.RESERVATION_IN_ORDER);
    }

    // ------------------------------------------------------------------------------------------------ claim

    @Test
    void a_claim_makes_the_draft_pending_and_its_reservations_claimed() {
        SeatReservation reservation = added(owner);
        TicketOrder draft = draft(owner);

        Drafted claimed = claim(draft);

        assertThat(claimed.refusal()).isNull();
        assertThat(claimed.order())
                .isEqualTo(new TicketOrder(
                        draft.id(),
                        owner,
                        1,
                        State.PENDING,
                        FIFTY,
                        "INR",
                        draft.createdAt(),
                        null,
                        reservation.expiresAt(),
                        draft.items()));
        assertThat(standing(reservation).state()).isEqualTo(ReservationState.CLAIMED);
        assertThat(claim(draft)).isEqualTo(claimed);
        timeIsOver(reservation);
        assertThat(tickets.expire(reservation.reservationId()).state()).isEqualTo(ReservationState.CLAIMED);
        assertThat(claim(draft).refusal()).isNull();
    }

    @Test
    void a_claim_is_refused_with_its_reason() {
        SeatReservation reservation = added(owner);
        TicketOrder draft = draft(owner);

        assertThat(tickets.claim(new Attempt("no uuid", owner, 1))).isEqualTo(refused(SeatRefusal.ORDER_NOT_FOUND));
        assertThat(tickets.claim(new Attempt(draft.id(), other, 1))).isEqualTo(refused(SeatRefusal.ORDER_NOT_FOUND));
        assertThat(tickets.claim(new Attempt(draft.id(), owner, 2)))
                .isEqualTo(new Drafted(draft, SeatRefusal.ATTEMPT_OVER));
        claim(draft);
        assertThat(tickets.claim(new Attempt(draft.id(), owner, 2)).refusal()).isEqualTo(SeatRefusal.ATTEMPT_OVER);
        tickets.giveBack(attempt(draft));
        assertThat(claim(draft).refusal()).isEqualTo(SeatRefusal.ATTEMPT_OVER);
        remove(owner, reservation);
        assertThat(claim(draft(owner)).refusal()).isEqualTo(SeatRefusal.CART_EMPTY);
    }

    @Test
    void one_seat_whose_time_is_over_refuses_the_claim_of_all() {
        SeatReservation late = added(owner);
        SeatReservation good = added(owner);
        timeIsOver(late);

        assertThat(claim(draft(owner)).refusal()).isEqualTo(SeatRefusal.RESERVATION_EXPIRED);

        assertThat(draft(owner).items()).hasSize(2);
        assertThat(standing(good).state()).isEqualTo(ReservationState.HELD);
    }

    @Test
    void of_a_claim_and_the_end_of_the_time_exactly_one_wins() throws Exception {
        for (int round = 0; round < 60; round++) {
            String buyer = "own_" + UUID.randomUUID();
            SeatReservation reservation = added(buyer);
            TicketOrder draft = draft(buyer);
            // Ends while they run: now for one of them, not yet for the other.
            database.sql("""
                            update orchestra.seat_reservations set expires_at = clock_timestamp() + make_interval(secs => ?)
                            where reservation_id = ?
                            """)
                    .params(round % 6 / 1000.0, reservation.reservationId())
                    .update();

            List<Object> answers = atOnce(List.of(() -> claim(draft), () -> {
                Standing standing = standing(reservation);
                while (standing.state() == ReservationState.HELD) {
                    standing = tickets.expire(reservation.reservationId());
                }
                return standing;
            }));

            boolean claimed = ((Drafted) answers.get(0)).refusal() == null;
            assertThat(standing(reservation).state())
                    .isEqualTo(claimed ? ReservationState.CLAIMED : ReservationState.EXPIRED);
            assertThat(((Standing) answers.get(1)).state())
                    .isEqualTo(standing(reservation).state());
            assertThat(book.order(buyer, draft.id()).orElseThrow().items()).hasSize(claimed ? 1 : 0);
        }
    }

    @Test
    void of_a_claim_and_a_removal_at_once_exactly_one_wins() throws Exception {
        for (int round = 0; round < 30; round++) {
            String buyer = "own_" + UUID.randomUUID();
            SeatReservation reservation = added(buyer);
            TicketOrder draft = draft(buyer);

            List<Object> answers = atOnce(List.of(() -> claim(draft), () -> remove(buyer, reservation)));

            boolean claimed = ((Drafted) answers.get(0)).refusal() == null;
            boolean removed = ((Removed) answers.get(1)).refusal() == null;
            assertThat(claimed).isNotEqualTo(removed);
        }
    }

    // ------------------------------------------------------------------------------------------------ give back

    @Test
    void what_came_to_nothing_is_a_draft_again_under_another_attempt() {
        SeatReservation reservation = added(owner);
        TicketOrder draft = draft(owner);
        claim(draft);
        tell(draft, 1, 1, CheckoutState.REJECTED, "refused");

        TicketOrder back = tickets.giveBack(attempt(draft));

        assertThat(back.state()).isEqualTo(State.DRAFT);
        assertThat(back.attempt()).isEqualTo(2);
        assertThat(back.items()).isEqualTo(draft.items());
        assertThat(standing(reservation).state()).isEqualTo(ReservationState.HELD);
        assertThat(told.order(owner, draft.id())).isEmpty();
        assertThat(told.timeline(owner, draft.id())).isEmpty();
        assertThat(tickets.giveBack(attempt(draft))).isEqualTo(back);
        assertThat(claim(back).refusal()).isNull();
    }

    @Test
    void a_repeated_give_back_leaves_the_newer_attempt() {
        added(owner);
        TicketOrder draft = draft(owner);
        claim(draft);
        TicketOrder back = tickets.giveBack(attempt(draft));
        claim(back);
        tell(draft, 2, 1, CheckoutState.AWAITING_PAYMENT, "of the second");

        assertThat(tickets.giveBack(attempt(draft)).state()).isEqualTo(State.PENDING);

        assertThat(told.order(owner, draft.id()).orElseThrow().attempt()).isEqualTo(2);
    }

    @Test
    void an_attempt_that_claimed_nothing_is_over_all_the_same() {
        added(owner);
        TicketOrder draft = draft(owner);

        assertThat(tickets.giveBack(attempt(draft)).attempt()).isEqualTo(2);
        assertThat(claim(draft).refusal()).isEqualTo(SeatRefusal.ATTEMPT_OVER);
    }

    @Test
    void seats_that_come_back_join_the_newer_draft() {
        SeatReservation first = added(owner);
        TicketOrder order = draft(owner);
        claim(order);
        tell(order, 1, 1, CheckoutState.REJECTED, "refused");
        SeatReservation second = added(owner);
        String newer = draft(owner).id();

        TicketOrder back = tickets.giveBack(attempt(order));

        assertThat(back.state()).isEqualTo(State.CANCELLED);
        assertThat(back.items()).isEmpty();
        assertThat(draft(owner).id()).isEqualTo(newer);
        assertThat(draft(owner).items())
                .extracting(Item::reservationId)
                .containsExactly(first.reservationId(), second.reservationId());
        assertThat(draft(owner).totalAmount()).isEqualTo(new BigDecimal("100.00"));
        assertThat(standing(first))
                .extracting(Standing::state, Standing::orderId)
                .containsExactly(ReservationState.HELD, newer);
        assertThat(told.order(owner, order.id())).isEmpty();
        assertThat(tickets.giveBack(attempt(order))).isEqualTo(back);
        assertThat(draft(owner).items()).hasSize(2);
    }

    @Test
    void seats_that_come_back_while_others_are_added_end_in_one_draft() throws Exception {
        for (int round = 0; round < 20; round++) {
            String buyer = "own_" + UUID.randomUUID();
            added(buyer);
            TicketOrder order = draft(buyer);
            claim(order);
            NewItem item = item(buyer, reserved(buyer, id()));

            atOnce(List.<Callable<Object>>of(() -> tickets.giveBack(attempt(order)), () -> tickets.add(item)));

            assertThat(draft(buyer).items()).hasSize(2);
            assertThat(draft(buyer).totalAmount()).isEqualTo(new BigDecimal("100.00"));
        }
    }

    // ------------------------------------------------------------------------------------------------ the end

    @Test
    void a_cancelled_order_keeps_its_items_and_frees_its_seats() {
        SeatReservation reservation = added(owner);
        TicketOrder order = draft(owner);
        claim(order);

        TicketOrder cancelled = tickets.cancel(attempt(order));

        assertThat(cancelled.state()).isEqualTo(State.CANCELLED);
        assertThat(cancelled.items()).isEqualTo(order.items());
        assertThat(cancelled.totalAmount()).isEqualTo(FIFTY);
        assertThat(standing(reservation).state()).isEqualTo(ReservationState.RELEASED);
        assertThat(tickets.cancel(attempt(order))).isEqualTo(cancelled);
        assertThat(tickets.add(item(other, reserved(other, reservation.seatId())))
                        .refusal())
                .isNull();
        assertThat(claim(order).refusal()).isEqualTo(SeatRefusal.ATTEMPT_OVER);
        assertThat(tickets.giveBack(attempt(order))).isEqualTo(cancelled);
    }

    @Test
    void a_completed_order_has_its_seats_for_good() {
        SeatReservation reservation = added(owner);
        TicketOrder order = draft(owner);
        claim(order);
        Instant paid = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Completion completion = new Completion(order.id(), 1, paid);

        TicketOrder completed = tickets.complete(completion);

        assertThat(completed.state()).isEqualTo(State.COMPLETED);
        assertThat(completed.paidAt()).isEqualTo(paid);
        assertThat(standing(reservation).state()).isEqualTo(ReservationState.CONFIRMED);
        assertThat(tickets.complete(new Completion(order.id(), 1, paid.plusSeconds(1))))
                .isEqualTo(completed);
        assertThat(tickets.cancel(attempt(order))).isEqualTo(completed);
        assertThat(tickets.giveBack(attempt(order))).isEqualTo(completed);
        timeIsOver(reservation);
        assertThat(tickets.expire(reservation.reservationId()).state()).isEqualTo(ReservationState.CONFIRMED);
        assertThat(tickets.add(item(other, reserved(other, reservation.seatId())))
                        .refusal())
                .isEqualTo(SeatRefusal.SEAT_TAKEN);
    }

    @Test
    void a_lapsed_order_frees_its_seats_and_has_them_again_if_they_are_free() {
        SeatReservation reservation = added(owner);
        TicketOrder order = draft(owner);
        claim(order);
        tickets.lapse(attempt(order));

        assertThat(standing(reservation).state()).isEqualTo(ReservationState.RELEASED);
        assertThat(book.order(owner, order.id()).orElseThrow().state()).isEqualTo(State.PENDING);

        TicketOrder regained = tickets.regain(attempt(order));
        assertThat(regained.items()).isEqualTo(order.items());
        assertThat(tickets.regain(attempt(order))).isEqualTo(regained);
        assertThat(standing(reservation).state()).isEqualTo(ReservationState.CLAIMED);
        assertThat(tickets.add(item(other, reserved(other, reservation.seatId())))
                        .refusal())
                .isEqualTo(SeatRefusal.SEAT_TAKEN);
        assertThat(tickets.complete(new Completion(order.id(), 1, Instant.now()))
                        .state())
                .isEqualTo(State.COMPLETED);
        assertThat(standing(reservation).state()).isEqualTo(ReservationState.CONFIRMED);
    }

    @Test
    void a_lapsed_order_has_nothing_again_when_one_seat_is_another_orders() {
        SeatReservation reservation = added(owner);
        SeatReservation second = added(owner);
        TicketOrder order = draft(owner);
        claim(order);
        tickets.lapse(attempt(order));
        assertThat(tickets.add(item(other, reserved(other, reservation.seatId())))
                        .refusal())
                .isNull();

        assertThat(tickets.regain(attempt(order))).isNull();

        assertThat(standing(second).state()).isEqualTo(ReservationState.RELEASED);
        assertThat(tickets.cancel(attempt(order)).state()).isEqualTo(State.CANCELLED);
        assertThat(draft(other).items()).hasSize(1);
    }

    @Test
    void an_older_attempt_ends_nothing() {
        added(owner);
        TicketOrder order = draft(owner);
        claim(order);
        TicketOrder pending = claim(tickets.giveBack(attempt(order))).order();

        assertThat(tickets.cancel(attempt(order))).isEqualTo(pending);
        assertThat(tickets.complete(new Completion(order.id(), 1, Instant.now())))
                .isEqualTo(pending);
    }

    @Test
    void nothing_ends_where_there_is_no_such_order() {
        added(owner);
        Attempt ofAnother = new Attempt(draft(owner).id(), other, 1);
        for (Attempt none : List.of(new Attempt("no uuid", owner, 1), ofAnother)) {
            assertThat(tickets.giveBack(none)).isNull();
            assertThat(tickets.cancel(none)).isNull();
        }
        assertThat(tickets.complete(new Completion("no uuid", 1, Instant.now())))
                .isNull();
        assertThat(draft(owner).attempt()).isEqualTo(1);
    }

    // ------------------------------------------------------------------------------------------------ reading

    @Test
    void an_order_of_another_owner_is_absent() {
        added(owner);
        String orderId = draft(owner).id();

        assertThat(book.order(owner, orderId)).contains(draft(owner));
        assertThat(book.order(other, orderId)).isEmpty();
        assertThat(book.order(owner, "no uuid")).isEmpty();
        assertThat(book.draft(other)).isEmpty();
    }

    @Test
    void a_repeated_click_finds_what_was_checked_out_last() {
        Duration minute = Duration.ofMinutes(1);
        added(owner);
        assertThat(book.latest(owner, minute)).isEmpty();
        TicketOrder first = claim(draft(owner)).order();
        assertThat(book.latest(owner, minute)).contains(first);
        TicketOrder completed = tickets.complete(new Completion(first.id(), 1, Instant.now()));
        added(owner);
        assertThat(book.latest(owner, minute)).contains(completed);
        TicketOrder second = claim(draft(owner)).order();
        assertThat(book.latest(owner, minute)).contains(second);
        assertThat(book.latest(other, minute)).isEmpty();

        tickets.cancel(attempt(second));
        assertThat(book.latest(owner, minute)).contains(completed);
        database.sql(
                        "update orchestra.ticket_orders set checked_out_at = now() - interval '2 minutes' where order_id = ?")
                .param(first.id())
                .update();
        assertThat(book.latest(owner, minute)).isEmpty();
    }

    @Test
    void the_tickets_are_an_activity() {
        SeatReservation reservation = reserved(owner, id());
        TestActivityEnvironment worker = TestActivityEnvironment.newInstance();
        try {
            worker.registerActivitiesImplementations(
                    application.getBean(ActivityImplementations.class).toArray());
            worker.newActivityStub(TicketRecords.class).add(item(owner, reservation));
        } finally {
            worker.close();
        }

        assertThat(draft(owner).items()).hasSize(1);
    }

    // ------------------------------------------------------------------------------------------------ timeline

    @Test
    void an_order_of_seats_is_told_without_a_cart() {
        added(owner);
        TicketOrder order = draft(owner);

        tell(order, 1, 1, CheckoutState.AWAITING_PAYMENT, "Order placed");

        assertThat(told.order(owner, order.id()).orElseThrow())
                .extracting(OrderBook.StoredOrder::kind, OrderBook.StoredOrder::cartId, OrderBook.StoredOrder::total)
                .containsExactly(OrderKind.TICKET, null, FIFTY);
    }

    @Test
    void a_later_attempt_is_told_from_its_own_beginning() {
        added(owner);
        TicketOrder order = draft(owner);
        tell(order, 1, 1, CheckoutState.VALIDATING, "of the first");
        tell(order, 1, 2, CheckoutState.REJECTED, "of the first");

        tell(order, 2, 1, CheckoutState.VALIDATING, "of the second");
        tell(order, 1, 3, CheckoutState.CANCELLED, "late, of the first");

        assertThat(told.order(owner, order.id()).orElseThrow())
                .extracting(
                        OrderBook.StoredOrder::attempt,
                        OrderBook.StoredOrder::workflowId,
                        OrderBook.StoredOrder::state,
                        OrderBook.StoredOrder::lastSequence)
                .containsExactly(2, "ticket-checkout/" + order.id() + "/2", CheckoutState.VALIDATING, 1);
        assertThat(told.timeline(owner, order.id()).orElseThrow())
                .extracting(OrderBook.TimelineEntry::title)
                .containsExactly("of the second");
    }

    private void tell(TicketOrder order, int attempt, int sequence, CheckoutState state, String title) {
        OrderSnapshot snapshot = new OrderSnapshot(
                OrderKind.TICKET,
                owner,
                null,
                attempt,
                "ticket-checkout/" + order.id() + "/" + attempt,
                null,
                null,
                null,
                null,
                FIFTY,
                "INR",
                null,
                null,
                null);
        timelines.record(
                new OrderEntry(order.id(), sequence, state, sequence > 1, Instant.now(), title, null, snapshot));
    }

    // ------------------------------------------------------------------------------------------------ helpers

    private SeatReservation reserved(String ownerId, String seatId) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        SeatReservation reservation =
                new SeatReservation(id(), id(), seatId, ownerId, FIFTY, "INR", now, now.plus(Duration.ofMinutes(30)));
        tickets.note(reservation);
        return reservation;
    }

    /** A seat that was reserved and is in the owner's draft. */
    private SeatReservation added(String ownerId) {
        SeatReservation reservation = reserved(ownerId, id());
        assertThat(tickets.add(item(ownerId, reservation)).refusal()).isNull();
        return reservation;
    }

    private static NewItem item(String ownerId, SeatReservation reservation) {
        return item(ownerId, reservation, FIFTY);
    }

    private static NewItem item(String ownerId, SeatReservation reservation, BigDecimal price) {
        return new NewItem(ownerId, reservation.reservationId(), reservation.seatId(), price, "INR", id(), id());
    }

    private Removed remove(String ownerId, SeatReservation reservation) {
        return tickets.remove(new Removal(ownerId, null, reservation.reservationId(), id()));
    }

    private Drafted claim(TicketOrder order) {
        return tickets.claim(attempt(order));
    }

    private static Attempt attempt(TicketOrder order) {
        return new Attempt(order.id(), order.ownerId(), order.attempt());
    }

    private static Drafted refused(SeatRefusal refusal) {
        return new Drafted(null, refusal);
    }

    private void timeIsOver(SeatReservation reservation) {
        database.sql("update orchestra.seat_reservations set expires_at = now() where reservation_id = ?")
                .param(reservation.reservationId())
                .update();
    }

    private Standing standing(SeatReservation reservation) {
        return book.reservation(reservation.reservationId()).orElseThrow();
    }

    private TicketOrder draft(String ownerId) {
        return book.draft(ownerId).orElseThrow();
    }

    private int seats(String ownerId) {
        return book.draft(ownerId).map(draft -> draft.items().size()).orElse(0);
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    /** The answers, in the order of the calls, which start together. */
    private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        CyclicBarrier start = new CyclicBarrier(calls.size());
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> call : calls) {
                futures.add(threads.submit(() -> {
                    start.await();
                    return call.call();
                }));
            }
            List<T> answers = new ArrayList<>();
            for (Future<T> future : futures) {
                answers.add(future.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }
}
