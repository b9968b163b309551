package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.LocalStack;
import dev.orchestra.deploy.Part;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row of the cart API with its own example, the dots filled as docs/demo-data.md says. */
@ExtendWith(Stack.class)
class CartApiTest {

    private static final String ITEMS_ANSWER = """
            {
              "success": true,
              "operations_applied": 4,
              "results": [
                { "operation": "SET", "status": "SUCCESS", "action_taken": "ADDED", "item": {} },
                { "operation": "UPDATE", "status": "SUCCESS", "item_id": "..." },
                { "operation": "ADD", "status": "SUCCESS", "item": {} },
                { "operation": "DELETE", "status": "FAILED", "error": "Item not found", "item_id": "..." }
              ],
              "cart": {},
              "coupon_applied": []
            }""";

    /** As printed; the date is long past. */
    private static final String OPTIONS = """
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

    private static final String OPTIONS_ANSWER = """
            {
              "success": true,
              "cart": {},
              "validations": {
                "coupon": { "status": "VALID", "discount": 200 },
                "address": { "status": "VALID" },
                "delivery_option": { "status": "VALID", "charge": 50 },
                "payment_method": { "status": "VALID" }
              }
            }""";

    private static final String CART_ANSWER = """
            {
              "success": true,
              "cart": {
                "cart_id": "...",
                "items": [],
                "coupons_applied": [],
                "address": { "shipping": {}, "billing": {} },
                "delivery_option": {},
                "tips": {},
                "gift_wrap": {},
                "totals": {
                  "subtotal": 1000, "discount": -200, "tax": 50, "delivery_charge": 50, "tips": 50, "gift_wrap": 25, "net_payable": 975
                }
              },
              "inventory_status": [{ "product_id": "...", "available": true, "quantity_available": 10 }],
              "warnings": []
            }""";

    private static final String SUGGESTIONS_ANSWER = """
            {
              "success": true,
              "suggestions": [
                { "type": "COMPLEMENTARY", "title": "Frequently Bought Together",
                  "items": [{ "product_id": "prod_456", "name": "Phone Case", "price": 299, "reason": "80% of customers bought this" }] },
                { "type": "THRESHOLD_BASED", "title": "Add ₹99 more for FREE Delivery!",
                  "threshold": { "target_amount": 599, "current_amount": 500, "remaining_amount": 99, "benefit": "FREE_DELIVERY" },
                  "items": [{ "product_id": "prod_789", "name": "Screen Protector", "price": 149 }] },
                { "type": "BUNDLE", "title": "Bundle Deal - Save 25%",
                  "bundle": { "bundle_id": "bundle_123", "name": "Complete Accessory Kit", "bundle_price": 899, "savings": 301 },
                  "items": [{ "product_id": "prod_456", "name": "Phone Case" }, { "product_id": "prod_789", "name": "Screen Protector" }] },
                { "type": "UPSELL", "title": "Upgrade Your Items",
                  "items": [{ "product_id": "prod_premium_456", "name": "Premium Leather Case", "price": 799, "reason": "Better durability" }] },
                { "type": "REMINDER", "title": "Did You Forget?",
                  "items": [{ "product_id": "prod_saved_123", "name": "Bluetooth Earbuds", "price": 1299, "source": "WISHLIST" }] }
              ],
              "meta": { "total_suggestions": 7, "suggestion_types": ["COMPLEMENTARY", "THRESHOLD_BASED", "BUNDLE", "UPSELL", "REMINDER"] }
            }""";

    private static final String BUY = """
            { "operations": [{ "op": "ADD", "product_id": "prod_250", "quantity": 1 }] }""";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Client faults;

    @AfterEach
    void noFaultsStay() {
        if (faults != null) {
            faults.delete("/faults");
        }
    }

    private static String items(String itemId) {
        return """
                {
                  "operations": [
                    { "op": "SET", "product_id": "prod_bottle", "variant_id": "bottle_teal", "quantity": 2,
                      "addons": [{ "addon_id": "addon_engraving", "quantity": 1 }] },
                    { "op": "ADD", "product_id": "prod_250", "quantity": 1 },
                    { "op": "UPDATE", "item_id": "%s", "quantity": 3 },
                    { "op": "DELETE", "item_id": "item_of_nobody" }
                  ]
                }""".formatted(itemId);
    }

    /** The totals of the example: 1000 - 200 + 50 + 50 + 50 + 25. */
    private static Customer withTheExample(LocalStack stack) {
        Customer customer = new Customer(stack);
        Client.Answer added = customer.api.post("/cart/items", """
                {"operations": [{"op": "SET", "product_id": "prod_hamper_890", "quantity": 1},
                                {"op": "SET", "product_id": "prod_notebook_30", "quantity": 1},
                                {"op": "SET", "product_id": "prod_pens_80", "quantity": 1}]}""");
        assertThat(added.status()).as("%s", added).isEqualTo(200);
        return customer;
    }

    private static void money(JsonNode totals, Map<String, String> expected) {
        expected.forEach((field, amount) ->
                assertThat(totals.get(field).decimalValue()).as(field).isEqualByComparingTo(amount));
    }

    private static List<String> texts(JsonNode array, String field) {
        return array.findValuesAsText(field);
    }

    // ---------------------------------------------------------------------------------------------- each row

    @ParameterizedTest(name = "compute={0}")
    @CsvSource({"true", "false"})
    void postCartItems(boolean compute, LocalStack stack) {
        Customer customer = new Customer(stack);
        JsonNode before = customer.adds("prod_456", 1);
        String itemId = before.at("/items/0/item_id").asText();

        Client.Answer answer = customer.api.post("/cart/items" + (compute ? "" : "?compute=false"), items(itemId));

        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(Shape.of(answer.body())).containsAll(Shape.of(ITEMS_ANSWER));
        JsonNode results = answer.body().get("results");
        assertThat(answer.body().get("operations_applied").asInt()).isEqualTo(3);
        assertThat(texts(results, "operation")).containsExactly("SET", "ADD", "UPDATE", "DELETE");
        assertThat(results.findValuesAsText("status")).containsExactly("SUCCESS", "SUCCESS", "SUCCESS", "FAILED");
        assertThat(results.at("/0/action_taken").asText()).isEqualTo("ADDED");
        assertThat(results.at("/2/item_id").asText()).isEqualTo(itemId);
        assertThat(results.at("/3/code").asText()).isEqualTo("ITEM_NOT_FOUND");
        assertThat(results.at("/3/error").asText()).isEqualTo("Item not found");
        assertThat(results.at("/3/item_id").asText()).isEqualTo("item_of_nobody");
        JsonNode cart = answer.body().get("cart");
        assertThat(cart.get("items")).hasSize(3);
        assertThat(cart.get("computed").asBoolean()).isEqualTo(compute);
        JsonNode full = customer.sees("").get("cart");
        assertThat(full.get("computed").asBoolean()).isTrue();
        // Two bottles with one engraving, a cable and three cases.
        money(full.get("totals"), Map.of("subtotal", "2395"));
        if (compute) {
            assertThat(cart.get("totals")).isEqualTo(full.get("totals"));
            assertThat(results.at("/1/item/unit_price").decimalValue()).isEqualByComparingTo("250");
        }
    }

    @Test
    void putCartAsPrintedWithADayThatIsOver(LocalStack stack) {
        Customer customer = withTheExample(stack);

        JsonNode answer = customer.chooses(OPTIONS);

        assertThat(Shape.of(answer)).containsAll(Shape.of(OPTIONS_ANSWER));
        JsonNode validations = answer.get("validations");
        assertThat(validations.at("/delivery_preference/status").asText()).isEqualTo("INVALID");
        assertThat(validations.at("/delivery_preference/reason").asText()).isEqualTo("DATE_IN_THE_PAST");
        for (String field : List.of(
                "coupon",
                "address",
                "tips",
                "delivery_option",
                "pickup_point",
                "payment_method",
                "gift_wrap",
                "special_instructions")) {
            assertThat(validations.at("/" + field + "/status").asText())
                    .as(field)
                    .isEqualTo("VALID");
        }
        money(validations.get("coupon"), Map.of("discount", "200"));
        money(validations.get("delivery_option"), Map.of("charge", "50"));
        JsonNode cart = answer.get("cart");
        assertThat(cart.get("delivery_preference").isNull()).isTrue();
        assertThat(cart.at("/coupons_applied/0/code").asText()).isEqualTo("SAVE20");
        assertThat(cart.at("/address/shipping/address_id").asText()).isEqualTo("addr_456");
        assertThat(cart.at("/address/billing/address_id").asText()).isEqualTo("addr_456");
        assertThat(cart.at("/delivery_option/delivery_option_id").asText()).isEqualTo("deliv_opt_123");
        assertThat(cart.at("/pickup_point/pickup_point_id").asText()).isEqualTo("pickup-point-option-id");
        assertThat(cart.at("/payment_method/payment_method_id").asText()).isEqualTo("pay_method_789");
        assertThat(cart.at("/tips/description").asText()).isEqualTo("Thank you tip");
        assertThat(cart.at("/gift_wrap/message").asText()).isEqualTo("Happy Birthday!");
        assertThat(cart.at("/special_instructions/instructions").asText()).isEqualTo("Please leave at front door.");
        money(cart.get("totals"), Map.of("net_payable", "975"));

        String tomorrow = LocalDate.now(ZoneId.of("Asia/Kolkata")).plusDays(1).toString();
        JsonNode later = customer.chooses(OPTIONS.replace("2025-11-10", tomorrow));
        assertThat(later.at("/validations/delivery_preference/status").asText()).isEqualTo("VALID");
        assertThat(later.at("/cart/delivery_preference/scheduled/date").asText())
                .isEqualTo(tomorrow);
        assertThat(later.at("/cart/delivery_preference/scheduled/slot/label").asText())
                .isEqualTo("6:00 PM - 6:30 PM");
    }

    @Test
    void getCartWithTheTotalsOfTheExample(LocalStack stack) {
        Customer customer = withTheExample(stack);
        customer.chooses(OPTIONS);

        JsonNode answer = customer.sees("");

        assertThat(Shape.of(answer)).containsAll(Shape.of(CART_ANSWER));
        money(
                answer.at("/cart/totals"),
                Map.of(
                        "subtotal", "1000",
                        "discount", "-200",
                        "tax", "50",
                        "delivery_charge", "50",
                        "tips", "50",
                        "gift_wrap", "25",
                        "net_payable", "975"));
        assertThat(answer.get("warnings")).isEmpty();
        assertThat(texts(answer.get("inventory_status"), "product_id"))
                .containsExactlyInAnyOrder("prod_hamper_890", "prod_notebook_30", "prod_pens_80");
        assertThat(answer.get("inventory_status"))
                .allSatisfy(
                        line -> assertThat(line.get("available").asBoolean()).isTrue());
        assertThat(answer.at("/loyalty/would_earn").asInt()).isEqualTo(97);
    }

    @Test
    void getCartOfWhoHasNone(LocalStack stack) {
        Customer customer = new Customer(stack);
        for (String query : List.of("", "?compute=false")) {
            JsonNode answer = customer.sees(query);
            assertThat(answer.get("success").asBoolean()).isTrue();
            assertThat(answer.get("cart").isNull()).isTrue();
        }
    }

    @Test
    void getCartFromTheCache(LocalStack stack) {
        Customer customer = withTheExample(stack);
        JsonNode computed = customer.chooses(OPTIONS).get("cart");

        JsonNode answer = customer.sees("?compute=false");

        assertThat(Shape.of(answer)).containsAll(Shape.of("""
                { "success": true, "from_cache": true, "cart": {}, "cache_age_seconds": 120 }"""));
        assertThat(answer.get("from_cache").asBoolean()).isTrue();
        assertThat(answer.get("cache_age_seconds").asInt()).isBetween(0, 60);
        assertThat(answer.get("cart")).isEqualTo(computed);
    }

    @Test
    void deleteCart(LocalStack stack) {
        Customer customer = withTheExample(stack);
        String cartId = customer.sees("?compute=false").at("/cart/cart_id").asText();

        Client.Answer answer = customer.api.delete("/cart");

        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(Shape.of(answer.body())).containsExactly("cart_id", "message", "success");
        assertThat(answer.body().get("success").asBoolean()).isTrue();
        assertThat(answer.body().get("message").asText()).isEqualTo("Cart deleted successfully");
        assertThat(answer.body().get("cart_id").asText()).isEqualTo(cartId);
        assertThat(customer.sees("").get("cart").isNull()).isTrue();
        assertThat(customer.sees("?compute=false").get("cart").isNull()).isTrue();
        assertThat(customer.adds("prod_250", 1).get("cart_id").asText())
                .as("what comes next comes into a new cart")
                .isNotEqualTo(cartId);
        assertThat(new Customer(stack).api.delete("/cart").code()).isEqualTo("CART_NOT_FOUND");
    }

    @Test
    void buyNowMakesACartOfItsOwnUpToTheOrder(LocalStack stack) {
        Customer customer = new Customer(stack);
        JsonNode basket = customer.adds("prod_456", 2);

        Client.Answer answer = customer.api.post("/buy-now", BUY);

        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(Shape.of(answer.body())).containsAll(Shape.of("""
                { "success": true, "operations_applied": 1, "results": [{ "operation": "ADD", "status": "SUCCESS", "item": {} }],
                  "cart": {}, "coupon_applied": [] }"""));
        JsonNode express = answer.body().get("cart");
        String cartId = express.get("cart_id").asText();
        String query = "?cart_id=" + cartId;
        assertThat(express.get("kind").asText()).isEqualTo("EXPRESS");
        assertThat(cartId).isNotEqualTo(basket.get("cart_id").asText());
        JsonNode seen = customer.sees(query).get("cart");
        assertThat(seen.get("cart_id").asText()).isEqualTo(cartId);
        assertThat(seen.get("computed").asBoolean()).isTrue();
        money(seen.get("totals"), Map.of("net_payable", "250"));
        Client.Answer chosen = customer.api.put("/cart" + query, """
                {"address": {"shipping_address": {"address_id": "addr_456"}}, "delivery_option": {"delivery_option_id": "deliv_opt_123"}}""");
        assertThat(chosen.status()).as("%s", chosen).isEqualTo(200);
        money(chosen.body().at("/cart/totals"), Map.of("delivery_charge", "50", "net_payable", "300"));
        assertThat(customer.sees("?compute=false&cart_id=" + cartId).get("cart"))
                .isEqualTo(chosen.body().get("cart"));
        assertThat(customer.sees("?compute=false").get("cart")).as("the basket").isEqualTo(basket);

        Client.Answer placed = customer.places(cartId, new BigDecimal("300"));
        assertThat(placed.status()).as("%s", placed).isEqualTo(200);
        JsonNode end = customer.seesTheEndOf(placed.body().at("/order/id").asText());
        assertThat(end.get("checkout_state").asText()).isEqualTo("COMPLETED");
        assertThat(customer.api.get("/cart" + query).code()).isEqualTo("CART_NOT_FOUND");
        assertThat(customer.sees("?compute=false").get("cart")).as("the basket").isEqualTo(basket);
    }

    @Test
    void suggestionsOfAllKindsEachProductOnceAndInStock(LocalStack stack) {
        Customer customer = new Customer(stack);
        customer.adds("prod_500", 1);

        Client.Answer answer = customer.api.get("/cart/suggestions");

        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        JsonNode suggestions = answer.body().get("suggestions");
        assertThat(answer.body().has("warnings")).isFalse();
        JsonNode threshold = ofType(suggestions, "THRESHOLD_BASED");
        assertThat(threshold.get("title").asText()).isEqualTo("Add ₹99 more for FREE Delivery!");
        money(
                threshold.get("threshold"),
                Map.of("target_amount", "599", "current_amount", "500", "remaining_amount", "99"));
        assertThat(threshold.at("/threshold/benefit").asText()).isEqualTo("FREE_DELIVERY");
        assertShown(suggestions, Set.of("prod_500"));

        // With the case in the cart there is a bundle and an upgrade as well.
        customer.adds("prod_456", 1);
        answer = customer.api.get("/cart/suggestions");
        suggestions = answer.body().get("suggestions");
        JsonNode bundle = ofType(suggestions, "BUNDLE");
        assertThat(bundle.get("title").asText()).isEqualTo("Bundle Deal - Save 25%");
        money(bundle.get("bundle"), Map.of("bundle_price", "899", "savings", "301"));
        assertThat(texts(ofType(suggestions, "UPSELL"), "product_id")).contains("prod_premium_456");
        assertThat(texts(ofType(suggestions, "REMINDER"), "source")).contains("WISHLIST", "RECENTLY_VIEWED");
        assertShown(suggestions, Set.of("prod_500", "prod_456"));
    }

    @Test
    void suggestionsHaveTheShapeOfTheExample(LocalStack stack) {
        Customer customer = new Customer(stack);
        customer.adds("prod_456", 1);
        JsonNode answer = customer.api.get("/cart/suggestions").body();
        assertThat(Shape.of(answer)).containsAll(Shape.of(SUGGESTIONS_ANSWER));
        assertThat(texts(answer.get("suggestions"), "type"))
                .containsExactlyInAnyOrder("COMPLEMENTARY", "THRESHOLD_BASED", "BUNDLE", "UPSELL", "REMINDER");
        JsonNode types = answer.at("/meta/suggestion_types");
        assertThat(types).hasSize(5);
        long products = answer.get("suggestions").findValues("items").stream()
                .mapToLong(JsonNode::size)
                .sum();
        assertThat(answer.at("/meta/total_suggestions").asLong()).isEqualTo(products);
    }

    private static JsonNode ofType(JsonNode suggestions, String type) {
        for (JsonNode suggestion : suggestions) {
            if (type.equals(suggestion.get("type").asText())) {
                return suggestion;
            }
        }
        throw new AssertionError("no " + type + " in " + suggestions);
    }

    /** A bundle is an offer of its own: it shows the whole set. */
    private static void assertShown(JsonNode suggestions, Set<String> inCart) {
        List<String> shown = Stream.of("COMPLEMENTARY", "THRESHOLD_BASED", "UPSELL", "REMINDER")
                .flatMap(type -> {
                    for (JsonNode suggestion : suggestions) {
                        if (type.equals(suggestion.get("type").asText())) {
                            return texts(suggestion, "product_id").stream();
                        }
                    }
                    return Stream.empty();
                })
                .toList();
        assertThat(shown)
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .doesNotContain("prod_sold_out")
                .doesNotContainAnyElementsOf(inCart);
    }

    // ------------------------------------------------------------------------------------- coupons and points

    @Test
    void pointsAndCouponsAreHeldThenSpent(LocalStack stack) {
        Customer customer = withTheExample(stack);
        String ownerId = customer.ownerOf(customer.sees("?compute=false").get("cart"));
        customer.isGiven(150, ownerId);
        JsonNode chosen = customer.chooses("""
                {"coupons": [{"code": "SAVE20"}, {"code": "WELCOME50"}], "loyalty": {"points": 100}}""");
        money(chosen.at("/validations/loyalty"), Map.of("discount", "100"));
        BigDecimal total = Customer.owed(chosen.get("cart"));
        assertThat(total).isLessThan(new BigDecimal("800"));
        faults = new Client(stack.stubsUrl());
        faults.post("/faults", """
                {"rules": [{"name": "not yet", "method": "POST", "path": "/api/inventory/deduct", "error_status": 503}]}""");

        Client.Answer placed = customer.places(total);
        assertThat(placed.status()).as("%s", placed).isEqualTo(200);
        String orderId = placed.body().at("/order/id").asText();
        JsonNode held = customer.pointsOf(ownerId);
        assertThat(held.get("held").asInt()).as("held while the order goes on").isEqualTo(100);
        assertThat(welcomeCouponInAnExpressCart(customer))
                .as("a coupon that is for one order")
                .isEqualTo("USED_UP");

        faults.delete("/faults");
        JsonNode end = customer.seesTheEndOf(orderId);
        assertThat(end.get("checkout_state").asText()).isEqualTo("COMPLETED");
        int earned = total.intValue() / 10;
        await("points of the order").atMost(PATIENCE).untilAsserted(() -> {
            JsonNode points = customer.pointsOf(ownerId);
            assertThat(points.get("held").asInt()).isZero();
            assertThat(points.get("balance").asInt()).isEqualTo(50 + earned);
            assertThat(texts(points.get("entries"), "type")).containsExactlyInAnyOrder("CREDITED", "BURNT", "EARNED");
        });
        JsonNode fulfilment =
                customer.services.get("/api/orders/" + orderId).body().get("fulfilment");
        assertThat(fulfilment.get("loyalty_points").asInt()).isEqualTo(100);
        assertThat(fulfilment.get("coupons")).extracting(JsonNode::asText).contains("SAVE20", "WELCOME50");
        assertThat(welcomeCouponInAnExpressCart(customer)).isEqualTo("USED_UP");
    }

    /** Whether this customer may still use what each may use once: VALID, or why not. */
    private static String welcomeCouponInAnExpressCart(Customer customer) {
        String cartId =
                customer.api.post("/buy-now", BUY).body().at("/cart/cart_id").asText();
        JsonNode coupon = customer.api
                .put("/cart?cart_id=" + cartId, "{\"coupons\": [{\"code\": \"WELCOME50\"}]}")
                .body()
                .at("/validations/coupon");
        return coupon.path("reason").asText(coupon.path("status").asText());
    }

    @Test
    void twoCartsCannotSpendTheSamePoints(LocalStack stack) {
        Customer customer = new Customer(stack);
        JsonNode basket = customer.adds("prod_250", 1);
        String express =
                customer.api.post("/buy-now", BUY).body().at("/cart/cart_id").asText();
        String ownerId = customer.ownerOf(basket);
        customer.isGiven(100, ownerId);
        BigDecimal first = Customer.owed(
                customer.chooses("{\"loyalty\": {\"points\": 100}}").get("cart"));
        BigDecimal second = Customer.owed(customer.api
                .put("/cart?cart_id=" + express, "{\"loyalty\": {\"points\": 100}}")
                .body()
                .get("cart"));
        assertThat(List.of(first, second)).allSatisfy(total -> assertThat(total).isEqualByComparingTo("150"));

        CompletableFuture<Client.Answer> one = CompletableFuture.supplyAsync(() -> customer.places(first));
        CompletableFuture<Client.Answer> other = CompletableFuture.supplyAsync(() -> customer.places(express, second));
        List<Client.Answer> answers = List.of(one.join(), other.join());

        List<Client.Answer> placed =
                answers.stream().filter(answer -> answer.status() == 200).toList();
        assertThat(placed).as("%s", answers).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() != 200).map(Client.Answer::code))
                .first()
                .isIn("INSUFFICIENT_POINTS", "TOTAL_CHANGED");
        customer.seesTheEndOf(placed.get(0).body().at("/order/id").asText());
        await("points of the order").atMost(PATIENCE).untilAsserted(() -> {
            JsonNode points = customer.pointsOf(ownerId);
            assertThat(texts(points.get("entries"), "type")).containsExactlyInAnyOrder("CREDITED", "BURNT", "EARNED");
            assertThat(points.get("held").asInt()).isZero();
            assertThat(points.get("balance").asInt()).as("earned").isEqualTo(15);
        });
    }

    @Test
    void aRefusedOrderGivesPointsAndCouponsBack(LocalStack stack) {
        Customer customer = new Customer(stack);
        String ownerId = customer.ownerOf(customer.adds("prod_laptop", 1));
        customer.isGiven(100, ownerId);
        BigDecimal total = Customer.owed(customer.chooses("""
                {"coupons": [{"code": "WELCOME50"}], "loyalty": {"points": 100}}""").get("cart"));

        // Too much for cash at the door: found out behind the holds.
        Client.Answer refused = customer.places(total);

        assertThat(refused.code()).as("%s", refused).isEqualTo("COD_NOT_ALLOWED");
        await("points are free again").atMost(PATIENCE).untilAsserted(() -> {
            JsonNode points = customer.pointsOf(ownerId);
            assertThat(points.get("held").asInt()).isZero();
            assertThat(points.get("balance").asInt()).isEqualTo(100);
            assertThat(texts(points.get("entries"), "type")).containsExactly("CREDITED");
        });
        assertThat(customer.stockOf("prod_laptop").get("held").asInt()).isZero();
        await("the coupon is free again")
                .atMost(PATIENCE)
                .until(() -> "VALID".equals(welcomeCouponInAnExpressCart(customer)));
        assertThat(Customer.owed(customer.sees("").get("cart")))
                .as("what the next click would pay")
                .isEqualByComparingTo(total);
    }

    // ------------------------------------------------------------------------------------------------ PUT /cart

    @Test
    void absentStaysNullRemoves(LocalStack stack) {
        Customer customer = withTheExample(stack);
        JsonNode full = customer.chooses(OPTIONS).get("cart");

        JsonNode removed = customer.chooses("{\"tips\": null, \"coupons\": [], \"gift_wrap\": null}");

        for (String field : List.of("tips", "coupon", "gift_wrap")) {
            assertThat(removed.at("/validations/" + field + "/status").asText())
                    .as(field)
                    .isEqualTo("REMOVED");
        }
        JsonNode cart = removed.get("cart");
        assertThat(cart.get("tips").isNull()).isTrue();
        assertThat(cart.get("gift_wrap").isNull()).isTrue();
        assertThat(cart.get("coupons_applied")).isEmpty();
        for (String field :
                List.of("address", "delivery_option", "pickup_point", "payment_method", "special_instructions")) {
            assertThat(cart.get(field)).as(field).isEqualTo(full.get(field));
        }
        money(cart.get("totals"), Map.of("discount", "0", "tips", "0", "gift_wrap", "0", "delivery_charge", "50"));

        JsonNode one = customer.chooses("{\"tips\": {\"amount\": 10, \"currency\": \"INR\"}}")
                .get("cart");
        money(one.get("totals"), Map.of("tips", "10", "delivery_charge", "50"));
        assertThat(one.get("special_instructions")).isEqualTo(full.get("special_instructions"));
    }

    @Test
    void severalMistakesAreToldTogetherAndNothingIsChanged(LocalStack stack) {
        Customer customer = withTheExample(stack);
        JsonNode before = customer.chooses("{\"tips\": {\"amount\": 50, \"currency\": \"INR\"}}")
                .get("cart");

        Client.Answer answer = customer.api.put("/cart", """
                {"coupons": [{"code": "no such code!"}],
                 "tips": {"amount": -5, "currency": "INR"},
                 "delivery_preference": {"scheduled": {"slot": {"id": "s", "label": "l"}}, "immediate": {"requested": true}},
                 "gift_wrap": {"id": "gift_wrap_standard"},
                 "special_instructions": {"instructions": ""}}""");

        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("INVALID_FIELD");
        List<String> fields = texts(answer.body().get("errors"), "field");
        assertThat(fields).contains("coupons[0].code", "tips.amount", "special_instructions.instructions");
        assertThat(fields).anyMatch(field -> field.startsWith("delivery_preference.scheduled"));
        assertThat(fields).noneMatch(field -> field.contains("value") || field.startsWith("gift_wrap"));
        assertThat(customer.sees("?compute=false").get("cart")).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            GET    | /cart?cart_id=                  |
            GET    | /cart?compute=false&cart_id=    |
            PUT    | /cart?cart_id=                  | {"tips": null}
            DELETE | /cart?cart_id=                  |
            GET    | /cart/suggestions?cart_id=      |
            POST   | /cart/place-order               |
            """)
    void anotherOwnersCartIsNone(String method, String path, String body, LocalStack stack) {
        Customer owner = new Customer(stack);
        JsonNode cart = owner.api.post("/buy-now", BUY).body().get("cart");
        String cartId = cart.get("cart_id").asText();
        Customer stranger = new Customer(stack);
        stranger.adds("prod_789", 1);

        Client.Answer answer = switch (method) {
            case "GET" -> stranger.api.get(path + cartId);
            case "PUT" -> stranger.api.put(path + cartId, body);
            case "DELETE" -> stranger.api.delete(path + cartId);
            default -> stranger.places(cartId, new BigDecimal("250"));
        };

        assertThat(answer.status()).as("%s", answer).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("CART_NOT_FOUND");
        assertThat(answer.body().toString()).doesNotContain("prod_250");
        assertThat(owner.services.get("/api/carts/" + cartId).body().get("version"))
                .isEqualTo(cart.get("version"));
    }

    // --------------------------------------------------------------------------------------------- own words

    @Test
    void whatACustomerWritesIsForThemAndWhoeverPacks(LocalStack stack) {
        String marker = "marker" + System.nanoTime();
        Customer customer = new Customer(stack);
        String cartId = customer.adds("prod_250", 1).get("cart_id").asText();
        JsonNode chosen = customer.chooses("""
                {"gift_wrap": {"id": "gift_wrap_standard", "message": "gift %1$s"},
                 "special_instructions": {"instructions": "door %1$s"},
                 "tips": {"amount": 20, "currency": "INR", "description": "tip %1$s"}}""".formatted(marker));
        for (JsonNode cart : List.of(
                chosen.get("cart"),
                customer.sees("").get("cart"),
                customer.sees("?compute=false").get("cart"))) {
            assertThat(cart.at("/gift_wrap/message").asText()).isEqualTo("gift " + marker);
            assertThat(cart.at("/special_instructions/instructions").asText()).isEqualTo("door " + marker);
            assertThat(cart.at("/tips/description").asText()).isEqualTo("tip " + marker);
        }
        assertThat(customer.services.get("/api/carts/" + cartId).body().toString())
                .contains("txt_")
                .doesNotContain(marker);

        String orderId = customer.places(Customer.owed(chosen.get("cart")))
                .body()
                .at("/order/id")
                .asText();
        assertThat(customer.seesTheEndOf(orderId).get("checkout_state").asText())
                .isEqualTo("COMPLETED");
        JsonNode fulfilment =
                customer.services.get("/api/orders/" + orderId).body().get("fulfilment");
        assertThat(fulfilment.at("/gift_wrap/message").asText()).isEqualTo("gift " + marker);
        assertThat(fulfilment.get("special_instructions").asText()).isEqualTo("door " + marker);
        assertThat(fulfilment.get("tip_description").asText()).isEqualTo("tip " + marker);

        try (Runs runs = new Runs(stack)) {
            // The first items, the choice, the look at it, the order.
            Map<String, String> histories = runs.historiesOf(cartId, 4);
            assertThat(histories.keySet()).anyMatch(id -> id.startsWith("cart-options/"));
            assertThat(histories).containsKey("place-order/" + cartId + "/1");
            assertThat(histories.values())
                    .anyMatch(history -> history.contains("txt_"))
                    .noneMatch(history -> history.contains(marker));
        }
        for (Part part : List.of(Part.API, Part.WORKERS)) {
            assertThat(stack.log(part)).doesNotContain(marker);
        }
    }
}
