package dev.orchestra.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orchestra.api.IdentityProperties.Mode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Which secrets there must be. */
class WebhookPropertiesTest {

    private static WebhookProperties of(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("orchestra.webhooks", WebhookProperties.class);
    }

    @Test
    void onADevelopersMachineThereMayBeNone() {
        assertThatCode(() -> of(Map.of()).checkFor(Mode.LOCAL)).doesNotThrowAnyException();
    }

    @Test
    void elsewhereEachGatewayNeedsOne() {
        assertThatThrownBy(() ->
                        of(Map.of("orchestra.webhooks.razorpay.secret", "s")).checkFor(Mode.JWT))
                .hasMessageContaining("PHONEPE_WEBHOOK_HMAC_SECRET");
        assertThatThrownBy(() -> of(Map.of("orchestra.webhooks.phonepe.hmac-secret", "s"))
                        .checkFor(Mode.JWT))
                .hasMessageContaining("RAZORPAY_WEBHOOK_SECRET");
        assertThatThrownBy(() -> of(Map.of(
                                "orchestra.webhooks.phonepe.accept", "SHA",
                                "orchestra.webhooks.phonepe.hmac-secret", "s",
                                "orchestra.webhooks.razorpay.secret", "s"))
                        .checkFor(Mode.JWT))
                .hasMessageContaining("PHONEPE_WEBHOOK_USERNAME");
        assertThatCode(() -> of(Map.of(
                                "orchestra.webhooks.phonepe.username", "u",
                                "orchestra.webhooks.phonepe.password", "p",
                                "orchestra.webhooks.razorpay.secret", "s"))
                        .checkFor(Mode.JWT))
                .doesNotThrowAnyException();
    }

    @Test
    void aNameWithoutItsPasswordIsAMistake() {
        assertThatThrownBy(() -> of(Map.of("orchestra.webhooks.phonepe.username", "name")))
                .rootCause()
                .hasMessageContaining("must be set together");
    }

    @Test
    void aSecretIsNotTold() {
        WebhookProperties settings = of(Map.of(
                "orchestra.webhooks.phonepe.hmac-secret", "hush-1",
                "orchestra.webhooks.phonepe.username", "hush-2",
                "orchestra.webhooks.phonepe.password", "hush-3",
                "orchestra.webhooks.razorpay.secret", "hush-4",
                "orchestra.webhooks.razorpay.previous-secret", "hush-5"));

        assertThat(settings.toString()).doesNotContain("hush");
    }
}
