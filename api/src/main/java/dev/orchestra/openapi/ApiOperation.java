package dev.orchestra.openapi;

import static dev.orchestra.api.ErrorCode.*;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.GuestController;
import dev.orchestra.cart.CartController;
import dev.orchestra.cart.ItemsAnswer;
import dev.orchestra.checkout.OrderController;
import dev.orchestra.checkout.OrderStreams;
import dev.orchestra.checkout.PlaceOrderController;
import dev.orchestra.checkout.WalletController;
import dev.orchestra.services.catalog.CatalogService;
import dev.orchestra.ticket.ReservationController;
import dev.orchestra.ticket.SeatRefusal;
import dev.orchestra.ticket.TicketError;
import dev.orchestra.ticket.TicketOrderAnswer;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Each operation of the API in a few words: what it answers with, and every code that an error of it can carry. */
enum ApiOperation {
    UPDATE_CART_ITEMS(
            HttpMethod.POST,
            "/cart/items",
            Tag.CART,
            Kind.WRITE_WITH_RUN,
            "Add, change and remove items",
            "Applies the operations in their order, each on its own, to the active cart of whoever asks; the first one creates the cart. What exists and cannot be "
                    + "bought now fails alone and says so in `results`; what does not exist refuses the request as a whole. With `compute=false` nothing is "
                    + "validated and no total is computed.",
            List.of(ItemsAnswer.class),
            Codes.BODY,
            EnumSet.of(
                    CART_LOCKED,
                    CART_CHANGED,
                    PRODUCT_NOT_FOUND,
                    VARIANT_REQUIRED,
                    VARIANT_NOT_FOUND,
                    ADDON_NOT_FOUND)),
    UPDATE_CART_OPTIONS(
            HttpMethod.PUT,
            "/cart",
            Tag.CART,
            Kind.WRITE_WITH_RUN,
            "Choose coupons, addresses, delivery, payment, tips, gift wrap, instructions, points",
            "A field that is absent stays as it is, one that is `null` (or `[]`) is removed, any other is judged and then applied. `validations` tells what became of each "
                    + "field: an invalid one is not applied, and the others are all the same.",
            List.of(CartController.OptionsAnswer.class),
            Codes.BODY,
            EnumSet.of(CART_NOT_FOUND, CART_LOCKED, CART_CHANGED, CURRENCY_MISMATCH)),
    GET_CART(
            HttpMethod.GET,
            "/cart",
            Tag.CART,
            Kind.RUN,
            "Look at the cart",
            "Asks for everything that decides the price, and computes the cart anew; `warnings` says what stands in the way of an order. With `compute=false` the cart as "
                    + "last seen, from the cache where it has it. Without a cart, `cart` is null.",
            List.of(CartController.CartViewAnswer.class, CartController.CachedCartAnswer.class),
            Codes.QUERY,
            EnumSet.of(CART_NOT_FOUND)),
    DELETE_CART(
            HttpMethod.DELETE,
            "/cart",
            Tag.CART,
            Kind.WRITE_WITH_RUN,
            "Throw the cart away",
            "Deletes the cart with all that is in it and all that was chosen.",
            List.of(CartController.DeletedAnswer.class),
            Codes.QUERY,
            EnumSet.of(CART_NOT_FOUND, CART_LOCKED, CART_CHANGED)),
    GET_CART_SUGGESTIONS(
            HttpMethod.GET,
            "/cart/suggestions",
            Tag.CART,
            Kind.RUN,
            "What goes well with the cart",
            "Products that are bought together with those of the cart, bundles, upgrades, what is missing to the next benefit, and reminders. A source that does not answer "
                    + "is left out, with a warning.",
            List.of(CartController.SuggestionsAnswer.class),
            Codes.QUERY,
            EnumSet.of(CART_NOT_FOUND)),
    BUY_NOW(
            HttpMethod.POST,
            "/buy-now",
            Tag.CART,
            Kind.WRITE_WITH_RUN,
            "Buy at once",
            "Puts the operations into a new cart of its own, which never mixes with the active one. Its `cart_id` names it in the other operations.",
            List.of(ItemsAnswer.class),
            Codes.BODY,
            EnumSet.of(CART_LOCKED, CART_CHANGED)),
    PLACE_ORDER(
            HttpMethod.POST,
            "/cart/place-order",
            Tag.ORDERS,
            Kind.WRITE_WITH_RUN,
            "Place the order",
            "Checks stock, prices and coupons once more, holds the stock, writes the order and initiates its payments. `total_order_amount` is what the customer agreed to "
                    + "pay; when the cart costs something else now, nothing is ordered. Repeated clicks get the same order. A payment at a gateway answers with "
                    + "`redirect_url`, where the customer pays while the stock is held; one from a wallet needs the password that `POST /wallets/{walletId}/otp` sends.",
            List.of(PlaceOrderController.PlaceOrderAnswer.class),
            Codes.BODY,
            EnumSet.of(
                    CART_NOT_FOUND,
                    CART_LOCKED,
                    CHECKOUT_IN_PROGRESS,
                    CHECKOUT_CANCELLED,
                    TOTAL_CHANGED,
                    OUT_OF_STOCK,
                    COUPON_UNAVAILABLE,
                    INSUFFICIENT_POINTS,
                    PRODUCT_UNAVAILABLE,
                    CART_EMPTY,
                    PAYMENT_SUM_MISMATCH,
                    PAYMENT_METHODS_MISMATCH,
                    FULL_AMOUNT_NOT_ALONE,
                    CURRENCY_MISMATCH,
                    PAYMENT_MODE_UNSUPPORTED,
                    ADDRESS_NEEDED,
                    NOT_SERVICEABLE,
                    COD_NOT_ALLOWED,
                    AMOUNT_OUT_OF_BOUNDS,
                    CALLBACK_URL_NOT_ALLOWED,
                    WALLET_NOT_FOUND,
                    INSUFFICIENT_BALANCE,
                    WALLET_AUTHORIZATION_INVALID,
                    OTP_INVALID,
                    OTP_EXPIRED,
                    OTP_LOCKED)),
    GET_ORDER(
            HttpMethod.GET,
            "/orders/{orderId}",
            Tag.ORDERS,
            Kind.READ,
            "Look at an order",
            "The order as it stands, as soon as the answer of placing it is there; `waiting_for` says what only the customer can do about it, and until when. An order of seats is "
                    + "told as the ticket flow tells it, with its `payment`.",
            List.of(OrderController.OrderAnswer.class, TicketOrderAnswer.class),
            Codes.NONE,
            EnumSet.of(ORDER_NOT_FOUND)),
    GET_ORDER_TIMELINE(
            HttpMethod.GET,
            "/orders/{orderId}/timeline",
            Tag.ORDERS,
            Kind.READ,
            "What happened to an order",
            "Each step of the order's story with its time, from the first to the latest.",
            List.of(OrderController.TimelineAnswer.class),
            Codes.NONE,
            EnumSet.of(ORDER_NOT_FOUND)),
    WATCH_ORDER(
            HttpMethod.GET,
            "/orders/{orderId}/events",
            Tag.ORDERS,
            Kind.READ,
            "Watch an order",
            "The timeline as it happens, as server-sent events named `timeline`: `id` is the entry's sequence, `data` a `TimelineNews`. It begins with the first entry, or "
                    + "behind `Last-Event-ID`, and ends with the order's last state. 204 says that there is nothing more to come for.",
            List.of(OrderStreams.TimelineNews.class),
            Codes.QUERY,
            EnumSet.of(ORDER_NOT_FOUND)),
    CANCEL_ORDER(
            HttpMethod.POST,
            "/orders/{orderId}/cancel",
            Tag.ORDERS,
            Kind.WRITE_WITH_RUN,
            "Call the order off",
            "Until it is decided: the stock is given back, and what was paid goes back.",
            List.of(OrderController.OrderAnswer.class, TicketOrderAnswer.class),
            Codes.NONE,
            EnumSet.of(ORDER_NOT_FOUND, ORDER_DECIDED, CHECKOUT_OVER)),
    RETRY_PAYMENT(
            HttpMethod.POST,
            "/orders/{orderId}/payments/{paymentId}/retry",
            Tag.ORDERS,
            Kind.WRITE_WITH_RUN,
            "Try a payment again",
            "Begins another attempt at a payment that has failed at its gateway, there or at the other one, while the stock is held for long enough. The payment has a new "
                    + "`redirect_url` then.",
            List.of(OrderController.OrderAnswer.class, TicketOrderAnswer.class),
            Codes.BODY,
            EnumSet.of(
                    ORDER_NOT_FOUND,
                    ORDER_DECIDED,
                    CHECKOUT_OVER,
                    PAYMENT_NOT_FOUND,
                    PAYMENT_NOT_RETRYABLE,
                    PAYMENT_ATTEMPTS_USED_UP,
                    PAYMENT_WINDOW_OVER,
                    AMOUNT_OUT_OF_BOUNDS,
                    GATEWAY_UNAVAILABLE)),
    SWITCH_PAYMENT_TO_COD(
            HttpMethod.POST,
            "/orders/{orderId}/payments/{paymentId}/switch-to-cod",
            Tag.ORDERS,
            Kind.WRITE_WITH_RUN,
            "Pay at the door instead",
            "What was to be paid at a gateway is collected in cash when the order is delivered.",
            List.of(OrderController.OrderAnswer.class),
            Codes.NONE,
            EnumSet.of(
                    ORDER_NOT_FOUND,
                    ORDER_DECIDED,
                    CHECKOUT_OVER,
                    PAYMENT_NOT_FOUND,
                    PAYMENT_NOT_RETRYABLE,
                    PAYMENT_ATTEMPTS_USED_UP,
                    PAYMENT_WINDOW_OVER,
                    COD_NOT_ALLOWED,
                    GATEWAY_UNAVAILABLE)),
    SEND_WALLET_OTP(
            HttpMethod.POST,
            "/wallets/{walletId}/otp",
            Tag.WALLETS,
            Kind.WRITE,
            "Have a one-time password sent",
            "Sends a password of 6 digits to the owner's phone, for paying just this amount of just this cart, or of the draft order of seats that `order_id` names, from this "
                    + "wallet: it goes into `meta.otp` of placing the order. It is good for 5 minutes and 5 tries.",
            List.of(WalletController.OtpAnswer.class),
            Codes.BODY,
            EnumSet.of(
                    CART_NOT_FOUND,
                    CART_EMPTY,
                    ORDER_NOT_FOUND,
                    WALLET_NOT_FOUND,
                    AMOUNT_OUT_OF_BOUNDS,
                    OTP_TOO_OFTEN)),
    CREATE_GUEST(
            HttpMethod.POST,
            "/guests",
            Tag.GUESTS,
            Kind.OPEN,
            "Become a guest",
            "Issues a token for somebody who has not signed in, to be sent as `X-Guest-Token` with every further request. Whoever has it is the guest.",
            List.of(GuestController.GuestAnswer.class),
            Codes.NONE,
            EnumSet.noneOf(ErrorCode.class)),
    GET_SEAT_MAP(
            HttpMethod.GET,
            "/events/{eventId}/seatmap",
            Tag.TICKETS,
            Kind.OPEN,
            "Look at the seats of a show",
            "Each seat with its price, and whether it can be had.",
            List.of(CatalogService.SeatMap.class),
            Codes.NONE,
            EnumSet.of(UNEXPECTED_REFUSAL),
            TicketError.of(SeatRefusal.EVENT_NOT_FOUND)),
    RESERVE_SEATS(
            HttpMethod.POST,
            "/reservations",
            Tag.TICKETS,
            Kind.WRITE,
            "Reserve seats",
            "All of them or none, for 30 minutes, a reservation each.",
            List.of(ReservationController.ReservationsAnswer.class),
            Codes.BODY,
            EnumSet.of(IDENTITY_MISMATCH),
            TicketError.NOBODY,
            TicketError.of(SeatRefusal.SEAT_NOT_FOUND),
            TicketError.of(SeatRefusal.EVENT_NOT_FOUND),
            TicketError.of(SeatRefusal.SEAT_TAKEN)),
    RELEASE_RESERVATION(
            HttpMethod.DELETE,
            "/reservations/{reservationId}",
            Tag.TICKETS,
            Kind.WRITE_WITH_RUN,
            "Give a reservation back",
            "The seat is free again, and leaves the draft order if it is in it.",
            List.of(TicketOrderAnswer.class),
            Codes.NONE,
            EnumSet.of(IDENTITY_MISMATCH),
            TicketError.NOBODY,
            TicketError.of(SeatRefusal.RESERVATION_OF_ANOTHER),
            TicketError.NO_SUCH_RESERVATION,
            TicketError.of(SeatRefusal.RESERVATION_IN_ORDER)),
    ADD_SEAT(
            HttpMethod.POST,
            "/cart/add",
            Tag.TICKETS,
            Kind.WRITE_WITH_RUN,
            "Put a reserved seat into the draft order",
            "Makes the draft order when there is none. A reservation may be a moment old: the request waits for it, for 3 seconds at most. Without `reservationId` the seat is "
                    + "reserved on the spot. With `userId` and `guestToken` the user asks.",
            List.of(TicketOrderAnswer.class),
            Codes.BODY,
            EnumSet.of(IDENTITY_MISMATCH),
            TicketError.NOBODY,
            TicketError.of(SeatRefusal.RESERVATION_NOT_FOUND),
            TicketError.of(SeatRefusal.SEAT_IN_CART),
            TicketError.of(SeatRefusal.RESERVATION_EXPIRED),
            TicketError.of(SeatRefusal.RESERVATION_OF_ANOTHER),
            TicketError.of(SeatRefusal.RESERVATION_OF_ANOTHER_SEAT),
            TicketError.of(SeatRefusal.RESERVATION_USED),
            TicketError.of(SeatRefusal.PRICE_CHANGED),
            TicketError.of(SeatRefusal.SEAT_NOT_FOUND),
            TicketError.of(SeatRefusal.CART_FULL),
            TicketError.of(SeatRefusal.SEAT_TAKEN)),
    GET_SEATS(
            HttpMethod.GET,
            "/cart/seats",
            Tag.TICKETS,
            Kind.READ,
            "Look at the draft order",
            "What is in it.",
            List.of(TicketOrderAnswer.class),
            Codes.NONE,
            EnumSet.of(IDENTITY_MISMATCH),
            TicketError.NOBODY,
            TicketError.EMPTY_DRAFT),
    REMOVE_SEAT(
            HttpMethod.DELETE,
            "/cart/seats/{seatId}",
            Tag.TICKETS,
            Kind.WRITE_WITH_RUN,
            "Take a seat out of the draft order",
            "Its reservation is given back.",
            List.of(TicketOrderAnswer.class),
            Codes.NONE,
            EnumSet.of(IDENTITY_MISMATCH),
            TicketError.NOBODY,
            TicketError.of(SeatRefusal.SEAT_NOT_IN_CART),
            TicketError.of(SeatRefusal.RESERVATION_IN_ORDER)),
    CHECK_OUT_SEATS(
            HttpMethod.POST,
            "/orders/checkout",
            Tag.TICKETS,
            Kind.WRITE_WITH_RUN,
            "Check the draft order out",
            "Its seats are kept for the order, and its payments initiated: `redirectUrl` is where the customer pays, before the first of the reservations ends. Without "
                    + "`payment` all of it is paid at PhonePe. Repeated clicks get the same order.",
            List.of(TicketOrderAnswer.class),
            Codes.BODY,
            EnumSet.of(
                    IDENTITY_MISMATCH,
                    CHECKOUT_IN_PROGRESS,
                    CHECKOUT_CANCELLED,
                    CHECKOUT_OVER,
                    PAYMENT_SUM_MISMATCH,
                    FULL_AMOUNT_NOT_ALONE,
                    CURRENCY_MISMATCH,
                    PAYMENT_MODE_UNSUPPORTED,
                    COD_NOT_ALLOWED,
                    AMOUNT_OUT_OF_BOUNDS,
                    CALLBACK_URL_NOT_ALLOWED,
                    WALLET_NOT_FOUND,
                    INSUFFICIENT_BALANCE,
                    WALLET_AUTHORIZATION_INVALID,
                    OTP_INVALID,
                    OTP_EXPIRED,
                    OTP_LOCKED),
            TicketError.NOBODY,
            TicketError.of(SeatRefusal.CART_EMPTY),
            TicketError.of(SeatRefusal.RESERVATION_EXPIRED),
            TicketError.of(SeatRefusal.ORDER_NOT_FOUND));

