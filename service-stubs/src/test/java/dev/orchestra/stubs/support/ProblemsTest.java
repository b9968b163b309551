package dev.orchestra.stubs.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.StubsTest;
import org.junit.jupiter.api.Test;

class ProblemsTest extends StubsTest {

    @Test
    void aBodyThatIsNotJsonIsABadRequest() {
        assertProblem(post("/api/carts/find-or-create", "{\"owner_id\": "), 400, "BAD_REQUEST", "");
    }

    @Test
    void aMissingFieldIsNamedAsTheCallerWritesIt() {
        assertProblem(post("/api/carts/find-or-create", "{\"kind\": \"BASKET\"}"), 400, "BAD_REQUEST", "owner_id");
        assertProblem(
                post("/api/carts/c/items/batch", "{\"operations\": [{\"op\": \"ADD\", \"quantity\": 1}]}"),
                400,
                "BAD_REQUEST",
                "operations[0].product_id");
        assertProblem(
                put("/api/carts/c/options", "{\"delivery_option\": {\"name\": \"x\"}}"),
                400,
                "BAD_REQUEST",
                "delivery_option.delivery_option_id");
    }

    @Test
    void aFieldOfTheWrongKindIsNamed() {
        assertProblem(
                post("/api/carts/find-or-create", "{\"owner_id\": \"o\", \"kind\": \"TROLLEY\"}"),
                400,
                "BAD_REQUEST",
                "kind");
        assertProblem(
                post("/api/carts/c/items/batch", "{\"operations\": [{\"op\": \"ADD\", \"quantity\": \"many\"}]}"),
                400,
                "BAD_REQUEST",
                "operations[0].quantity");
        assertProblem(
                put("/api/carts/c/options", "{\"tips\": {\"amount\": 1.005}}"), 400, "BAD_REQUEST", "tips.amount");
    }

    @Test
    void aTextThatIsTooLongIsNamed() {
        String tooLong = "x".repeat(256);
        assertProblem(
                post("/api/carts/find-or-create", "{\"owner_id\": \"" + tooLong + "\", \"kind\": \"BASKET\"}"),
                400,
                "BAD_REQUEST",
                "owner_id");
        assertProblem(delete("/api/carts/c?attempt=1&total=1&order_id=" + tooLong), 400, "BAD_REQUEST", "order_id");
    }

    @Test
    void aMissingOrUnreadableParameterIsNamed() {
        assertProblem(get("/api/carts"), 400, "BAD_REQUEST", "owner_id");
        assertProblem(get("/api/caching/get"), 400, "BAD_REQUEST", "key");
        assertProblem(delete("/api/caching/delete?key=k&version=new"), 400, "BAD_REQUEST", "version");
    }

    @Test
    void anUnknownPathIsNotFound() {
        assertProblem(get("/api/unknown"), 404, "NOT_FOUND", "");
        assertProblem(send("PATCH", "/api/carts/c", "{}"), 405, "METHOD_NOT_ALLOWED", "");
    }

    private static void assertProblem(Answer answer, int status, String code, String field) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text("/code")).isEqualTo(code);
        assertThat(answer.text("/field")).isEqualTo(field);
        assertThat(answer.http().body()).doesNotContain("Exception", "dev.orchestra", "trace");
    }
}
