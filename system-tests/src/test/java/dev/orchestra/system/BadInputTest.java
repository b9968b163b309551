package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.LocalStack;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input gets a clear 4xx and changes nothing (docs/errors.md). */
@ExtendWith(Stack.class)
class BadInputTest {

    @ParameterizedTest(name = "{0} -> {1} {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"operations": [                                                                  | 400 | MALFORMED_JSON
            not json                                                                          | 400 | MALFORMED_JSON
            []                                                                                | 400 | INVALID_FIELD
            {}                                                                                | 400 | INVALID_FIELD
            {"operations": null}                                                              | 400 | INVALID_FIELD
            {"operations": []}                                                                | 400 | INVALID_FIELD
            {"operations": [null]}                                                            | 400 | INVALID_FIELD
            {"operations": [{"op": "ADD", "product_id": "prod_456", "quantity": 1}], "x": 1}  | 400 | UNKNOWN_FIELD
            {"operations": [{"op": "ADD", "product_id": "prod_456", "qty": 1}]}               | 400 | UNKNOWN_FIELD
            {"operations": [{"op": "ADD", "op": "SET", "product_id": "prod_456"}]}            | 400 | MALFORMED_JSON
            {"operations": [{"op": "STEAL", "product_id": "prod_456", "quantity": 1}]}        | 400 | INVALID_FIELD
            {"operations": [{"op": "ADD", "product_id": "prod_456", "quantity": 0}]}          | 400 | INVALID_FIELD
            {"operations": [{"op": "ADD", "product_id": "prod_456", "quantity": -1}]}         | 400 | INVALID_FIELD
            {"operations": [{"op": "ADD", "product_id": "prod_456", "quantity": 100}]}        | 400 | INVALID_FIELD
            {"operations": [{"op": "ADD", "product_id": "prod_456", "quantity": 99999999999}]}| 400 | INVALID_FIELD
            {"operations": [{"op": "ADD", "product_id": "prod_456", "quantity": 1.5}]}        | 400 | INVALID_FIELD
            {"operations": [{"op": "ADD", "product_id": "prod_456", "quantity": "1"}]}        | 400 | INVALID_FIELD
            {"operations": [{"op": "ADD", "product_id": "prod_456"}]}                         | 400 | INVALID_FIELD
            {"operations": [{"op": "ADD", "quantity": 1}]}                                    | 400 | INVALID_FIELD
            {"operations": [{"op": "UPDATE", "quantity": 1}]}                                 | 400 | INVALID_FIELD
            {"operations": [{"op": "DELETE", "item_id": "item_1", "quantity": 1}]}            | 400 | INVALID_FIELD
            {"operations": [{"op": "ADD", "product_id": "../orders", "quantity": 1}]}         | 400 | INVALID_FIELD
            {"operations": [{"op": "ADD", "product_id": "prod_none", "quantity": 1}]}         | 422 | PRODUCT_NOT_FOUND
            {"operations": [{"op": "ADD", "product_id": "prod_456", "variant_id": "no", "quantity": 1}]} | 422 | VARIANT_NOT_FOUND
            {"operations": [{"op": "ADD", "product_id": "prod_456", "quantity": 1, "addons": [{"addon_id": "no", "quantity": 1}]}]} | 422 | ADDON_NOT_FOUND
            """)
    void cartItems(String body, int status, String code, LocalStack stack) {
        Customer customer = new Customer(stack);
        JsonNode before = customer.adds("prod_789", 1);

        Client.Answer answer = customer.api.post("/cart/items", body);

        refused(answer, status, code);
        assertThat(customer.api.get("/cart?compute=false").body().get("cart"))
                .as("the cart")
                .isEqualTo(before);
    }

    @ParameterizedTest(name = "{0} = {1} -> {2} {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "amount": 149.00                | "amount": 148.00              | 422 | PAYMENT_SUM_MISMATCH
            "amount": 149.00                | "amount": 149.001             | 400 | INVALID_FIELD
            "amount": 149.00                | "amount": 0                   | 400 | INVALID_FIELD
            "amount": 149.00                | "amount": -149.00             | 400 | INVALID_FIELD
            "amount": 149.00                | "amount": null                | 400 | INVALID_FIELD
            "amount": 149.00                | "amount": "149.00"            | 400 | INVALID_FIELD
            "currency": "INR"               | "currency": "USD"             | 422 | CURRENCY_MISMATCH
            "currency": "INR"               | "currency": "rupees"          | 400 | INVALID_FIELD
            "payment_mode": "MANUAL"        | "payment_mode": "BARTER"      | 400 | INVALID_FIELD
            "payment_mode": "MANUAL"        | "payment_mode": "GATEWAY"     | 422 | PAYMENT_MODE_UNSUPPORTED
            "gateway": "COD"                | "gateway": "PHONEPE"          | 422 | PAYMENT_MODE_UNSUPPORTED
            "payment_mode": "MANUAL", "gateway": "COD" | "payment_mode": "GATEWAY", "gateway": "PAYTM"        | 422 | PAYMENT_MODE_UNSUPPORTED
            "payment_mode": "MANUAL", "gateway": "COD" | "payment_mode": "WALLET", "gateway": "STORE-WALLET"  | 400 | INVALID_FIELD
            "payment_mode": "MANUAL", "gateway": "COD" | "payment_mode": "WALLET", "gateway": "STORE-WALLET", "meta": {"wallet_id": "wallet_456"}                       | 400 | INVALID_FIELD
            "payment_mode": "MANUAL", "gateway": "COD" | "payment_mode": "WALLET", "gateway": "STORE-WALLET", "meta": {"wallet_id": "wallet_456", "otp": "12345"}       | 400 | INVALID_FIELD
            "payment_mode": "MANUAL", "gateway": "COD" | "payment_mode": "WALLET", "gateway": "STORE-WALLET", "meta": {"wallet_id": "wallet_456", "otp": "123456"}      | 422 | OTP_EXPIRED
            "payment_mode": "MANUAL", "gateway": "COD" | "payment_mode": "WALLET", "gateway": "STORE-WALLET", "meta": {"wallet_id": "wallet_none", "otp": "123456"}     | 404 | WALLET_NOT_FOUND
            "payment_mode": "MANUAL", "gateway": "COD" | "payment_mode": "GATEWAY", "gateway": "PHONEPE", "client_callback_url": "https://elsewhere.example/"           | 422 | CALLBACK_URL_NOT_ALLOWED
            "payment_mode": "MANUAL", "gateway": "COD" | "payment_mode": "GATEWAY", "gateway": "PHONEPE", "client_callback_url": "javascript:alert(1)"                  | 422 | CALLBACK_URL_NOT_ALLOWED
            "gateway": "COD"                | "gateway": "COD", "client_callback_url": "http://localhost:3000/"            | 400 | INVALID_FIELD
            "gateway": "COD"                | "gateway": "COD", "meta": {"wallet_id": "wallet_456"}                        | 400 | INVALID_FIELD
            "total_order_amount": 149.00    | "total_order_amount": 150.00  | 422 | PAYMENT_SUM_MISMATCH
            "total_order_amount": 149.00    | "total_order_amount": -1      | 400 | INVALID_FIELD
            "total_order_amount": 149.00    | "total": 149.00               | 400 | UNKNOWN_FIELD
            "multiple_payment_methods": false | "multiple_payment_methods": true  | 422 | PAYMENT_METHODS_MISMATCH
            "multiple_payment_methods": false | "multiple_payment_methods": null  | 400 | INVALID_FIELD
            "order_initiated_from": "WEB"   | "order_initiated_from": ""    | 400 | INVALID_FIELD
            "type": "MOBILE"                | "kind": "MOBILE"              | 400 | UNKNOWN_FIELD
            """)
    void placeOrder(String field, String wrong, int status, String code, LocalStack stack) {
        Customer customer = new Customer(stack);
        BigDecimal total = Customer.owed(customer.adds("prod_789", 1));
        assertThat(total).as("what the table's amounts are made for").isEqualByComparingTo("149.00");
        int held = customer.stockOf("prod_789").get("held").asInt();
        String right = Customer.cash(new BigDecimal("149.00"));
        assertThat(right).contains(field);

        Client.Answer answer = customer.api.post("/cart/place-order", right.replace(field, wrong));

        refused(answer, status, code);
        assertThat(customer.stockOf("prod_789").get("held").asInt()).as("held").isEqualTo(held);
        assertThat(customer.places(total).status())
                .as("the right request still works")
                .isEqualTo(200);
    }

