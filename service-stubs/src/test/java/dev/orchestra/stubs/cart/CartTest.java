package dev.orchestra.stubs.cart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.StubsTest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class CartTest extends StubsTest {

    private static final String PRICES = """
            {"products": [{"product_id": "prod_456", "name": "Phone Case", "store_id": "store_123", "price": 299.00,
                           "tax_class": "GST_18", "addons": [{"addon_id": "addon_1", "name": "Engraving", "price": 50.00}]}],
             "stores": [{"store_id": "store_123", "name": "Store", "prices_include_tax": true,
                         "tax_rates": [{"tax_class": "GST_18", "rate": 0.18}]}],
             "delivery_rates": [{"store_id": "store_123", "charge": 50.00}],
             "promotions": [{"id": "promo_1", "title": "A tenth off", "type": "PERCENT_OFF", "value": 10}]}
            """;

    private static final String TWO_CASES = """
            {"operations": [{"op": "SET", "product_id": "prod_456", "quantity": 2,
                             "addons": [{"addon_id": "addon_1", "quantity": 1}]}]}
            """;

    @Autowired
    private JdbcClient database;

    @Test
    void aNewBasketIsEmptyAndFoundAgain() {
        String owner = "own_" + newKey();
        Answer created = post("/api/carts/find-or-create", findOrCreate(owner, "BASKET"));

        assertThat(created.status()).isEqualTo(200);
        assertThat(created.body().get("items").isEmpty()).isTrue();
        assertThat(created.body().get("version").asInt()).isEqualTo(1);
        assertThat(created.body().get("attempt").asInt()).isEqualTo(1);
        assertThat(created.body().get("locked_by").isNull()).isTrue();
        assertThat(post("/api/carts/find-or-create", findOrCreate(owner, "BASKET"))
                        .text("/cart_id"))
                .isEqualTo(created.text("/cart_id"));
        assertThat(get("/api/carts?owner_id=" + owner).text("/cart/cart_id")).isEqualTo(created.text("/cart_id"));
    }

    @Test
    void anExpressCartNeverMixesWithTheBasket() {
        String owner = "own_" + newKey();
        String basket =
                post("/api/carts/find-or-create", findOrCreate(owner, "BASKET")).text("/cart_id");
        String express = post("/api/carts/find-or-create", findOrCreate(owner, "EXPRESS"))
                .text("/cart_id");
        String another = post("/api/carts/find-or-create", findOrCreate(owner, "EXPRESS"))
                .text("/cart_id");

        assertThat(Set.of(basket, express, another)).hasSize(3);
        assertThat(get("/api/carts?owner_id=" + owner).text("/cart/cart_id")).isEqualTo(basket);
    }

    @Test
    void manyFirstRequestsOfOneOwnerGetOneBasket() {
        String owner = "own_" + newKey();
        List<Answer> answers = together(
                20,
                number -> sendAsync(
                        "POST",
                        "/api/carts/find-or-create",
                        findOrCreate(owner, "BASKET"),
                        "Idempotency-Key",
                        newKey()));

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(answers.stream().map(answer -> answer.text("/cart_id")).collect(Collectors.toSet()))
                .hasSize(1);
    }

    @Test
    void operationsApplyInOrderAndEachOnItsOwn() {
        String cart = newCart();
        Answer answer = batch(cart, """
                {"operations": [
                  {"op": "SET", "product_id": "p1", "quantity": 2},
                  {"op": "ADD", "product_id": "p1", "quantity": 3},
                  {"op": "SET", "product_id": "p1", "quantity": 5},
                  {"op": "ADD", "product_id": "p1", "variant_id": "blue", "quantity": 1},
                  {"op": "ADD", "product_id": "p1", "quantity": 1, "addons": [{"addon_id": "a"}]},
                  {"op": "ADD", "product_id": "p1", "quantity": 95},
                  {"op": "UPDATE", "item_id": "item_of_nobody", "quantity": 1},
                  {"op": "DELETE", "item_id": "item_of_nobody"}]}
                """);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(texts(answer.body().get("results"), "action_taken"))
                .containsExactly("ADDED", "UPDATED", "UNCHANGED", "ADDED", "ADDED", "", "", "");
        assertThat(texts(answer.body().get("results"), "code"))
                .containsExactly("", "", "", "", "", "QUANTITY_LIMIT", "ITEM_NOT_FOUND", "ITEM_NOT_FOUND");
        assertThat(answer.body().get("operations_applied").asInt()).isEqualTo(5);
        assertThat(answer.body().at("/results/1/item/quantity").asInt()).isEqualTo(5);
        assertThat(answer.body().at("/results/1/item_id"))
                .isEqualTo(answer.body().at("/results/0/item_id"));
        assertThat(answer.body().at("/cart/items").size()).isEqualTo(3);
        assertThat(answer.body().at("/cart/version").asInt()).isEqualTo(2);
    }

    @Test
    void aLineIsUpdatedAndRemovedByItsId() {
        String cart = newCart();
        String item = batch(cart, TWO_CASES).text("/results/0/item_id");

        Answer updated = batch(
                cart,
                "{\"operations\": [{\"op\": \"UPDATE\", \"item_id\": \"" + item
                        + "\", \"quantity\": 7, \"addons\": []}]}");
        assertThat(updated.body().at("/cart/items/0/quantity").asInt()).isEqualTo(7);
        assertThat(updated.body().at("/cart/items/0/addons").isEmpty()).isTrue();

        Answer removed = batch(cart, "{\"operations\": [{\"op\": \"DELETE\", \"item_id\": \"" + item + "\"}]}");
        assertThat(removed.text("/results/0/action_taken")).isEqualTo("REMOVED");
        assertThat(get("/api/carts/" + cart).body().get("items").isEmpty()).isTrue();
    }

    @Test
    void aLineThatBecomesEqualToAnotherJoinsIt() {
        String cart = newCart();
        Answer added = batch(cart, """
                {"operations": [
                  {"op": "SET", "product_id": "p1", "quantity": 2, "addons": [{"addon_id": "a"}, {"addon_id": "b"}]},
                  {"op": "SET", "product_id": "p1", "quantity": 3},
                  {"op": "SET", "product_id": "p1", "variant_id": "blue", "quantity": 4}]}
                """);
        String plain = added.text("/results/1/item_id");
        String blue = added.text("/results/2/item_id");

        Answer joined = batch(cart, """
                {"operations": [
                  {"op": "UPDATE", "item_id": "%1$s", "addons": [{"addon_id": "b"}, {"addon_id": "a"}]},
                  {"op": "UPDATE", "item_id": "%2$s", "addons": [{"addon_id": "a"}, {"addon_id": "b"}]},
                  {"op": "UPDATE", "item_id": "%1$s", "quantity": 1}]}
                """.formatted(plain, blue));

        assertThat(texts(joined.body().get("results"), "action_taken")).containsExactly("UPDATED", "UPDATED", "");
        assertThat(joined.text("/results/2/code")).isEqualTo("ITEM_NOT_FOUND");
        assertThat(joined.body().at("/results/0/item_id"))
                .isEqualTo(added.body().at("/results/0/item_id"));
        assertThat(joined.body().at("/results/0/item/quantity").asInt()).isEqualTo(5);
        assertThat(texts(joined.body().at("/cart/items"), "item_id"))
                .containsExactly(added.text("/results/0/item_id"), blue);
        assertThat(get("/api/carts/" + cart).body()).isEqualTo(joined.body().get("cart"));
    }

    @Test
    void twoLinesThatTogetherAreTooManyStayTwo() {
        String cart = newCart();
        Answer added = batch(cart, """
                {"operations": [{"op": "SET", "product_id": "p1", "quantity": 60},
                                {"op": "SET", "product_id": "p1", "quantity": 1, "addons": [{"addon_id": "a"}]}]}
                """);
        String update =
                "{\"operations\": [{\"op\": \"UPDATE\", \"item_id\": \"%s\", \"quantity\": %d, \"addons\": []}]}";

        for (int quantity : new int[] {40, 0, 100}) {
            Answer refused = batch(cart, update.formatted(added.text("/results/1/item_id"), quantity));
            assertThat(refused.text("/results/0/code")).isEqualTo("QUANTITY_LIMIT");
            assertThat(refused.body().get("cart")).isEqualTo(added.body().get("cart"));
        }
        Answer joined = batch(cart, update.formatted(added.text("/results/1/item_id"), 39));
        assertThat(joined.body().at("/cart/items/0/quantity").asInt()).isEqualTo(99);
        assertThat(joined.body().at("/cart/items").size()).isEqualTo(1);
    }

    @Test
    void onlyTheVersionThatIsNamedIsChanged() {
        String cart = newCart();
        String operations = TWO_CASES.replace("{\"operations\":", "{\"version\": %d, \"operations\":");
        String options = "{\"version\": %d, \"tips\": {\"amount\": 5}}";
        String path = "/api/carts/" + cart + "/options";
        assertThat(batch(cart, operations.formatted(1))
                        .body()
                        .at("/cart/version")
                        .asInt())
                .isEqualTo(2);
        JsonNode before = get("/api/carts/" + cart).body();

        for (Answer refused : List.of(
                batch(cart, operations.formatted(1).replace("\"quantity\": 2", "\"quantity\": 9")),
                put(path, options.formatted(1)),
                put(path, options.formatted(3)))) {
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text("/code")).isEqualTo("CART_CHANGED");
            assertThat(refused.body().get("version").asInt()).isEqualTo(2);
        }
        assertThat(get("/api/carts/" + cart).body()).isEqualTo(before);
        assertThat(put(path, options.formatted(2)).body().get("version").asInt())
                .isEqualTo(3);
        assertThat(put(path, "{\"version\": null, \"tips\": null}")
                        .body()
                        .get("version")
                        .asInt())
                .isEqualTo(4);
    }

    @Test
    void ofTwentyChangesOfOneVersionOneIsMade() {
        String cart = newCart();
        List<Answer> answers = together(
                20,
                number -> sendAsync(
                        "PUT",
                        "/api/carts/" + cart + "/options",
                        "{\"version\": 1, \"tips\": {\"amount\": " + (number + 1) + "}}",
                        "Idempotency-Key",
                        newKey()));

        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.text("/code").equals("CART_CHANGED"))
                .hasSize(19);
        assertThat(get("/api/carts/" + cart).body().get("version").asInt()).isEqualTo(2);
    }

    @Test
    void theVersionThatAWriteIsForBelongsToItsKey() {
        String cart = newCart();
        String path = "/api/carts/" + cart + "/options";
        String key = newKey();
        String options = "{\"version\": 1, \"tips\": {\"amount\": 5}}";
        assertThat(send("PUT", path, options, "Idempotency-Key", key).status()).isEqualTo(200);

        assertThat(send("PUT", path, options, "Idempotency-Key", key).header("Idempotent-Replayed"))
                .isEqualTo("true");
        assertThat(send("PUT", path, options.replace("1", "2"), "Idempotency-Key", key)
                        .text("/code"))
                .isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void aHalfOfTheAddressThatIsNotGivenStays() {
        String path = "/api/carts/" + newCart() + "/options";
        String address = "{\"address\": %s}";
        put(path, address.formatted("{\"shipping\": {\"address_id\": \"home\"}}"));
        put(path, address.formatted("{\"billing\": {\"address_id\": \"office\"}}"));

        Answer both = put(path, address.formatted("{\"shipping\": {\"address_id\": \"aunt\"}, \"billing\": null}"));
        assertThat(both.text("/address/shipping/address_id")).isEqualTo("aunt");
        assertThat(both.text("/address/billing/address_id")).isEqualTo("office");
        Answer same = put(path, address.formatted("{}"));
        assertThat(same.body()).isEqualTo(both.body());

        assertThat(put(path, address.formatted("null")).body().get("address").isNull())
                .isTrue();
        Answer nothing = put(path, address.formatted("{\"shipping\": null}"));
        assertThat(nothing.body().get("address").isNull()).isTrue();
        assertThat(nothing.body().get("version").asInt()).isEqualTo(5);
    }

    @Test
    void aBatchThatChangesNothingLeavesTheVersion() {
        String cart = newCart();
        int version = batch(cart, TWO_CASES).body().at("/cart/version").asInt();

        assertThat(batch(cart, TWO_CASES).body().at("/cart/version").asInt()).isEqualTo(version);
    }

    @Test
    void aCartHasAtMostAHundredLinesOfNinetyNine() {
        String cart = newCart();
        String hundred = IntStream.range(0, 100)
                .mapToObj(number -> "{\"op\": \"ADD\", \"product_id\": \"p" + number + "\", \"quantity\": 99}")
                .collect(Collectors.joining(",", "{\"operations\": [", "]}"));
        assertThat(batch(cart, hundred).body().get("operations_applied").asInt())
                .isEqualTo(100);

        Answer oneMore =
                batch(cart, "{\"operations\": [{\"op\": \"ADD\", \"product_id\": \"p100\", \"quantity\": 1}]}");
        assertThat(oneMore.text("/results/0/code")).isEqualTo("LINE_LIMIT");
        assertThat(oneMore.body().at("/cart/items").size()).isEqualTo(100);

        Answer tooMany = batch(cart, hundred.replace("]}", ",{\"op\": \"DELETE\", \"item_id\": \"i\"}]}"));
        assertThat(tooMany.status()).isEqualTo(422);
        assertThat(tooMany.text("/code")).isEqualTo("TOO_MANY_LINES");
    }

    @Test
    void twentyBatchesAtOnceLoseNothing() {
        String cart = newCart();
        List<Answer> answers = together(
                20,
                number -> sendAsync(
                        "POST",
                        "/api/carts/" + cart + "/items/batch",
                        "{\"operations\": [{\"op\": \"ADD\", \"product_id\": \"p\", \"quantity\": 1},"
                                + "{\"op\": \"ADD\", \"product_id\": \"p" + number + "\", \"quantity\": 1}]}",
                        "Idempotency-Key",
                        newKey()));

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        JsonNode after = get("/api/carts/" + cart).body();
        assertThat(after.get("version").asInt()).isEqualTo(21);
        assertThat(after.get("items").size()).isEqualTo(21);
        assertThat(after.at("/items/0/quantity").asInt()).isEqualTo(20);
    }

    @Test
    void aReadNeverMixesTwoVersions() {
        String cart = newCart();
        String owner = get("/api/carts/" + cart).text("/owner_id");
        List<CompletableFuture<Answer>> reads = new ArrayList<>();
        together(40, number -> {
            reads.add(sendAsync("GET", "/api/carts/" + cart, null));
            reads.add(sendAsync("GET", "/api/carts?owner_id=" + owner, null));
            return sendAsync(
                    "POST",
                    "/api/carts/" + cart + "/items/batch",
                    "{\"operations\": [{\"op\": \"ADD\", \"product_id\": \"p\", \"quantity\": 1}]}",
                    "Idempotency-Key",
                    newKey());
        });

        for (CompletableFuture<Answer> read : reads) {
            JsonNode body = read.join().body();
            JsonNode seen = body.has("cart") ? body.get("cart") : body;
            assertThat(seen.at("/items/0/quantity").asInt(0))
                    .isEqualTo(seen.get("version").asInt() - 1);
        }
    }

    @Test
    void aCouponIsTheSameInCapitalsAndWithout() {
        String cart = newCart();
        batch(cart, TWO_CASES);
        Answer set = put(
                "/api/carts/" + cart + "/options",
                "{\"coupons\": [{\"code\": \"save20\"}, {\"code\": \"SAVE20\"}, {\"code\": \"Save20\"}]}");
        assertThat(texts(set.body().get("coupons_applied"), "code")).containsExactly("SAVE20");

        Answer computed = post(
                "/api/carts/" + cart + "/compute",
                PRICES.replace(
                        "\"promotions\":",
                        "\"coupons\": [{\"code\": \"save20\", \"status\": \"VALID\","
                                + " \"rule\": {\"id\": \"c\", \"type\": \"AMOUNT_OFF\", \"value\": 20}}], \"promotions\":"));
        assertThat(texts(computed.body().get("coupons_applied"), "status")).containsExactly("VALID");
    }

    @Test
    void aCartHasAtMostTwentyCoupons() {
        String cart = newCart();
        IntFunction<String> coupons = count -> IntStream.range(0, count)
                .mapToObj(number -> "{\"code\": \"C" + number + "\"}")
                .collect(Collectors.joining(",", "{\"coupons\": [", "]}"));

        assertThat(put("/api/carts/" + cart + "/options", coupons.apply(21)).status())
                .isEqualTo(400);
        assertThat(put("/api/carts/" + cart + "/options", coupons.apply(20))
                        .body()
                        .get("coupons_applied")
                        .size())
                .isEqualTo(20);
    }

    @Test
    void optionsThatAreAbsentStayAndNullOnesGo() {
        String cart = newCart();
        Answer set = put("/api/carts/" + cart + "/options", """
                {"coupons": [{"code": "SAVE20"}, {"code": "SAVE20"}],
                 "address": {"shipping": {"address_id": "addr_1"}, "billing": {"same_as_shipping": true}},
                 "delivery_option": {"delivery_option_id": "std", "name": "Standard", "charge": 50},
                 "delivery_preference": {"scheduled": {"date": "2030-01-01", "slot": {"id": "s1", "label": "6 PM"}}},
                 "pickup_point": {"pickup_point_id": "pp"}, "payment_method": {"payment_method_id": "pm"},
                 "tips": {"amount": 50, "currency": "INR"},
                 "gift_wrap": {"id": "gw", "name": "Paper", "charge": 25, "message": "txt_1"},
                 "special_instructions": {"instructions": "txt_2"}, "loyalty": {"points": 100}}
                """);
        assertThat(set.status()).isEqualTo(200);
        assertThat(set.body().get("version").asInt()).isEqualTo(2);
        assertThat(set.body().get("loyalty")).isEqualTo(json.readTree("""
                                {"points": 100, "points_applied": 0, "discount": 0.00}"""));
        assertThat(texts(set.body().get("coupons_applied"), "code")).containsExactly("SAVE20");
        assertThat(set.text("/delivery_preference/scheduled/slot/id")).isEqualTo("s1");

        Answer changed = put("/api/carts/" + cart + "/options", "{\"coupons\": [], \"tips\": null}");
        assertThat(changed.body().get("version").asInt()).isEqualTo(3);
        assertThat(changed.body().get("coupons_applied").isEmpty()).isTrue();
        assertThat(changed.body().get("tips").isNull()).isTrue();
        assertThat(changed.text("/gift_wrap/message")).isEqualTo("txt_1");
        assertThat(changed.text("/address/shipping/address_id")).isEqualTo("addr_1");
        assertThat(changed.text("/special_instructions/instructions")).isEqualTo("txt_2");

        Answer same = put(
                "/api/carts/" + cart + "/options",
                "{\"gift_wrap\": {\"id\": \"gw\", \"name\": \"Paper\","
                        + " \"charge\": 25.00, \"message\": \"txt_1\"}}");
        assertThat(same.body().get("version").asInt()).isEqualTo(3);
        assertThat(same.body().get("options_version").asInt()).isEqualTo(3);
        assertThat(same.body().at("/loyalty/points").asInt()).isEqualTo(100);
        assertThat(put("/api/carts/" + cart + "/options", "{\"loyalty\": null}")
                        .body()
                        .get("loyalty")
                        .isNull())
                .isTrue();
        put("/api/carts/" + cart + "/options", "{\"loyalty\": null, \"gift_wrap\": null}");
        same = put("/api/carts/" + cart + "/options", "{}");
        assertThat(same.body().get("version").asInt()).isEqualTo(5);
        assertThat(same.body().get("gift_wrap").isNull()).isTrue();
        assertThat(same.text("/special_instructions/instructions")).isEqualTo("txt_2");
        assertThat(get("/api/carts/" + cart).body()).isEqualTo(same.body());
    }

    @Test
    void theOptionsHaveAVersionOfTheirOwn() {
        String cart = newCart();
        int before = get("/api/carts/" + cart).body().get("options_version").asInt();

        assertThat(batch(cart, TWO_CASES).body().at("/cart/options_version").asInt())
                .isEqualTo(before);
        Answer chosen = put("/api/carts/" + cart + "/options", "{\"tips\": {\"amount\": 5}}");
        assertThat(chosen.body().get("options_version").asInt()).isEqualTo(before + 1);
        assertThat(chosen.body().get("version").asInt()).isEqualTo(3);
        Answer computed = post("/api/carts/" + cart + "/compute", PRICES);
        assertThat(computed.body().get("options_version").asInt()).isEqualTo(before + 1);
    }

    @Test
    void pointsAreWholeAndAtLeastOne() {
        String cart = newCart();
        for (String points : List.of("0", "-1", "null", "\"many\"")) {
            assertThat(put("/api/carts/" + cart + "/options", "{\"loyalty\": {\"points\": " + points + "}}")
                            .status())
                    .as(points)
                    .isEqualTo(400);
        }
    }

    @Test
    void pointsAreADiscountOfTheLinesAsFarAsTheGoodsTakeThem() {
        String cart = newCart();
        batch(cart, TWO_CASES);
        put("/api/carts/" + cart + "/options", "{\"loyalty\": {\"points\": 1000}}");
        String loyalty = "\"loyalty\": {\"points\": 800, \"point_value\": 1.00}, \"promotions\":";

        Answer computed = post("/api/carts/" + cart + "/compute", PRICES.replace("\"promotions\":", loyalty));

        // 583.20 are left of the goods: 582 points, a rupee that is to be paid, and 20 paise.
        assertThat(computed.body().get("loyalty")).isEqualTo(json.readTree("""
                                {"points": 1000, "points_applied": 582, "discount": -582.00}"""));
        assertThat(computed.body().at("/items/0/discounts/1")).isEqualTo(json.readTree("""
                                {"source": "LOYALTY", "id": "points", "amount": -582.00}"""));
        assertMoney(
                computed.body().at("/totals"), "discount", "-646.80", "tax_included", "0.18", "net_payable", "51.20");
        assertThat(get("/api/carts/" + cart).body()).isEqualTo(computed.body());
        Answer without = post("/api/carts/" + cart + "/compute", PRICES);
        assertThat(without.body().at("/loyalty/points_applied").asInt()).isZero();
        assertMoney(without.body().at("/totals"), "net_payable", "633.20");
    }

    @Test
    void factsGatheredForAnotherCartAreRefused() {
        String cart = newCart();
        batch(cart, TWO_CASES);
        put("/api/carts/" + cart + "/options", "{\"tips\": {\"amount\": 5}}");
        String path = "/api/carts/" + cart + "/compute";

        for (String outdated : List.of(
                "\"version\": 2",
                "\"options_version\": 1",
                "\"version\": 3, \"options_version\": 1",
                "\"version\": 4")) {
            Answer refused = post(path, PRICES.replace("\"products\":", outdated + ", \"products\":"));
            assertThat(refused.status()).as(outdated).isEqualTo(409);
            assertThat(refused.text("/code")).isEqualTo("QUOTE_OUTDATED");
        }
        assertThat(get("/api/carts/" + cart).body().get("computed_version").asInt())
                .isZero();
        Answer computed =
                post(path, PRICES.replace("\"products\":", "\"version\": 3, \"options_version\": 2, \"products\":"));
        assertThat(computed.status()).isEqualTo(200);
        assertThat(computed.body().get("computed_version").asInt()).isEqualTo(3);
    }

    @Test
    void onlyTheVersionThatIsNamedIsDeleted() {
        String cart = newCart();
        batch(cart, TWO_CASES);

        Answer changed = delete("/api/carts/" + cart + "?version=1");
        assertThat(changed.status()).isEqualTo(409);
        assertThat(changed.text("/code")).isEqualTo("CART_CHANGED");
        assertThat(get("/api/carts/" + cart).status()).isEqualTo(200);

        assertThat(delete("/api/carts/" + cart + "?version=2").body()).isEqualTo(json.readTree("""
                        {"cart_id": "%s", "deleted": true, "version": 2}""".formatted(cart)));
        Answer gone = delete("/api/carts/" + cart + "?version=2");
        assertThat(gone.status()).isEqualTo(200);
        assertThat(gone.body().get("version").isNull()).isTrue();
    }

    @Test
    void theCartOfTheContractCostsWhatTheContractSays() {
        String cart = newCart();
        batch(cart, TWO_CASES);
        put("/api/carts/" + cart + "/options", """
                {"tips": {"amount": 50.00, "currency": "INR"},
                 "gift_wrap": {"id": "gift_wrap_standard", "charge": 25.00, "message": "Hi"}}
                """);
        assertThat(get("/api/carts/" + cart).body().get("computed").asBoolean()).isFalse();

        Answer computed = post("/api/carts/" + cart + "/compute", PRICES);

        assertThat(computed.status()).isEqualTo(200);
        assertThat(computed.body().get("computed").asBoolean()).isTrue();
        assertThat(computed.body().get("version").asInt()).isEqualTo(3);
        assertThat(computed.body().get("computed_version").asInt()).isEqualTo(3);
        assertMoney(
                computed.body().at("/items/0"),
                "unit_price",
                "299.00",
                "subtotal",
                "648.00",
                "discount",
                "-64.80",
                "tax",
                "0.00",
                "tax_included",
                "88.96",
                "total",
                "583.20");
        assertMoney(
                computed.body().at("/totals"),
                "subtotal",
                "648.00",
                "discount",
                "-64.80",
                "tax",
                "0.00",
                "tax_included",
                "88.96",
                "delivery_charge",
                "50.00",
                "tips",
                "50.00",
                "gift_wrap",
                "25.00",
                "net_payable",
                "708.20");
        assertMoney(computed.body().at("/stores/0"), "total", "708.20");
        assertThat(computed.http().body()).contains("\"net_payable\":708.20");
        assertThat(get("/api/carts/" + cart).body()).isEqualTo(computed.body());
    }

    @Test
    void aChangeAfterAComputeIsNotComputed() {
        String cart = newCart();
        batch(cart, TWO_CASES);
        post("/api/carts/" + cart + "/compute", PRICES);
        batch(cart, TWO_CASES.replace("\"quantity\": 2", "\"quantity\": 3"));

        JsonNode after = get("/api/carts/" + cart).body();
        assertThat(after.get("computed").asBoolean()).isFalse();
        assertThat(after.get("version").asInt())
                .isEqualTo(after.get("computed_version").asInt() + 1);
    }

    @Test
    void aComputeWithoutAProductOfTheCartIsRefused() {
        String cart = newCart();
        batch(cart, TWO_CASES);
        batch(cart, "{\"operations\": [{\"op\": \"ADD\", \"product_id\": \"prod_new\", \"quantity\": 1}]}");

        Answer refused = post("/api/carts/" + cart + "/compute", PRICES);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("/code")).isEqualTo("QUOTE_INPUT_MISSING");
        assertThat(refused.text("/product_ids/0")).isEqualTo("prod_new");
        assertThat(get("/api/carts/" + cart).body().get("computed_version").asInt())
                .isZero();
    }

    @Test
    void aLockedCartTakesOnlyWritesOfItsAttempt() {
        String cart = newCart();
        batch(cart, TWO_CASES);
        Answer locked = lock(cart, 1, "order_1", newKey());
        assertThat(locked.status()).isEqualTo(200);
        assertThat(locked.text("/locked_by")).isEqualTo("order_1");
        assertThat(locked.body().get("version").asInt()).isEqualTo(2);
        assertThat(lock(cart, 1, "order_1", newKey()).status()).isEqualTo(200);

        for (Answer refused : List.of(
                batch(cart, TWO_CASES.replace("\"quantity\": 2", "\"quantity\": 9")),
                put("/api/carts/" + cart + "/options", "{\"tips\": null}"),
                post("/api/carts/" + cart + "/compute", PRICES),
                delete("/api/carts/" + cart),
                lock(cart, 1, "order_2", newKey()))) {
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text("/code")).isEqualTo("CART_LOCKED");
            assertThat(refused.text("/order_id")).isEqualTo("order_1");
        }
        Answer computed = post("/api/carts/" + cart + "/compute", PRICES, newKey(), "Checkout-Attempt", "1");
        assertThat(computed.status()).isEqualTo(200);
        assertThat(computed.body().get("computed").asBoolean()).isTrue();
        assertThat(computed.body().at("/items/0/quantity").asInt()).isEqualTo(2);
    }

    @Test
    void unlockEndsTheAttemptOnceWhetherItWasLockedOrNot() {
        String cart = newCart();
        lock(cart, 1, "order_1", newKey());

        Answer unlocked = unlock(cart, 1);
        assertThat(unlocked.body().get("attempt").asInt()).isEqualTo(2);
        assertThat(unlocked.body().get("locked_by").isNull()).isTrue();
        assertThat(unlock(cart, 1).body().get("attempt").asInt()).isEqualTo(2);
        assertThat(unlock(cart, 2).body().get("attempt").asInt()).isEqualTo(3);

        Answer tooLate = lock(cart, 1, "order_1", newKey());
        assertThat(tooLate.status()).isEqualTo(409);
        assertThat(tooLate.text("/code")).isEqualTo("ATTEMPT_OVER");
        assertThat(tooLate.body().get("attempt").asInt()).isEqualTo(3);
        Answer lateWrite = post("/api/carts/" + cart + "/compute", PRICES, newKey(), "Checkout-Attempt", "1");
        assertThat(lateWrite.text("/code")).isEqualTo("ATTEMPT_OVER");
    }

    @Test
    void aLateUnlockOfAnEndedAttemptLeavesTheLockOfTheNext() {
        String cart = newCart();
        unlock(cart, 1);
        lock(cart, 2, "order_2", newKey());

        assertThat(unlock(cart, 1).text("/locked_by")).isEqualTo("order_2");
    }

    @Test
    void anAttemptThatEndedLastIsTakenUpAgain() {
        String cart = newCart();
        batch(cart, TWO_CASES);
        lock(cart, 1, "order_1", newKey());
        unlock(cart, 1);
        post("/api/carts/" + cart + "/compute", PRICES);

        String key = newKey();
        Answer again = relock(cart, 1, "order_1", 2, key);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().get("attempt").asInt()).isEqualTo(1);
        assertThat(again.text("/locked_by")).isEqualTo("order_1");
        assertThat(again.body().get("version").asInt()).isEqualTo(2);
        assertThat(relock(cart, 1, "order_1", 2, key).header("Idempotent-Replayed"))
                .isEqualTo("true");

        assertThat(batch(cart, TWO_CASES).text("/code")).isEqualTo("CART_LOCKED");
        assertThat(lock(cart, 2, "order_2", newKey()).text("/code")).isEqualTo("ATTEMPT_OVER");
        assertThat(post("/api/carts/" + cart + "/compute", PRICES, newKey(), "Checkout-Attempt", "1")
                        .status())
                .isEqualTo(200);
        assertThat(delete("/api/carts/" + cart + "?order_id=order_1&attempt=1&total=583.20")
                        .status())
                .isEqualTo(200);
        assertThat(get("/api/carts/" + cart).text("/tombstone/order_id")).isEqualTo("order_1");
        assertThat(relock(cart, 1, "order_1", 2, newKey()).text("/code")).isEqualTo("CART_DELETED");
        assertThat(relock("cart_unknown", 1, "order_1", 2, newKey()).text("/code"))
                .isEqualTo("CART_NOT_FOUND");
    }

    @Test
    void anAttemptIsNotTakenUpAgainAfterANewerOneOrAChange() {
        String cart = newCart();
        lock(cart, 1, "order_1", newKey());
        Answer early = relock(cart, 1, "order_1", 1, newKey());
        assertThat(early.status()).isEqualTo(409);
        assertThat(early.text("/code")).isEqualTo("ATTEMPT_OVER");

        unlock(cart, 1);
        batch(cart, TWO_CASES);
        Answer changed = relock(cart, 1, "order_1", 1, newKey());
        assertThat(changed.status()).isEqualTo(409);
        assertThat(changed.text("/code")).isEqualTo("CART_CHANGED");
        assertThat(changed.body().get("version").asInt()).isEqualTo(2);

        lock(cart, 2, "order_2", newKey());
        Answer newer = relock(cart, 1, "order_1", 2, newKey());
        assertThat(newer.text("/code")).isEqualTo("CART_LOCKED");
        assertThat(newer.text("/order_id")).isEqualTo("order_2");
        unlock(cart, 2);
        Answer over = relock(cart, 1, "order_1", 2, newKey());
        assertThat(over.text("/code")).isEqualTo("ATTEMPT_OVER");
        assertThat(over.body().get("attempt").asInt()).isEqualTo(3);
        assertThat(get("/api/carts/" + cart).body().get("locked_by").isNull()).isTrue();
    }

    @Test
    void theEndOfAnAttemptTakenUpAgainIsUndoneOnceAndGivesNoNumberTwice() {
        String cart = newCart();
        String locked = newKey();
        lock(cart, 1, "order_1", locked);
        String unlock = newKey();
        unlock(cart, 1, unlock, locked);
        String relocked = newKey();
        relock(cart, 1, "order_1", 1, relocked);

        // The first unlock that comes once more is about the first lock.
        assertThat(unlock(cart, 1, unlock, locked).header("Idempotent-Replayed"))
                .isEqualTo("true");
        assertThat(get("/api/carts/" + cart).text("/locked_by")).isEqualTo("order_1");

        Answer undone = unlock(cart, 1, newKey(), relocked);
        assertThat(undone.body().get("locked_by").isNull()).isTrue();
        // Somebody may have begun with 2 while it was the current one.
        assertThat(undone.body().get("attempt").asInt()).isEqualTo(3);
        assertThat(relock(cart, 1, "order_1", 1, relocked).text("/code")).isEqualTo("UNDONE");
    }

    @Test
    void aRelockThatWasUndoneBeforeItCameDoesNothing() {
        String cart = newCart();
        unlock(cart, 1);
        String relocked = newKey();
        assertThat(unlock(cart, 1, newKey(), relocked).body().get("attempt").asInt())
                .isEqualTo(2);

        assertThat(relock(cart, 1, "order_1", 1, relocked).text("/code")).isEqualTo("UNDONE");
        assertThat(lock(cart, 2, "order_2", newKey()).status()).isEqualTo(200);
    }

    @Test
    void ofANewAttemptAndTheOldOneOneGetsTheCart() {
        for (int round = 0; round < 10; round++) {
            String cart = newCart();
            unlock(cart, 1);
            List<Answer> answers = together(
                    2,
                    number -> sendAsync(
                            "POST",
                            "/api/carts/" + cart + (number == 0 ? "/lock" : "/relock"),
                            number == 0
                                    ? "{\"attempt\": 2, \"order_id\": \"order_2\"}"
                                    : "{\"attempt\": 1, \"order_id\": \"order_1\", \"version\": 1}",
                            "Idempotency-Key",
                            newKey()));

            assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(200, 409);
            assertThat(get("/api/carts/" + cart).text("/locked_by"))
                    .isEqualTo(answers.get(0).status() == 200 ? "order_2" : "order_1");
        }
    }

    @Test
    void aCartThatBecameAnOrderLeavesATombstone() {
        String owner = "own_" + newKey();
        String cart =
                post("/api/carts/find-or-create", findOrCreate(owner, "BASKET")).text("/cart_id");
        lock(cart, 1, "order_7", newKey());
        String key = newKey();
        String ending = "/api/carts/" + cart + "?order_id=order_7&attempt=1&total=708.20";
        assertThat(send("DELETE", ending, null, "Idempotency-Key", key)
                        .body()
                        .get("deleted")
                        .asBoolean())
                .isTrue();
        assertThat(send("DELETE", ending, null, "Idempotency-Key", key).header("Idempotent-Replayed"))
                .isEqualTo("true");

        Answer gone = get("/api/carts/" + cart);
        assertThat(gone.status()).isEqualTo(410);
        assertThat(gone.text("/code")).isEqualTo("CART_DELETED");
        assertThat(gone.text("/tombstone/order_id")).isEqualTo("order_7");
        assertMoney(gone.body().get("tombstone"), "total", "708.20");
        assertThat(lock(cart, 1, "order_8", newKey()).status()).isEqualTo(410);
        Answer lookup = get("/api/carts?owner_id=" + owner);
        assertThat(lookup.body().get("cart").isNull()).isTrue();
        assertThat(lookup.text("/tombstone/order_id")).isEqualTo("order_7");
        assertThat(post("/api/carts/find-or-create", findOrCreate(owner, "BASKET"))
                        .text("/cart_id"))
                .isNotEqualTo(cart);
    }

    @Test
    void aTombstoneStandsForAnHour() {
        String owner = "own_" + newKey();
        String cart =
                post("/api/carts/find-or-create", findOrCreate(owner, "BASKET")).text("/cart_id");
        delete("/api/carts/" + cart + "?order_id=order_7&attempt=1&total=1");
        database.sql("update cart.tombstones set deleted_at = deleted_at - interval '61 minutes' where cart_id = ?")
                .param(cart)
                .update();

        assertThat(get("/api/carts/" + cart).status()).isEqualTo(404);
        assertThat(get("/api/carts?owner_id=" + owner).body().get("tombstone").isNull())
                .isTrue();
    }

    @Test
    void aClearedCartLeavesNothingAndStaysGone() {
        String cart = newCart();
        batch(cart, TWO_CASES);
        assertThat(delete("/api/carts/" + cart).status()).isEqualTo(200);

        assertThat(get("/api/carts/" + cart).text("/code")).isEqualTo("CART_NOT_FOUND");
        assertThat(batch(cart, TWO_CASES).status()).isEqualTo(404);
        assertThat(delete("/api/carts/" + cart).status()).isEqualTo(200);
        assertThat(unlock(cart, 1).status()).isEqualTo(200);
    }

    @Test
    void theEndOfAnAttemptThatIsOverDeletesNothing() {
        String cart = newCart();
        unlock(cart, 1);

        Answer late = delete("/api/carts/" + cart + "?order_id=order_1&attempt=1&total=5");
        assertThat(late.text("/code")).isEqualTo("ATTEMPT_OVER");
        assertThat(get("/api/carts/" + cart).status()).isEqualTo(200);
    }

    private String newCart() {
        return post("/api/carts/find-or-create", findOrCreate("own_" + newKey(), "BASKET"))
                .text("/cart_id");
    }

    private Answer batch(String cart, String operations) {
        return post("/api/carts/" + cart + "/items/batch", operations);
    }

    private Answer lock(String cart, int attempt, String order, String key) {
        return post(
                "/api/carts/" + cart + "/lock", "{\"attempt\": " + attempt + ", \"order_id\": \"" + order + "\"}", key);
    }

    private Answer unlock(String cart, int attempt) {
        return post("/api/carts/" + cart + "/unlock", "{\"attempt\": " + attempt + "}");
    }

    private Answer unlock(String cart, int attempt, String key, String undoOf) {
        return post("/api/carts/" + cart + "/unlock", "{\"attempt\": " + attempt + "}", key, "Undo-Of", undoOf);
    }

    private Answer relock(String cart, int attempt, String order, int version, String key) {
        return post(
                "/api/carts/" + cart + "/relock",
                "{\"attempt\": " + attempt + ", \"order_id\": \"" + order + "\", \"version\": " + version + "}",
                key);
    }

    private static String findOrCreate(String owner, String kind) {
        return "{\"owner_id\": \"" + owner + "\", \"kind\": \"" + kind + "\"}";
    }

    private static List<String> texts(JsonNode array, String field) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(element -> element.get(field).asString(""))
                .toList();
    }

    private static void assertMoney(JsonNode node, String... namesAndAmounts) {
        for (int index = 0; index < namesAndAmounts.length; index += 2) {
            assertThat(node.get(namesAndAmounts[index]).decimalValue())
                    .as(namesAndAmounts[index])
                    .isEqualTo(new BigDecimal(namesAndAmounts[index + 1]));
        }
    }

    private static List<Answer> together(int count, IntFunction<CompletableFuture<Answer>> request) {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        IntStream.range(0, count).forEach(number -> answers.add(request.apply(number)));
        return answers.stream().map(CompletableFuture::join).toList();
    }
}