    /** What an operation is listed under. */
    enum Tag {
        CART("Cart"),
        ORDERS("Orders"),
        WALLETS("Wallets"),
        GUESTS("Guests"),
        TICKETS("Tickets");

        private final String title;

        Tag(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** How an operation is carried out, which decides much of what can go wrong with it. */
    enum Kind {
        /** Anybody may ask. */
        OPEN(EnumSet.of(NOT_ACCEPTABLE, RATE_LIMITED, SERVICE_UNAVAILABLE, INTERNAL_ERROR)),
        /** From our own tables. */
        READ(and(OPEN, IDENTITY_REQUIRED, IDENTITY_INVALID)),
        /** A service's own write, once for each Idempotency-Key. */
        WRITE(and(READ, UNEXPECTED_REFUSAL, IDEMPOTENCY_KEY_INVALID, IDEMPOTENCY_KEY_REUSED)),
        /** A run that leaves nothing behind. */
        RUN(and(READ, ORCHESTRATION_UNAVAILABLE, UNEXPECTED_REFUSAL)),
        /** A run that changes something, once for each Idempotency-Key. */
        WRITE_WITH_RUN(and(RUN, IDEMPOTENCY_KEY_INVALID, IDEMPOTENCY_KEY_REUSED));

        private final Set<ErrorCode> codes;

        Kind(Set<ErrorCode> codes) {
            this.codes = codes;
        }

        private static Set<ErrorCode> and(Kind kind, ErrorCode... more) {
            Set<ErrorCode> codes = EnumSet.copyOf(kind.codes);
            codes.addAll(Arrays.asList(more));
            return codes;
        }
    }

    /** What can be wrong with what was sent. */
    private static final class Codes {
        static final Set<ErrorCode> NONE = EnumSet.noneOf(ErrorCode.class);
        static final Set<ErrorCode> QUERY = EnumSet.of(INVALID_FIELD);
        static final Set<ErrorCode> BODY =
                EnumSet.of(MALFORMED_JSON, UNKNOWN_FIELD, INVALID_FIELD, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE);
    }

    /** Codes of requests that reach no operation: no such address, or not by this method. */
    static final Set<ErrorCode> OF_NO_OPERATION =
            Collections.unmodifiableSet(EnumSet.of(NOT_FOUND, METHOD_NOT_ALLOWED, SIGNATURE_INVALID));

    private final HttpMethod method;
    private final String path;
    private final Tag tag;
    private final Kind kind;
    private final String summary;
    private final String description;
    private final List<Class<?>> answers;
    private final Set<ErrorCode> codes;
    private final List<TicketError> refusals;

    ApiOperation(
            HttpMethod method,
            String path,
            Tag tag,
            Kind kind,
            String summary,
            String description,
            List<Class<?>> answers,
            Set<ErrorCode> ofRequest,
            Set<ErrorCode> ofOperation,
            TicketError... refusals) {
        this.method = method;
        this.path = path;
        this.tag = tag;
        this.kind = kind;
        this.summary = summary;
        this.description = description;
        this.answers = answers;
        this.codes = EnumSet.copyOf(kind.codes);
        codes.addAll(ofRequest);
        codes.addAll(ofOperation);
        this.refusals = List.of(refusals);
    }

    static Optional<ApiOperation> at(HttpMethod method, String path) {
        return Arrays.stream(values())
                .filter(operation -> operation.method == method && operation.path.equals(path))
                .findFirst();
    }

    HttpMethod method() {
        return method;
    }

    String path() {
        return path;
    }

    Tag tag() {
        return tag;
    }

    String summary() {
        return summary;
    }

    String description() {
        return description;
    }

    /** The status of a success. */
    int status() {
        return this == CREATE_GUEST || this == RESERVE_SEATS ? 201 : 200;
    }

    /** What a success tells, one of these. */
    List<Class<?>> answers() {
        return answers;
    }

    Set<ErrorCode> codes() {
        return Collections.unmodifiableSet(codes);
    }

    /** What it refuses in words alone. */
    List<TicketError> refusals() {
        return refusals;
    }

    /** Whether its errors are in words alone, and its request may say itself who asks. */
    boolean isOfTickets() {
        return tag == Tag.TICKETS;
    }

    /** Whether there can be nothing to answer with. */
    boolean canLeaveNothing() {
        return this == RELEASE_RESERVATION || this == REMOVE_SEAT;
    }

    boolean takesKey() {
        return kind == Kind.WRITE || kind == Kind.WRITE_WITH_RUN;
    }

    /** Whether it can go on after the request's time. */
    boolean isRun() {
        return kind == Kind.RUN || kind == Kind.WRITE_WITH_RUN;
    }

    /** Whether its answer goes on for as long as something happens. */
    boolean isStream() {
        return this == WATCH_ORDER;
    }

    boolean isOpen() {
        return kind == Kind.OPEN;
    }

    /** {@code updateCartItems}: what generated clients call it. */
    String id() {
        String[] words = name().toLowerCase(java.util.Locale.ROOT).split("_");
        var id = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            id.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
        }
        return id.toString();
    }
}
