package dev.orchestra.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.IdentityProperties;
import dev.orchestra.api.Problem;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where customers may be sent back to. */
class CallbackUrlsTest {

    private static final List<String> ORIGINS = List.of("https://shop.example", "https://app.shop.example:8443");

    private static CallbackUrls urls(IdentityProperties.Mode mode, List<String> origins) {
        var jwt = new IdentityProperties.Jwt("https://issuer.example/keys", null, "https://issuer.example", "shop");
        return new CallbackUrls(
                new CheckoutSettings(
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(15),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(10),
                        Duration.ofDays(5),
                        origins),
                new IdentityProperties(mode, jwt));
    }

    private final CallbackUrls callbacks = urls(IdentityProperties.Mode.JWT, ORIGINS);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop.example",
                "https://shop.example/",
                "https://SHOP.example/done?order=1&x=%20",
                "HTTPS://shop.example:443/done",
                "https://app.shop.example:8443/done"
            })
    void anAddressOfTheShop(String url) {
        assertThatCode(() -> callbacks.check(List.of(url))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " https://shop.example/",
                "http://shop.example/",
                "//shop.example/",
                "/done",
                "shop.example",
                "https:shop.example",
                "https:///done",
                "https://user@shop.example/",
                "https://shop.example@evil.example/",
                "https://shop.example/#done",
                "https://shop.example#@evil.example/",
                "https://shop.example\\@evil.example/",
                "https://evil.example\\.shop.example/",
                "https://evil.example/https://shop.example",
                "https://shop.example.evil.example/",
                "https://evilshop.example/",
                "https://sub.shop.example/",
                "https://shop.example./",
                "https://shop.example:8443/",
                "https://app.shop.example/",
                "https://shop.example/\nLocation: https://evil.example",
                "https://sh\u043ep.example/",
                "javascript:alert(1)",
                "data:text/html,x",
                "http://127.0.0.1/"
            })
    void noAddressOfTheShop(String url) {
        assertThatThrownBy(() -> callbacks.check(Arrays.asList(null, url)))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.CALLBACK_URL_NOT_ALLOWED);
                    assertThat(problem.body().getProperties())
                            .containsEntry("field", "payment_instruction[1].client_callback_url");
                    assertThat(problem.body().getDetail()).doesNotContain("evil");
                });
    }

    @Test
    void nobodyHasToComeBack() {
        assertThatCode(() -> callbacks.check(Arrays.asList(null, null))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:8080/done", "http://localhost/", "http://[::1]:3000/x", "http://127.1.2.3/"})
    void aDevelopersMachineInModeLocalAlone(String url) {
        assertThatCode(() -> urls(IdentityProperties.Mode.LOCAL, List.of()).check(List.of(url)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> callbacks.check(List.of(url))).isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1.evil.example/",
                "http://127.evil.example/",
                "http://10.0.0.1/",
                "https://localhost/"
            })
    void aDevelopersMachineIsNoOther(String url) {
        assertThatThrownBy(() -> urls(IdentityProperties.Mode.LOCAL, List.of()).check(List.of(url)))
                .isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop.example",
                "http://shop.example",
                "https://shop.example/",
                "https://*.example",
                "https://a@b"
            })
    void whatIsNoOriginIsFoundOutAtTheStart(String origin) {
        assertThatThrownBy(() -> urls(IdentityProperties.Mode.JWT, List.of(origin)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(origin);
    }
}
