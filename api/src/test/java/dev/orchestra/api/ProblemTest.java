package dev.orchestra.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.support.Refusal;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a refusal looks like to the caller. */
class ProblemTest {

    @Test
    void aRefusalKeepsWhatAProgramCanUse() {
        Refusal refusal = new Refusal(
                "TOTAL_CHANGED",
                "The cart now costs 299.00 INR.",
                null,
                null,
                null,
                List.of(new Refusal.LineChange("price", "item_1", "prod_456", "249.00", "299.00")),
                new BigDecimal("299.00"));
        Problem problem = Problem.of(refusal);
        assertThat(problem.body().getStatus()).isEqualTo(409);
        assertThat(problem.body().getDetail()).isEqualTo("The cart now costs 299.00 INR.");
        assertThat(problem.body().getProperties())
                .containsEntry("success", false)
                .containsEntry("code", "TOTAL_CHANGED")
                .containsEntry("total", new BigDecimal("299.00"))
                .containsKey("changes")
                .doesNotContainKeys("service", "order_id", "problems");
    }

    @Test
    void aCodeThatIsNotInTheContractIsABadGateway() {
        Problem problem = Problem.of(Refusal.of("MOON_IN_THE_WRONG_HOUSE", "No."));
        assertThat(problem.code()).isEqualTo(ErrorCode.UNEXPECTED_REFUSAL);
        assertThat(problem.body().getStatus()).isEqualTo(502);
        assertThat(problem.body().getProperties()).containsEntry("refusal", "MOON_IN_THE_WRONG_HOUSE");
    }

    @ParameterizedTest
    @CsvSource({
        "tips.value.amount, tips.amount",
        "coupons.value[1].code, coupons[1].code",
        "deliveryPreference.value, delivery_preference",
        "operations[0].productId, operations[0].product_id",
        "valueAdded.values, value_added.values",
        "value, value"
    })
    void aFieldIsNamedAsInTheBody(String path, String named) {
        assertThat(Problems.pathInTheBody(path)).isEqualTo(named);
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeIsOnThePageOfErrors(ErrorCode code) throws Exception {
        String page = Files.readString(Path.of("../docs/errors.md"));
        assertThat(page)
                .containsPattern("`" + code + "`[^|]*\\| " + code.status().value());
    }
}
