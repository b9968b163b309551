package dev.orchestra.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.LocalStack;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** One customer of a {@link FaultRun}: knows what they want, asks again when nobody answers, and gives up when told no. */
final class Shopper {

    /** What customers do. */
    enum Kind {
        PAYS_AT_THE_DOOR,
        PAYS_FROM_A_WALLET,
        PAYS_AT_PHONEPE,
        PAYS_AT_RAZORPAY,
        SPLITS_WALLET_AND_RAZORPAY,
        SPLITS_PHONEPE_AND_THE_DOOR,
        CLICKS_THREE_TIMES,
        FAILS_AND_TRIES_THE_OTHER_GATEWAY,
        CHANGES_TO_CASH,
        CALLS_OFF,
        CALLS_OFF_AND_PAYS,
        NEVER_PAYS,
        PAYS_WHEN_THE_HOLD_IS_OVER,
        PAYS_WHEN_ALL_IS_OVER,
        IS_TERMINATED_WHEN_LAPSED,
        BUYS_A_SEAT,
        BUYS_A_SEAT_FROM_A_WALLET,
        LEAVES_A_SEAT_UNPAID,
        PAYS_A_SEAT_LATE
    }

    /** How it ended: the state of the order, or why there was none. */
    record Outcome(Kind kind, String end) {}

    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final Duration PAUSE = Duration.ofMillis(700);
    private static final String NO_ORDER = "no order";
    private static final String LATE = "late";

    private final LocalStack stack;
    private final Kind kind;
    private final Customer customer;
    private final Gateways gateways;

    Shopper(LocalStack stack, Kind kind) {
        this.stack = stack;
        this.kind = kind;
        this.customer = new Customer(stack);
        this.gateways = new Gateways(stack);
    }

    /** Told no, or by nobody for too long. */
    private static final class GivesUp extends RuntimeException {

        private static final long serialVersionUID = 1L;

        GivesUp(String why) {
            super(why);
        }
    }

    Outcome shops() {
        try {
            return new Outcome(kind, isOfSeats() ? buysSeats() : buys());
        } catch (GivesUp why) {
            return new Outcome(kind, NO_ORDER + ": " + why.getMessage());
        }
    }

    private boolean isOfSeats() {
        return switch (kind) {
            case BUYS_A_SEAT, BUYS_A_SEAT_FROM_A_WALLET, LEAVES_A_SEAT_UNPAID, PAYS_A_SEAT_LATE -> true;
            default -> false;
        };
    }

    // ------------------------------------------------------------------------------------------------ goods

    private String buys() {
        Customer adding = customer.keyed();
        JsonNode cart = persists("adds", () -> adding.adds("prod_250", 1));
        String[] instructions = instructions(cart);
        Client.Answer placed = places(instructions);
        if (placed.status() == 422 && placed.code().equals("OTP_EXPIRED")) {
            instructions = instructions(cart);
            placed = places(instructions);
        }
        if (kind == Kind.CLICKS_THREE_TIMES) {
            for (int click = 0; click < 2; click++) {
                places(instructions);
            }
        }
        if (placed.status() != 200) {
            return NO_ORDER + ": " + placed.code();
        }
        String orderId = placed.body().at("/order/id").asText();
        dealsWith(cart, orderId, placed.body().get("payment"));
        return end(orderId);
    }

    private Client.Answer places(String... instructions) {
        Client keyed = customer.api.keyed();
        return answered("places the order", () -> customer.pays(keyed, "250.00", instructions));
    }

    private String[] instructions(JsonNode cart) {
        return switch (kind) {
            case PAYS_AT_THE_DOOR -> new String[] {DOOR.formatted("250.00")};
            case PAYS_FROM_A_WALLET -> new String[] {wallet(cart, "250.00")};
            case SPLITS_WALLET_AND_RAZORPAY ->
                new String[] {Customer.atGateway("RAZORPAY", "200.00"), wallet(cart, "50.00")};
            case SPLITS_PHONEPE_AND_THE_DOOR ->
                new String[] {Customer.atGateway("PHONEPE", "200.00"), DOOR.formatted("50.00")};
            case PAYS_AT_RAZORPAY, CALLS_OFF_AND_PAYS, PAYS_WHEN_ALL_IS_OVER -> new String[] {Customer.all("RAZORPAY")};
            default -> new String[] {Customer.all("PHONEPE")};
        };
    }

    private static final String DOOR = """
            {"full_amount": false, "amount": %s, "currency": "INR", "payment_mode": "MANUAL", "gateway": "COD"}""";

    private String wallet(JsonNode cart, String amount) {
        String wallet = persists("gets a wallet", () -> customer.walletOf(cart, "500.00"));
        String otp = persists("gets a password", () -> customer.asksForPassword(wallet, amount));
        return Customer.fromWallet(amount, wallet, otp);
    }

