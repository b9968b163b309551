package dev.orchestra.api;

import java.util.Arrays;
import java.util.Optional;
import org.springframework.http.HttpStatus;

/** Every code an error of the cart and order API can carry, with its HTTP status; docs/errors.md says what to do about each. */
public enum ErrorCode implements ProblemCode {
    MALFORMED_JSON(HttpStatus.BAD_REQUEST, "The body is not JSON"),
    UNKNOWN_FIELD(HttpStatus.BAD_REQUEST, "The body has a field that is not known"),
    INVALID_FIELD(HttpStatus.BAD_REQUEST, "A value is not allowed"),
    IDEMPOTENCY_KEY_INVALID(HttpStatus.BAD_REQUEST, "The Idempotency-Key cannot be used"),
    IDENTITY_REQUIRED(HttpStatus.UNAUTHORIZED, "Nobody is signed in"),
    IDENTITY_INVALID(HttpStatus.UNAUTHORIZED, "The identity cannot be used"),
    IDENTITY_MISMATCH(HttpStatus.FORBIDDEN, "Somebody else is signed in"),
    SIGNATURE_INVALID(HttpStatus.UNAUTHORIZED, "The webhook is not the gateway's"),
    NOT_FOUND(HttpStatus.NOT_FOUND, "There is no such resource"),
    CART_NOT_FOUND(HttpStatus.NOT_FOUND, "There is no such cart"),
    ORDER_NOT_FOUND(HttpStatus.NOT_FOUND, "There is no such order"),
    PAYMENT_NOT_FOUND(HttpStatus.NOT_FOUND, "There is no such payment"),
    WALLET_NOT_FOUND(HttpStatus.NOT_FOUND, "There is no such wallet"),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "The resource has no such method"),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "Answers are application/json"),
    PAYLOAD_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json"),
    CART_LOCKED(HttpStatus.CONFLICT, "The cart is frozen by a checkout"),
    CART_CHANGED(HttpStatus.CONFLICT, "The cart was ordered or cleared meanwhile"),
    CHECKOUT_IN_PROGRESS(HttpStatus.CONFLICT, "Another checkout of this cart or order has begun"),
    CHECKOUT_CANCELLED(HttpStatus.CONFLICT, "The checkout was called off"),
    TOTAL_CHANGED(HttpStatus.CONFLICT, "The cart costs something else now"),
    OUT_OF_STOCK(HttpStatus.CONFLICT, "Something is not in stock any more"),
    COUPON_UNAVAILABLE(HttpStatus.CONFLICT, "A coupon cannot be used any more"),
    INSUFFICIENT_POINTS(HttpStatus.CONFLICT, "There are fewer points than the cart redeems"),
    PRODUCT_UNAVAILABLE(HttpStatus.CONFLICT, "Something is not sold any more"),
    ORDER_DECIDED(HttpStatus.CONFLICT, "The order is being carried out already"),
    CHECKOUT_OVER(HttpStatus.CONFLICT, "The checkout has ended without an order"),
    PAYMENT_NOT_RETRYABLE(HttpStatus.CONFLICT, "The payment cannot be tried again as it stands"),
    PAYMENT_ATTEMPTS_USED_UP(HttpStatus.CONFLICT, "The payment was tried too often"),
    PAYMENT_WINDOW_OVER(HttpStatus.CONFLICT, "There is not enough time left to pay this way"),
    IDEMPOTENCY_KEY_REUSED(HttpStatus.UNPROCESSABLE_ENTITY, "The Idempotency-Key was used for another request"),
    PRODUCT_NOT_FOUND(HttpStatus.UNPROCESSABLE_ENTITY, "A product does not exist"),
    VARIANT_REQUIRED(HttpStatus.UNPROCESSABLE_ENTITY, "A variant must be chosen"),
    VARIANT_NOT_FOUND(HttpStatus.UNPROCESSABLE_ENTITY, "A variant does not exist"),
    ADDON_NOT_FOUND(HttpStatus.UNPROCESSABLE_ENTITY, "An addon does not exist"),
    CART_EMPTY(HttpStatus.UNPROCESSABLE_ENTITY, "The cart is empty"),
    PAYMENT_SUM_MISMATCH(HttpStatus.UNPROCESSABLE_ENTITY, "The payment instructions do not add up"),
    PAYMENT_METHODS_MISMATCH(HttpStatus.UNPROCESSABLE_ENTITY, "multiple_payment_methods does not fit"),
    FULL_AMOUNT_NOT_ALONE(HttpStatus.UNPROCESSABLE_ENTITY, "A full payment stands alone"),
    CURRENCY_MISMATCH(HttpStatus.UNPROCESSABLE_ENTITY, "The currency is not the cart's"),
    PAYMENT_MODE_UNSUPPORTED(HttpStatus.UNPROCESSABLE_ENTITY, "This way to pay is not offered"),
    ADDRESS_NEEDED(HttpStatus.UNPROCESSABLE_ENTITY, "There is nowhere to deliver to"),
    NOT_SERVICEABLE(HttpStatus.UNPROCESSABLE_ENTITY, "The delivery is not possible"),
    COD_NOT_ALLOWED(HttpStatus.UNPROCESSABLE_ENTITY, "Cash on delivery is not possible for this order"),
    AMOUNT_OUT_OF_BOUNDS(HttpStatus.UNPROCESSABLE_ENTITY, "The amount is not possible"),
    CALLBACK_URL_NOT_ALLOWED(HttpStatus.UNPROCESSABLE_ENTITY, "The callback address is not one of this shop"),
    INSUFFICIENT_BALANCE(HttpStatus.UNPROCESSABLE_ENTITY, "There is not enough money in the wallet"),
    WALLET_AUTHORIZATION_INVALID(HttpStatus.UNPROCESSABLE_ENTITY, "The payment from the wallet is not authorized"),
    OTP_INVALID(HttpStatus.UNPROCESSABLE_ENTITY, "The one-time password is wrong"),
    OTP_EXPIRED(HttpStatus.UNPROCESSABLE_ENTITY, "There is no one-time password for this any more"),
    OTP_LOCKED(HttpStatus.UNPROCESSABLE_ENTITY, "The one-time password was wrong too often"),
    OTP_TOO_OFTEN(HttpStatus.TOO_MANY_REQUESTS, "One-time passwords were sent too often"),
    RATE_LIMITED(HttpStatus.TOO_MANY_REQUESTS, "Too many requests"),
    SERVICE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "A service does not answer"),
    ORCHESTRATION_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "Operations cannot be started at the moment"),
    GATEWAY_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "The payment gateway does not answer"),
    UNEXPECTED_REFUSAL(HttpStatus.BAD_GATEWAY, "A service refused for a reason that is not known"),
    INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side");

    private final HttpStatus status;
    private final String title;

    ErrorCode(HttpStatus status, String title) {
        this.status = status;
        this.title = title;
    }

    @Override
    public HttpStatus status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }

    public static Optional<ErrorCode> of(String code) {
        return Arrays.stream(values())
                .filter(known -> known.name().equals(code))
                .findFirst();
    }
}
