package dev.orchestra.stubs.recommendations;

import dev.orchestra.stubs.recommendations.Recommendation.Kind;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP face of the Recommendations service. */
@RestController
@RequestMapping("/api/recommendations")
class RecommendationsController {

    private final Recommendations recommendations;

    RecommendationsController(Recommendations recommendations) {
        this.recommendations = recommendations;
    }

    @PostMapping("/complementary")
    Answer complementary(@RequestBody @Valid Question question) {
        return new Answer(recommendations.of(Kind.COMPLEMENTARY, question.productIds(), question.limit()));
    }

    @PostMapping("/upsells")
    Answer upsells(@RequestBody @Valid Question question) {
        return new Answer(recommendations.of(Kind.UPSELL, question.productIds(), question.limit()));
    }

    @PostMapping("/reminders")
    Answer reminders(@RequestBody @Valid Question question) {
        return new Answer(recommendations.reminders(question.ownerId(), question.productIds(), question.limit()));
    }

    /** @param productIds what the owner has in the cart */
    record Question(
            @NotBlank @Size(max = 255) String ownerId,
            @NotNull @Size(max = 250) List<@NotBlank @Size(max = 255) String> productIds,
            @NotNull @Min(1) @Max(20) Integer limit) {}

    record Answer(List<Recommendation> recommendations) {}
}
