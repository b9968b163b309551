package dev.orchestra.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.Problem;
import dev.orchestra.cart.UpdateCartOptionsWorkflow.Wishes;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.Change;
import jakarta.validation.Configuration;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.FieldError;
import org.springframework.validation.beanvalidation.SpringValidatorAdapter;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** What {@code PUT /cart} takes, and what becomes of it. */
class CartOptionsRequestTest {

    /** Word for word as in the cart API's description. */
    private static final String SPECIFIED = """
            {
              "coupons": [{ "code": "SAVE20" }],
              "address": {
                "shipping_address": { "address_id": "addr_456" },
                "billing_address": { "same_as_shipping": false, "address_id": "addr_456" }
              },
              "tips": { "amount": 50, "currency": "INR", "description": "Thank you tip" },
              "delivery_option": { "delivery_option_id": "deliv_opt_123" },
              "delivery_preference": {
                "scheduled": { "date": "2025-11-10", "slot": { "id": "slot_today_1", "label": "6:00 PM - 6:30 PM" } },
                "immediate": null
              },
              "pickup_point": { "pickup_point_id": "pickup-point-option-id" },
              "payment_method": { "payment_method_id": "pay_method_789" },
              "gift_wrap": { "id": "gift_wrap_standard", "message": "Happy Birthday!" },
              "special_instructions": { "instructions": "Please leave at front door." }
            }""";

    private static JsonMapper json;
    private static ValidatorFactory factory;
    private static SpringValidatorAdapter validator;