    @Test
    void anEmptyCartCannotBeOrdered(LocalStack stack) {
        refused(new Customer(stack).places(new BigDecimal("149.00")), 422, "CART_EMPTY");
    }

    @Test
    void aCartThatCostsSomethingElse(LocalStack stack) {
        Customer customer = new Customer(stack);
        customer.adds("prod_456", 1);
        refused(customer.places(new BigDecimal("1.00")), 409, "TOTAL_CHANGED");
    }

    @Test
    void aProductWithVariantsNeedsOne(LocalStack stack) {
        Customer customer = new Customer(stack);
        JsonNode products =
                customer.services.get("/api/products/search?limit=100").body().get("products");
        for (JsonNode product : products) {
            if (!product.get("variants").isEmpty()) {
                String id = product.get("product_id").asText();
                refused(customer.api.post("/cart/items", Customer.add(id, 1)), 422, "VARIANT_REQUIRED");
                return;
            }
        }
        throw new AssertionError("the demo data has no product with variants");
    }

    @Test
    void callersMustSayWhoTheyAre(LocalStack stack) {
        Client nobody = new Client(stack.apiUrl());
        refused(nobody.get("/cart?compute=false"), 401, "IDENTITY_REQUIRED");
        refused(nobody.with("X-Guest-Token", "short").get("/cart?compute=false"), 401, "IDENTITY_INVALID");
    }

    @Test
    void otherAddressesMethodsAndTypes(LocalStack stack) {
        Customer customer = new Customer(stack);
        refused(customer.api.get("/nothing"), 404, "NOT_FOUND");
        refused(customer.api.put("/cart/items", "{}"), 405, "METHOD_NOT_ALLOWED");
        refused(
                customer.api.with("Idempotency-Key", "with blank").post("/cart/items", Customer.add("prod_456", 1)),
                400,
                "IDEMPOTENCY_KEY_INVALID");
        refused(
                customer.api.post(
                        "/cart/place-order",
                        Customer.cash(BigDecimal.TEN).replaceFirst("\\{", "{\"cart_id\": \"cart_none\",")),
                404,
                "CART_NOT_FOUND");
    }

    private static void refused(Client.Answer answer, int status, String code) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.body().get("success").asBoolean(true)).isFalse();
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.body().get("status").asInt()).isEqualTo(status);
        assertThat(answer.body().get("detail").asText())
                .isNotBlank()
                .doesNotContain("Exception", "dev.orchestra", "java.");
    }
}
