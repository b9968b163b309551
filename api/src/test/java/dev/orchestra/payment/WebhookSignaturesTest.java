package dev.orchestra.payment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.http.HttpHeaders;

/** Whose a webhook is. */
class WebhookSignaturesTest {

    private static final byte[] BODY = "{\"event\":\"x\"}".getBytes(StandardCharsets.UTF_8);
    private static final String CHECKSUM = "x-phonepe-checksum-signature";

    /** Of user name "username" and password "password". */
    private static final String HASH = "bc842c31a9e54efe320d30d948be61291f3ceee4766e36ab25fa65243cd76e0e";

    private final Map<String, String> settings = new TreeMap<>();

    private WebhookSignatures signatures() {
        return new WebhookSignatures(new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("orchestra.webhooks", WebhookProperties.class));
    }

    private void set(String name, String value) {
        settings.put("orchestra.webhooks." + name, value);
    }

    private static HttpHeaders headers(String name, String value) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(name, value);
        return headers;
    }

    private static String hmac(String secret, byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body));
    }

    private boolean isPhonePes(String header, String value) {
        return signatures().isPhonePes(headers(header, value), BODY);
    }

    private boolean isRazorpays(String signature) {
        return signatures().isRazorpays(headers("x-razorpay-signature", signature), BODY);
    }

    @Test
    void phonePesHashOfNameAndPasswordIsKnown() {
        set("phonepe.username", "username");
        set("phonepe.password", "password");

        assertThat(isPhonePes("Authorization", HASH)).isTrue();
        assertThat(isPhonePes("Authorization", HASH.replace('b', 'c'))).isFalse();
        assertThat(isPhonePes("Authorization", "SHA256 " + HASH)).isFalse();
        assertThat(isPhonePes("Authorization", HASH.substring(2))).isFalse();
    }

    @Test
    void phonePesPreviousNameAndPasswordAreTaken() {
        set("phonepe.username", "new_name");
        set("phonepe.password", "newPassword1");
        set("phonepe.previous-username", "username");
        set("phonepe.previous-password", "password");

        assertThat(isPhonePes("Authorization", HASH)).isTrue();
    }

    @Test
    void phonePesSignatureIsOverTheBody() throws Exception {
        set("phonepe.hmac-secret", "current");
        set("phonepe.previous-hmac-secret", "previous");

        assertThat(isPhonePes(CHECKSUM, hmac("current", BODY))).isTrue();
        assertThat(isPhonePes(CHECKSUM, hmac("previous", BODY))).isTrue();
        assertThat(isPhonePes(CHECKSUM, hmac("forged", BODY))).isFalse();
        assertThat(isPhonePes(CHECKSUM, hmac("current", "{\"event\":\"y\"}".getBytes(StandardCharsets.UTF_8))))
                .isFalse();
    }

    @Test
    void theHeaderOfPhonePesSignatureCanBeAnotherOne() throws Exception {
        set("phonepe.hmac-secret", "current");
        set("phonepe.signature-header", "phonepe-checksum-signature");

        assertThat(isPhonePes("phonepe-checksum-signature", hmac("current", BODY)))
                .isTrue();
        assertThat(isPhonePes(CHECKSUM, hmac("current", BODY))).isFalse();
    }

    /** The hash is no secret once it was seen, the signature is good for one body. */
    @Test
    void aWrongSignatureIsNotMadeGoodByTheHash() throws Exception {
        set("phonepe.hmac-secret", "current");
        set("phonepe.username", "username");
        set("phonepe.password", "password");
        HttpHeaders both = headers("Authorization", HASH);
        both.set(CHECKSUM, hmac("forged", BODY));

        assertThat(signatures().isPhonePes(both, BODY)).isFalse();
        both.set(CHECKSUM, hmac("current", BODY));
        assertThat(signatures().isPhonePes(both, BODY)).isTrue();
    }

    @Test
    void aModeThatIsNotAcceptedIsNotTaken() throws Exception {
        set("phonepe.accept", "HMAC");
        set("phonepe.hmac-secret", "current");
        set("phonepe.username", "username");
        set("phonepe.password", "password");

        assertThat(isPhonePes("Authorization", HASH)).isFalse();
        assertThat(isPhonePes(CHECKSUM, hmac("current", BODY))).isTrue();
        set("phonepe.accept", "SHA");
        assertThat(isPhonePes("Authorization", HASH)).isTrue();
        assertThat(isPhonePes(CHECKSUM, hmac("current", BODY))).isFalse();
    }

    @Test
    void razorpaysSignatureIsOverTheBody() throws Exception {
        set("razorpay.secret", "current");
        set("razorpay.previous-secret", "previous");

        assertThat(isRazorpays(hmac("current", BODY))).isTrue();
        assertThat(isRazorpays(hmac("current", BODY).toUpperCase(Locale.ROOT))).isTrue();
        assertThat(isRazorpays(hmac("previous", BODY))).isTrue();
        assertThat(isRazorpays(hmac("forged", BODY))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "zz", "0x", "é", "bc842c31a9e54efe320d30d948be61291f3ceee4766e36ab25fa65243cd76eg0"})
    void whatIsNoSignatureAtAllIsWrong(String nonsense) {
        set("razorpay.secret", "current");
        set("phonepe.hmac-secret", "current");
        set("phonepe.username", "username");
        set("phonepe.password", "password");

        assertThat(isRazorpays(nonsense)).isFalse();
        assertThat(isPhonePes(CHECKSUM, nonsense)).isFalse();
        assertThat(isPhonePes("Authorization", nonsense)).isFalse();
    }

    @Test
    void withoutASecretNothingIsRight() throws Exception {
        assertThat(isRazorpays(hmac("any", BODY))).isFalse();
        assertThat(isPhonePes(CHECKSUM, hmac("any", BODY))).isFalse();
        assertThat(isPhonePes("Authorization", HASH)).isFalse();
        assertThat(signatures().isRazorpays(new HttpHeaders(), BODY)).isFalse();
        assertThat(signatures().isPhonePes(new HttpHeaders(), BODY)).isFalse();
    }
}