    @BeforeAll
    static void asTheApiDoes() {
        JsonMapper.Builder builder = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        CartConfiguration.readChanges(builder);
        json = builder.build();
        Configuration<?> configuration = Validation.byDefaultProvider().configure();
        CartConfiguration.checkChanges(configuration);
        factory = configuration.buildValidatorFactory();
        validator = new SpringValidatorAdapter(factory.getValidator());
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    // ------------------------------------------------------------------------------------------------ what is taken

    @Test
    void theSpecifiedBodyIsTakenWordForWord() {
        CartOptionsRequest request = read(SPECIFIED);

        assertThat(errors(request)).isEmpty();
        assertThat(request.changesNothing()).isFalse();
        Wishes wishes = request.toWishes((field, text) -> "ref of " + field + ": " + text);
        assertThat(wishes.coupons().value()).containsExactly("SAVE20");
        assertThat(wishes.address().value())
                .isEqualTo(new Cart.Address(new Cart.Shipping("addr_456"), new Cart.Billing(false, "addr_456")));
        assertThat(wishes.tips().value().amount()).hasToString("50.00");
        assertThat(wishes.tips().value().currency()).isEqualTo("INR");
        assertThat(wishes.tips().value().description()).isEqualTo("ref of tips.description: Thank you tip");
        assertThat(wishes.deliveryOptionId().value()).isEqualTo("deliv_opt_123");
        assertThat(wishes.deliveryPreference().value())
                .isEqualTo(new Cart.DeliveryPreference(
                        new Cart.Scheduled("2025-11-10", new Cart.Slot("slot_today_1", "6:00 PM - 6:30 PM")), null));
        assertThat(wishes.pickupPointId().value()).isEqualTo("pickup-point-option-id");
        assertThat(wishes.paymentMethodId().value()).isEqualTo("pay_method_789");
        assertThat(wishes.giftWrap().value().id()).isEqualTo("gift_wrap_standard");
        assertThat(wishes.giftWrap().value().message()).isEqualTo("ref of gift_wrap.message: Happy Birthday!");
        assertThat(wishes.giftWrap().value().messageLength()).isEqualTo(15);
        assertThat(wishes.specialInstructions().value().instructions())
                .isEqualTo("ref of special_instructions.instructions: Please leave at front door.");
        assertThat(wishes.loyaltyPoints()).isNull();
    }

    @Test
    void whatIsAbsentStaysAndWhatIsNullGoes() {
        Wishes absent = wishes("{\"loyalty\": {\"points\": 100}}");
        assertThat(absent)
                .isEqualTo(new Wishes(null, null, null, null, null, null, null, null, null, new Change<>(100)));

        Wishes removed = wishes("""
                {"coupons": [], "address": null, "tips": null, "delivery_option": null, "delivery_preference": null, "pickup_point": null,
                 "payment_method": null, "gift_wrap": null, "special_instructions": null, "loyalty": null}""");
        Change<?> gone = new Change<>(null);
        assertThat(List.of(
                        removed.coupons(),
                        removed.address(),
                        removed.tips(),
                        removed.deliveryOptionId(),
                        removed.deliveryPreference(),
                        removed.pickupPointId(),
                        removed.paymentMethodId(),
                        removed.giftWrap(),
                        removed.specialInstructions(),
                        removed.loyaltyPoints()))
                .allSatisfy(change -> assertThat(change).isEqualTo(gone));
        assertThat(wishes("{\"coupons\": null}").coupons()).isEqualTo(gone);
    }

    @Test
    void anAddressHasTwoHalves() {
        assertThat(wishes("{\"address\": {\"shipping_address\": {\"address_id\": \"a\"}}}")
                        .address()
                        .value())
                .isEqualTo(new Cart.Address(new Cart.Shipping("a"), null));
        assertThat(wishes("{\"address\": {\"billing_address\": {\"same_as_shipping\": true}}}")
                        .address()
                        .value())
                .as("as the address that the cart has")
                .isEqualTo(new Cart.Address(null, new Cart.Billing(true, null)));
    }

    @Test
    void anEmptyBodyChangesNothing() {
        assertThat(read("{}").changesNothing()).isTrue();
        assertThat(read("{\"tips\": null}").changesNothing()).isFalse();
    }

    @Test
    void fiftyIsFiftyHoweverItIsWritten() {
        String tip = "{\"tips\": {\"amount\": %s, \"currency\": \"INR\"}}";
        assertThat(read(tip.formatted("50"))).isEqualTo(read(tip.formatted("50.00")));
        assertThat(wishes(tip.formatted("0.5")).tips().value().amount()).hasToString("0.50");
    }

    @Test
    void whatWasNotWrittenIsNotKept() {
        CartOptionsRequest request = read("""
                {"tips": {"amount": 5, "currency": "INR"}, "gift_wrap": {"id": "gift_wrap_standard"}}""");
        TreeMap<String, String> kept = new TreeMap<>();
        Wishes wishes = request.toWishes((field, text) -> {
            if (text != null) {
                kept.put(field, text);
            }
            return null;
        });
        assertThat(kept).isEmpty();
        assertThat(wishes.giftWrap().value().messageLength()).isZero();
    }

    // ------------------------------------------------------------------------------------------------ what is not

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            coupons[0].code                       | {"coupons": [{"code": "not a code"}]}
            coupons[0].code                       | {"coupons": [{"code": null}]}
            coupons                               | {"coupons": [null]}
            address.given                         | {"address": {}}
            address.given                         | {"address": {"shipping_address": null}}
            address.shipping_address.address_id   | {"address": {"shipping_address": {}}}
            address.shipping_address.address_id   | {"address": {"shipping_address": {"address_id": "a/b"}}}
            address.billing_address.known         | {"address": {"billing_address": {"same_as_shipping": false}}}
            address.billing_address.address_id    | {"address": {"billing_address": {"address_id": ""}}}
            tips.amount                           | {"tips": {"currency": "INR"}}
            tips.amount                           | {"tips": {"amount": 0, "currency": "INR"}}
            tips.amount                           | {"tips": {"amount": -1, "currency": "INR"}}
            tips.amount                           | {"tips": {"amount": 1.005, "currency": "INR"}}
            tips.amount                           | {"tips": {"amount": 10000.01, "currency": "INR"}}
            tips.currency                         | {"tips": {"amount": 1}}
            tips.currency                         | {"tips": {"amount": 1, "currency": "rupees"}}
            delivery_option.delivery_option_id    | {"delivery_option": {}}
            delivery_option.delivery_option_id    | {"delivery_option": {"delivery_option_id": ".."}}
            delivery_preference.one               | {"delivery_preference": {}}
            delivery_preference.one               | {"delivery_preference": {"immediate": {"requested": true}, "scheduled": {"date": "2025-11-10", "slot": {"id": "s"}}}}
            delivery_preference.immediate.requested | {"delivery_preference": {"immediate": {"requested": false}}}
            delivery_preference.immediate.requested | {"delivery_preference": {"immediate": {}}}
            delivery_preference.scheduled.date    | {"delivery_preference": {"scheduled": {"slot": {"id": "s"}}}}
            delivery_preference.scheduled.slot    | {"delivery_preference": {"scheduled": {"date": "2025-11-10"}}}
            delivery_preference.scheduled.slot.id | {"delivery_preference": {"scheduled": {"date": "2025-11-10", "slot": {"label": "6 PM"}}}}
            pickup_point.pickup_point_id          | {"pickup_point": {"pickup_point_id": null}}
            payment_method.payment_method_id      | {"payment_method": {}}
            gift_wrap.id                          | {"gift_wrap": {"message": "Hi"}}
            gift_wrap.message                     | {"gift_wrap": {"id": "g", "message": "a bell \\u0007"}}
            gift_wrap.message                     | {"gift_wrap": {"id": "g", "message": "half a smile \\ud83d"}}
            special_instructions.instructions     | {"special_instructions": {}}
            special_instructions.instructions     | {"special_instructions": {"instructions": ""}}
            special_instructions.instructions     | {"special_instructions": {"instructions": "nothing \\u0000 here"}}
            loyalty.points                        | {"loyalty": {}}
            loyalty.points                        | {"loyalty": {"points": 0}}
            loyalty.points                        | {"loyalty": {"points": 1000001}}
            """)
    void whatIsOutOfBoundsIsNamed(String field, String body) {
        assertThat(errors(read(body))).containsOnlyKeys(field);
    }

    @Test
    void boundsAreWhereTheyShouldBe() {
        assertThat(errors(read(coupons(20)))).isEmpty();
        assertThat(errors(read(coupons(21)))).containsOnlyKeys("coupons");
        assertThat(errors(read(text("tips", "\"amount\": 10000, \"currency\": \"INR\", \"description\"", 200))))
                .isEmpty();
        assertThat(errors(read(text("tips", "\"amount\": 0.01, \"currency\": \"INR\", \"description\"", 201))))
                .containsOnlyKeys("tips.description");
        assertThat(errors(read(text("gift_wrap", "\"id\": \"g\", \"message\"", 500))))
                .isEmpty();
        assertThat(errors(read(text("gift_wrap", "\"id\": \"g\", \"message\"", 501))))
                .containsOnlyKeys("gift_wrap.message");
        assertThat(errors(read(text("special_instructions", "\"instructions\"", 500))))
                .isEmpty();
        assertThat(errors(read(text("special_instructions", "\"instructions\"", 501))))
                .containsOnlyKeys("special_instructions.instructions");
        assertThat(errors(read("""
                                {"gift_wrap": {"id": "g", "message": "Two lines\\n\\tand a smile \\ud83d\\ude00, from Zoë"}}"""))).isEmpty();
        assertThat(errors(read("{\"loyalty\": {\"points\": 1000000}}"))).isEmpty();
        assertThat(
                        errors(
                                read(
                                        "{\"address\": {\"shipping_address\": {\"address_id\": \"a\"}, \"billing_address\": {\"same_as_shipping\": true}}}")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-02-30", "2025-11-10T10:00:00Z", "10.11.2025", "2025-1-1", ""})
    void aDayThatIsNone(String date) {
        assertThatThrownBy(() ->
                        read("{\"delivery_preference\": {\"scheduled\": {\"date\": \"%s\", \"slot\": {\"id\": \"s\"}}}}"
                                .formatted(date)))
                .isInstanceOfSatisfying(
                        JacksonException.class,
                        failure -> assertThat(failure.getPath())
                                .extracting(JacksonException.Reference::getPropertyName)
                                .containsExactly("delivery_preference", "scheduled", "date"));
    }

    @Test
    void whatIsNotKnownIsNotTaken() {
        assertThatThrownBy(() -> read("{\"discount\": 100}")).isInstanceOf(JacksonException.class);
        assertThatThrownBy(() -> read("{\"tips\": {\"amount\": 1, \"currency\": \"INR\", \"to\": \"Ravi\"}}"))
                .isInstanceOf(JacksonException.class);
        assertThatThrownBy(() -> read("{\"tips\": 50}")).isInstanceOf(JacksonException.class);
    }

    @Test
    void aTipIsInTheCartsCurrency() {
        assertThatThrownBy(() -> read("{\"tips\": {\"amount\": 1, \"currency\": \"USD\"}}")
                        .requireCurrencyOfCart())
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ErrorCode.CURRENCY_MISMATCH));
        read("{\"tips\": {\"amount\": 1, \"currency\": \"INR\"}}").requireCurrencyOfCart();
        read("{\"tips\": null}").requireCurrencyOfCart();
    }

    // ------------------------------------------------------------------------------------------------ helpers

    private static CartOptionsRequest read(String body) {
        return json.readValue(body, CartOptionsRequest.class);
    }

    private static Wishes wishes(String body) {
        CartOptionsRequest request = read(body);
        assertThat(errors(request)).isEmpty();
        return request.toWishes((field, text) -> null);
    }

    /** As Spring finds them; by the field as the API names it, without the wrapper that tells null from absent. */
    private static Map<String, String> errors(CartOptionsRequest request) {
        BeanPropertyBindingResult result = new BeanPropertyBindingResult(request, "body");
        validator.validate(request, result);
        assertThat(result.getGlobalErrors()).isEmpty();
        Map<String, String> errors = new TreeMap<>();
        for (FieldError error : result.getFieldErrors()) {
            errors.put(
                    error.getField()
                            .replace(".value", "")
                            .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                            .toLowerCase(Locale.ROOT),
                    error.getDefaultMessage());
        }
        return errors;
    }

    private static String coupons(int count) {
        return "{\"coupons\": [" + String.join(",", Collections.nCopies(count, "{\"code\": \"SAVE20\"}")) + "]}";
    }

    private static String text(String field, String start, int length) {
        return "{\"%s\": {%s: \"%s\"}}".formatted(field, start, "x".repeat(length));
    }
}
