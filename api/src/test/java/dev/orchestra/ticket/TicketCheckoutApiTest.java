package dev.orchestra.ticket;

import static dev.orchestra.checkout.ScriptedServices.Answer.ok;
import static dev.orchestra.checkout.ScriptedServices.Answer.refusal;
import static dev.orchestra.checkout.ScriptedServices.field;
import static dev.orchestra.ticket.ShopOfSeats.item;
import static dev.orchestra.ticket.ShopOfSeats.order;
import static dev.orchestra.ticket.ShopOfSeats.uuid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.when;

import dev.orchestra.api.RunningApi;
import dev.orchestra.api.RunningTemporal;
import dev.orchestra.checkout.CheckoutState;
import dev.orchestra.checkout.ScriptedServices;
import dev.orchestra.payment.Payment;
import dev.orchestra.payment.PaymentInstruction;
import dev.orchestra.store.CheckoutRequestStore;
import dev.orchestra.store.OrderRecords;
import dev.orchestra.store.OwnerDirectory;
import dev.orchestra.store.TicketBook;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.SearchAttributes;
import dev.orchestra.support.TaskQueues;
import dev.orchestra.ticket.TicketOrder.Item;
import dev.orchestra.ticket.TicketOrder.State;
import io.temporal.worker.Worker;
import io.temporal.workflow.Workflow;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Checking seats out, and what can be done about the order then, as a caller meets it. The runs are stand-ins. */
@Timeout(180)
@ExtendWith(OutputCaptureExtension.class)
class TicketCheckoutApiTest {

    private static final String OTP = "847362";

    private static final List<TicketCheckoutWorkflow.TicketCheckout> RUNS = new CopyOnWriteArrayList<>();

    /** What the run of an attempt refuses with, or how long it thinks. */
    private static final Map<String, Supplier<Refusal>> REFUSALS = new ConcurrentHashMap<>();

    @TempDir
    static Path folder;

    private static RunningApi.Servers servers;
    private static RunningTemporal temporal;
    private static ScriptedServices services;
    private static RunningApi api;
    private static TicketBook book;

    private final String user = "user-" + uuid();
    private final String orderId = uuid();
    private final Item seat = item(uuid(), uuid(), "50.00");
    private String ownerId;

    /** Waits for payment. */
    public static final class StandIn implements TicketCheckoutWorkflow {

        private TicketCheckout checkout;

        @Override
        public CheckoutState run(TicketCheckout checkout) {
            this.checkout = checkout;
            RUNS.add(checkout);
            Workflow.await(() -> false);
            return CheckoutState.COMPLETED;
        }

        @Override
        public Phase1Answer phase1() {
            Workflow.await(() -> checkout != null);
            Supplier<Refusal> refusing = REFUSALS.get(checkout.orderId() + "/" + checkout.attempt());
            Refusal refusal = refusing == null ? null : refusing.get();
            if (refusal != null) {
                return new Phase1Answer(checkout.fingerprint(), checkout.checkoutRequestId(), null, List.of(), refusal);
            }
            return new Phase1Answer(
                    checkout.fingerprint(),
                    checkout.checkoutRequestId(),
                    order(
                            checkout.orderId(),
                            checkout.ownerId(),
                            State.PENDING,
                            new Item("item", "seat", "event", "reservation", new BigDecimal("50.00"))),
                    List.of(payment()),
                    null);
        }

        @Override
        public void paymentMoved(String attemptId) {}

        @Override
        public VerbAnswer cancel() {
            return new VerbAnswer(CheckoutState.CANCELLED, List.of(), null);
        }

        @Override
        public VerbAnswer retryPayment(RetryPayment retry) {
            return new VerbAnswer(CheckoutState.AWAITING_PAYMENT, List.of(), null);
        }

        @Override
        public VerbAnswer switchToCod(SwitchToCod change) {
            return new VerbAnswer(
                    CheckoutState.AWAITING_PAYMENT, List.of(), Refusal.of("COD_NOT_ALLOWED", "Not at the door."));
        }

        @Override
        public VerbAnswer checkGateway() {
            throw new UnsupportedOperationException();
        }
    }

    private static Payment payment() {
        return new Payment(
                "pay_1",
                Payment.Status.PENDING,
                "GATEWAY",
                "PHONEPE",
                new BigDecimal("50.00"),
                "INR",
                "https://pay.example/1",
                "gw_1",
                null);
    }