    private void dealsWith(JsonNode cart, String orderId, JsonNode payments) {
        JsonNode first = payments.get(0);
        String verbs = "/orders/" + orderId;
        switch (kind) {
            case PAYS_AT_THE_DOOR, PAYS_FROM_A_WALLET, NEVER_PAYS -> {}
            case CALLS_OFF -> answered("calls off", () -> customer.api.post(verbs + "/cancel", ""));
            case CALLS_OFF_AND_PAYS -> {
                answered("calls off", () -> customer.api.post(verbs + "/cancel", ""));
                pays(first, "pay");
            }
            case CHANGES_TO_CASH ->
                answered(
                        "changes to cash",
                        () -> customer.api.post(
                                verbs + "/payments/" + first.get("id").asText() + "/switch-to-cod", ""));
            case FAILS_AND_TRIES_THE_OTHER_GATEWAY -> {
                pays(first, "fail");
                Client.Answer again = answered(
                        "tries again",
                        () -> customer.api.post(
                                verbs + "/payments/" + first.get("id").asText() + "/retry",
                                "{\"gateway\": \"RAZORPAY\"}"));
                if (again.status() == 200) {
                    pays(again.body().at("/order/payment/0"), "pay");
                }
            }
            case PAYS_WHEN_THE_HOLD_IS_OVER -> {
                waitsFor(orderId, state -> !state.equals("AWAITING_PAYMENT"));
                pays(first, LATE);
            }
            case PAYS_WHEN_ALL_IS_OVER -> {
                waitsFor(orderId, state -> isOver(state));
                pays(first, LATE);
            }
            case IS_TERMINATED_WHEN_LAPSED -> {
                String run = "place-order/" + cart.get("cart_id").asText() + "/1";
                waitsFor(orderId, state -> !state.equals("AWAITING_PAYMENT"));
                try {
                    Runs.terminateCheckout(stack, run);
                } catch (RuntimeException over) {
                    // It has ended meanwhile, or Temporal is away: then nobody stops it.
                }
                pays(first, LATE);
            }
            default -> pays(first, "pay");
        }
    }

    private String end(String orderId) {
        return waitsFor(orderId, Shopper::isOver);
    }

    private static boolean isOver(String state) {
        return switch (state) {
            case "COMPLETED", "REJECTED", "CANCELLED", "EXPIRED", "completed", "cancelled" -> true;
            default -> false;
        };
    }

    private String waitsFor(String orderId, Predicate<String> wanted) {
        return persists("sees the end of " + orderId, () -> {
            String state = customer.order(orderId).path("checkout_state").asText();
            if (state.isEmpty() || !wanted.test(state)) {
                throw new IllegalStateException("it is " + state);
            }
            return state;
        });
    }

    private void pays(JsonNode payment, String how) {
        if (payment.path("gateway_order_id")
                .asText(payment.path("gatewayOrderId").asText(""))
                .isEmpty()) {
            return;
        }
        try {
            persists("pays", () -> {
                if (how.equals(LATE)) {
                    gateways.paysLate(payment);
                } else {
                    gateways.customer(payment, how);
                }
                return how;
            });
        } catch (GivesUp over) {
            // The gateway does not take it any more: then they have not paid.
        }
    }

    // ------------------------------------------------------------------------------------------------ seats

    private String buysSeats() {
        Visitor visitor = persists("comes", () -> new Visitor(stack));
        Seat seat = persists("looks for a seat", () -> Seat.free(stack, Seat.CUP, hashCode()));
        boolean fromWallet = kind == Kind.BUYS_A_SEAT_FROM_A_WALLET;
        Visitor reserving = visitor.keyed();
        String reservation = fromWallet ? persists("reserves a seat", () -> reserving.reserves(seat)) : null;
        Visitor adding = visitor.keyed();
        Client.Answer added = answered("adds a seat", () -> adding.adds(reservation, seat));
        if (added.status() != 200) {
            return NO_ORDER + ": " + added.body().path("error").asText();
        }
        JsonNode draft = added.body();
        String orderId = draft.get("id").asText();
        String[] how = {fromWallet ? wallet(visitor, reservation, draft) : Visitor.all("RAZORPAY")};
        Client.Answer placed = answered("checks out", () -> visitor.checksOut(how));
        if (placed.status() != 200) {
            return NO_ORDER + ": " + placed.body().path("error").asText();
        }
        JsonNode payment = placed.body().at("/payment/0");
        switch (kind) {
            case BUYS_A_SEAT -> pays(payment, "pay");
            case PAYS_A_SEAT_LATE -> {
                answered("calls off", () -> visitor.customer.api.post("/orders/" + orderId + "/cancel", ""));
                pays(payment, LATE);
            }
            case LEAVES_A_SEAT_UNPAID ->
                answered("calls off", () -> visitor.customer.api.post("/orders/" + orderId + "/cancel", ""));
            default -> {}
        }
        return persists("sees the end", () -> {
            String state = visitor.order(orderId).path("state").asText();
            if (!isOver(state)) {
                throw new IllegalStateException("it is " + state);
            }
            return state;
        });
    }

    private static String wallet(Visitor visitor, String reservation, JsonNode draft) {
        String amount = draft.get("totalAmount").decimalValue().toPlainString();
        String wallet = persists("gets a wallet", () -> visitor.walletOf(reservation, "9000.00"));
        String otp = persists(
                "gets a password",
                () -> visitor.customer.asksForPassword(
                        wallet, amount, draft.get("id").asText()));
        return Visitor.fromWallet(draft.get("totalAmount").decimalValue(), wallet, otp);
    }

    // ------------------------------------------------------------------------------------------------ patience

    /** Until there is an answer that is a yes or a no: nobody being there, or too busy, is neither. */
    private static Client.Answer answered(String what, Supplier<Client.Answer> asks) {
        return persists(what, () -> {
            Client.Answer answer = asks.get();
            if (answer.status() >= 500 || answer.status() == 202 || answer.status() == 429) {
                throw new IllegalStateException(what + ": " + answer.status());
            }
            return answer;
        });
    }

    private static <T> T persists(String what, Supplier<T> does) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return does.get();
            } catch (RuntimeException | AssertionError notNow) {
                if (System.nanoTime() > end) {
                    throw new GivesUp(
                            what + ", and after " + PATIENCE.toSeconds() + " s still: " + notNow.getMessage());
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new GivesUp("it was stopped");
        }
    }
}