    private static final String PAYMENT =
            "\"payment\":[{\"id\":\"pay_1\",\"status\":\"PENDING\",\"paymentMode\":\"GATEWAY\",\"gateway\":\"PHONEPE\",\"amount\":50.00,\"currency\":\"INR\",\"redirectUrl\":\"https://pay.example/1\",\"gatewayOrderId\":\"gw_1\",\"code\":null}]}";

    @BeforeAll
    static void start() {
        servers = RunningApi.Servers.start(folder);
        services = new ScriptedServices();
        temporal = RunningTemporal.start();
        Worker worker = temporal.workers().newWorker(TaskQueues.CHECKOUT);
        worker.registerWorkflowImplementationTypes(StandIn.class);
        temporal.workers().start();
        api = RunningApi.start(
                servers,
                ShopOfSeats.class,
                "--spring.temporal.connection.target=127.0.0.1:" + temporal.port,
                "--orchestra.services.url=" + services.url(),
                "--orchestra.rate-limit.enabled=false",
                "--orchestra.checkout.deadline=500ms",
                "--orchestra.checkout.callback-origins=https://shop.example");
        book = api.bean(TicketBook.class);
    }

    @AfterAll
    static void stop() {
        api.close();
        temporal.close();
        services.close();
        servers.close();
    }

    @BeforeEach
    void aDraft() {
        reset(book);
        ownerId = owner(OwnerDirectory.Kind.CUSTOMER, user);
        draftIs(1);
        services.walletCalls.clear();
        services.wallets =
                call -> ok("{\"wallet_authorization_id\": \"wauth_1\", \"expires_at\": \"2026-01-01T12:05:00Z\"}");
    }

    private static String owner(OwnerDirectory.Kind kind, String identity) {
        return api.bean(OwnerDirectory.class).findOrCreate(kind, identity).ownerId();
    }

    private void draftIs(int attempt) {
        TicketOrder first = order(orderId, ownerId, State.DRAFT, seat);
        TicketOrder draft = new TicketOrder(
                orderId,
                ownerId,
                attempt,
                first.state(),
                first.totalAmount(),
                first.currency(),
                first.createdAt(),
                null,
                first.expiresAt(),
                first.items());
        when(book.draft(ownerId)).thenReturn(Optional.of(draft));
        when(book.order(ownerId, orderId)).thenReturn(Optional.of(draft));
    }

    private void orderIs(State state) {
        when(book.draft(ownerId)).thenReturn(Optional.empty());
        when(book.order(ownerId, orderId)).thenReturn(Optional.of(order(orderId, ownerId, state, seat)));
        when(book.latest(eq(ownerId), any())).thenReturn(Optional.of(order(orderId, ownerId, state, seat)));
    }

    private HttpResponse<String> checkOut(String more, String... headers) {
        return api.post("/orders/checkout", "{\"userId\": \"" + user + "\"" + more + "}", headers);
    }

    private List<TicketCheckoutWorkflow.TicketCheckout> runs() {
        return RUNS.stream().filter(run -> run.orderId().equals(orderId)).toList();
    }

    private static void isError(HttpResponse<String> answer, int status, String words) {
        assertThat(answer.body()).isEqualTo("{\"error\":\"" + words + "\"}");
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    private String pending(String userId, String guestToken) {
        return "{\"id\":\"%s\",\"userId\":%s,\"guestToken\":%s,\"totalAmount\":50.00,\"state\":\"pending\",\"createdAt\":\"2026-02-24T15:15:00.123Z\",\"paidAt\":null,\"items\":[{\"id\":\"item\",\"seatId\":\"seat\",\"price\":50.00}],%s"
                .formatted(orderId, quoted(userId), quoted(guestToken), PAYMENT);
    }

    private static String quoted(String text) {
        return text == null ? "null" : "\"" + text + "\"";
    }

    private static String instruction(String mode, String gateway, String more) {
        return ", \"payment\": [{\"fullAmount\": true, \"currency\": \"INR\", \"paymentMode\": \"" + mode
                + "\", \"gateway\": \"" + gateway + "\"" + more + "}]";
    }

    // ------------------------------------------------------------------------------------------------ phase 1

    @Test
    void aDraftIsPendingAndToBePaid() {
        HttpResponse<String> answer = checkOut(", \"callbackUrl\": \"https://shop.example/done\"");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(pending(user, null));
        assertThat(runs()).singleElement().satisfies(run -> {
            assertThat(run.ownerId()).isEqualTo(ownerId);
            assertThat(run.attempt()).isEqualTo(1);
            assertThat(run.paymentInstructions())
                    .containsExactly(new PaymentInstruction(true, null, "INR", "GATEWAY", "PHONEPE"));
            assertThat(api.bean(CheckoutRequestStore.class).callbackUrl(run.checkoutRequestId(), 1))
                    .hasValue("https://shop.example/done");
        });
        var attributes = temporal.client
                .newUntypedWorkflowStub("ticket-checkout/" + orderId + "/1")
                .describe()
                .getTypedSearchAttributes();
        assertThat(attributes.get(SearchAttributes.ORDER_ID)).isEqualTo(orderId);
        assertThat(attributes.get(SearchAttributes.CHANNEL)).isEqualTo("TICKETS");
        assertThat(attributes.get(SearchAttributes.CART_ID)).isNull();
    }

    @Test
    void anotherClickIsTheSameOrder() {
        HttpResponse<String> first = checkOut("");
        orderIs(State.PENDING);

        assertThat(checkOut("").body()).isEqualTo(first.body());
        assertThat(checkOut(", \"orderId\": \"" + orderId + "\"").body()).isEqualTo(first.body());
        assertThat(runs()).hasSize(1);
        assertThat(api.database()
                        .sql("select count(*) from orchestra.checkout_requests where owner_id = :owner")
                        .param("owner", ownerId)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void aClickWithOtherInstructionsIsAnotherRequest() {
        checkOut("");

        isError(
                checkOut(instruction("GATEWAY", "RAZORPAY", "")),
                409,
                "A checkout with another request has begun or ended already");
    }

    @Test
    void theSameKeyIsTheOrderThatItWasAndNoOther() {
        HttpResponse<String> first = checkOut("", "Idempotency-Key", "pay");
        String another = uuid();
        when(book.draft(ownerId)).thenReturn(Optional.of(order(another, ownerId, State.DRAFT, seat)));

        HttpResponse<String> again = checkOut("", "Idempotency-Key", "pay");

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        isError(
                checkOut(instruction("GATEWAY", "RAZORPAY", ""), "Idempotency-Key", "pay"),
                422,
                "This Idempotency-Key came with another body before");
    }

    @Test
    void aGuestIsToldTheirToken(CapturedOutput log) {
        String guest = "guest-" + uuid();
        String guestOwner = owner(OwnerDirectory.Kind.GUEST, guest);
        when(book.draft(guestOwner)).thenReturn(Optional.of(order(orderId, guestOwner, State.DRAFT, seat)));

        assertThat(api.post("/orders/checkout", "{\"guestToken\": \"" + guest + "\"}", "Idempotency-Key", guest)
                        .body())
                .isEqualTo(pending(null, guest));
        assertThat(log).doesNotContain(guest);
    }

    @Test
    void thereMustBeSomethingToPay() {
        when(book.draft(ownerId)).thenReturn(Optional.empty());
        isError(checkOut(""), 400, "Cart is empty");
        when(book.draft(ownerId)).thenReturn(Optional.of(order(orderId, ownerId, State.DRAFT)));
        isError(checkOut(""), 400, "Cart is empty");
        isError(checkOut(", \"orderId\": \"" + uuid() + "\""), 404, "Order not found");
        isError(checkOut(", \"orderId\": \"order-1\""), 404, "Order not found");
        orderIs(State.CANCELLED);
        isError(checkOut(", \"orderId\": \"" + orderId + "\""), 409, "The order was cancelled");
        isError(api.post("/orders/checkout", "{}"), 400, "Either UserId or GuestToken must be provided");
    }

    @ParameterizedTest
    @CsvSource({
        "RESERVATION_EXPIRED, 400, Reservation has expired",
        "CART_EMPTY, 400, Cart is empty",
        "PAYMENT_SUM_MISMATCH, 422, It does not fit",
        "CURRENCY_MISMATCH, 422, It does not fit",
        "PAYMENT_MODE_UNSUPPORTED, 422, It does not fit",
        "WALLET_NOT_FOUND, 404, It does not fit",
        "INSUFFICIENT_BALANCE, 422, It does not fit",
        "SERVICE_UNAVAILABLE, 503, It does not fit"
    })
    void aRefusalIsInWords(String code, int status, String words) {
        REFUSALS.put(orderId + "/1", () -> Refusal.of(code, "It does not fit."));

        isError(checkOut(""), status, words);
    }

    @Test
    void anAttemptThatIsOverIsFollowedByTheNext() {
        REFUSALS.put(orderId + "/1", () -> {
            draftIs(2);
            return SeatRefusal.ATTEMPT_OVER.refusal();
        });

        assertThat(checkOut("").statusCode()).isEqualTo(200);
        assertThat(runs())
                .extracting(TicketCheckoutWorkflow.TicketCheckout::attempt)
                .containsExactly(1, 2);
    }

    @Test
    void whatTakesLongerGoesOn() {
        REFUSALS.put(orderId + "/1", () -> {
            Workflow.await(() -> false);
            return null;
        });

        HttpResponse<String> answer = checkOut("");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | 400 | payment must have 1 to 10 entries",
                "[{\"currency\": \"INR\", \"paymentMode\": \"GATEWAY\", \"gateway\": \"PHONEPE\"}] | 400 | payment[0].fullAmount is needed",
                "[{\"fullAmount\": false, \"currency\": \"INR\", \"paymentMode\": \"GATEWAY\", \"gateway\": \"PHONEPE\"}] | 400 | payment[0].amount is needed unless fullAmount is true",
                "[{\"fullAmount\": true, \"currency\": \"INR\", \"paymentMode\": \"WALLET\", \"gateway\": \"STORE-WALLET\"}] | 400 | payment[0].meta is needed for WALLET, with walletId and otp",
                "[{\"fullAmount\": true, \"currency\": \"INR\", \"paymentMode\": \"MANUAL\", \"gateway\": \"COD\"}] | 422 | Tickets cannot be paid at the door",
                "[{\"fullAmount\": true, \"currency\": \"INR\", \"paymentMode\": \"GATEWAY\", \"gateway\": \"PHONEPE\", \"clientCallbackUrl\": \"https://elsewhere.example\"}] | 422 | clientCallbackUrl must be an https address of this shop, without user and fragment"
            })
    void instructionsThatCannotBeMeantAreRefused(String payment, int status, String words) {
        isError(checkOut(", \"payment\": " + payment), status, words);
        assertThat(runs()).isEmpty();
    }

    @Test
    void whatIsNoFieldIsNamed() {
        isError(checkOut(", \"cart_id\": \"c\""), 400, "There is no field cart_id here");
        isError(
                checkOut(", \"callbackUrl\": \"https://elsewhere.example\""),
                422,
                "clientCallbackUrl must be an https address of this shop, without user and fragment");
    }

    // ------------------------------------------------------------------------------------------------ wallets

    private String fromWallet(String otp) {
        return instruction(
                "WALLET", "STORE-WALLET", ", \"meta\": {\"walletId\": \"wallet_1\", \"otp\": \"" + otp + "\"}");
    }

    @Test
    void aPasswordIsExchangedForThisOrderOnce(CapturedOutput log) {
        HttpResponse<String> first = checkOut(fromWallet(OTP));
        HttpResponse<String> again = checkOut(fromWallet("000000"));

        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(services.walletCalls).singleElement().satisfies(call -> {
            assertThat(field(call, "cart_id")).isEqualTo(orderId);
            assertThat(field(call, "attempt")).isEqualTo("1");
            assertThat(new BigDecimal(field(call, "amount"))).isEqualByComparingTo("50");
            assertThat(field(call, "otp")).isEqualTo(OTP);
        });
        assertThat(runs())
                .singleElement()
                .satisfies(run -> assertThat(run.paymentInstructions().get(0).walletAuthorizationId())
                        .isEqualTo("wauth_1"));
        assertThat(log).doesNotContain(OTP);
    }

    @Test
    void aWrongPasswordBeginsNothing() {
        services.wallets = call -> refusal(422, "OTP_INVALID", ", \"tries_left\": 4");

        isError(checkOut(fromWallet(OTP)), 422, "The one-time password is wrong");
        assertThat(runs()).isEmpty();
    }

    @Test
    void aPasswordIsSentForTheDraft() {
        services.wallets = call -> ok("{\"sent_to\": \"******1234\", \"expires_at\": \"2026-01-01T12:05:00Z\"}");
        String path = "/wallets/wallet_1/otp";

        HttpResponse<String> answer = api.post(
                path, "{\"order_id\": \"" + orderId + "\", \"amount\": 50, \"currency\": \"INR\"}", "X-User-Id", user);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(services.walletCalls)
                .singleElement()
                .satisfies(call -> assertThat(field(call, "cart_id")).isEqualTo(orderId));
        assertThat(api.post(
                                path,
                                "{\"order_id\": \"" + uuid() + "\", \"amount\": 50, \"currency\": \"INR\"}",
                                "X-User-Id",
                                user)
                        .body())
                .contains("\"code\":\"ORDER_NOT_FOUND\"");
        assertThat(api.post(
                                path,
                                "{\"order_id\": \"o\", \"cart_id\": \"c\", \"amount\": 50, \"currency\": \"INR\"}",
                                "X-User-Id",
                                user)
                        .body())
                .contains("\"code\":\"INVALID_FIELD\"", "order_id does not go with cart_id");
    }

    // ------------------------------------------------------------------------------------------------ the order

    private void told(CheckoutState state, int sequence) {
        api.bean(OrderRecords.class)
                .record(new OrderRecords.OrderEntry(
                        orderId,
                        sequence,
                        state,
                        true,
                        Instant.now(),
                        "It is " + state,
                        null,
                        new OrderRecords.OrderSnapshot(
                                OrderRecords.OrderKind.TICKET,
                                ownerId,
                                null,
                                1,
                                "ticket-checkout/" + orderId + "/1",
                                null,
                                null,
                                null,
                                null,
                                new BigDecimal("50.00"),
                                "INR",
                                null,
                                List.of(),
                                List.of(payment()))));
    }

    private String toldAs(State state, String payment) {
        return "{\"id\":\"%s\",\"userId\":\"%s\",\"guestToken\":null,\"totalAmount\":50.00,\"state\":\"%s\",\"createdAt\":\"2026-02-24T15:15:00.123Z\",\"paidAt\":null,\"items\":[{\"id\":\"%s\",\"seatId\":\"%s\",\"price\":50.00}],%s"
                .formatted(
                        orderId,
                        user,
                        state.name().toLowerCase(java.util.Locale.ROOT),
                        seat.id(),
                        seat.seatId(),
                        payment);
    }

    @Test
    void anOrderOfSeatsIsToldAsOne() {
        assertThat(api.get("/orders/" + orderId, "X-User-Id", user).body())
                .isEqualTo(toldAs(State.DRAFT, "\"payment\":[]}"));
        orderIs(State.PENDING);
        told(CheckoutState.AWAITING_PAYMENT, 1);

        assertThat(api.get("/orders/" + orderId, "X-User-Id", user).body()).isEqualTo(toldAs(State.PENDING, PAYMENT));
        assertThat(api.get("/orders/" + orderId + "/timeline", "X-User-Id", user)
                        .body())
                .contains("It is AWAITING_PAYMENT");
        assertThat(api.get("/orders/" + orderId, "X-User-Id", "somebody-else").body())
                .contains("\"code\":\"ORDER_NOT_FOUND\"");
    }

    @Test
    void itsOwnerCanCallItOffTryAgainAndNotPayAtTheDoor() {
        checkOut("");
        orderIs(State.PENDING);
        told(CheckoutState.AWAITING_PAYMENT, 1);
        String path = "/orders/" + orderId;

        assertThat(api.post(path + "/payments/pay_1/retry", "{}", "X-User-Id", user)
                        .body())
                .isEqualTo(toldAs(State.PENDING, PAYMENT));
        assertThat(api.post(path + "/payments/pay_1/switch-to-cod", "", "X-User-Id", user)
                        .body())
                .contains("\"code\":\"COD_NOT_ALLOWED\"");
        orderIs(State.CANCELLED);
        HttpResponse<String> cancelled = api.post(path + "/cancel", "", "X-User-Id", user, "Idempotency-Key", "off");
        assertThat(cancelled.body()).isEqualTo(toldAs(State.CANCELLED, PAYMENT));
        assertThat(api.post(path + "/cancel", "", "X-User-Id", user, "Idempotency-Key", "off")
                        .body())
                .isEqualTo(cancelled.body());
    }
}
