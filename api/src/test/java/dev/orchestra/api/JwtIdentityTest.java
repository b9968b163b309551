package dev.orchestra.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is who when nobody is taken at their word. */
@Timeout(120)
class JwtIdentityTest {

    private static final String ISSUER = "https://accounts.example";
    private static final String AUDIENCE = "orchestra";
    private static final String SECRET = "--orchestra.secret=0123456789abcdef0123456789abcdef";
    private static final String WHO = "/cart/owner";

    @TempDir
    static Path folder;

    private static RunningApi.Servers servers;
    private static RSAKey key;
    private static HttpServer issuer;
    private static RunningApi api;

    private final String customer = "customer-" + UUID.randomUUID();

    @BeforeAll
    static void start() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("key-1").generate();
        issuer = issuer();
        servers = RunningApi.Servers.start(folder);
        api = api(issuer.getAddress().getPort());
    }

    @AfterAll
    static void stop() {
        api.close();
        servers.close();
        issuer.stop(0);
    }

    private static RunningApi api(int issuerPort) {
        return RunningApi.start(
                servers,
                "--orchestra.identity.mode=jwt",
                "--orchestra.identity.jwt.jwk-set-uri=http://127.0.0.1:" + issuerPort + "/keys",
                "--orchestra.identity.jwt.issuer=" + ISSUER,
                "--orchestra.identity.jwt.audience=" + AUDIENCE,
                SECRET);
    }

    private static HttpServer issuer() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] keys = new JWKSet(key).toString().getBytes(StandardCharsets.UTF_8);
        server.createContext("/keys", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, keys.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(keys);
            }
        });
        server.start();
        return server;
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .subject(customer)
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .expirationTime(Date.from(Instant.now().plusSeconds(300)));
    }

    private static String signed(JWTClaimsSet claims, RSAKey by) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(by.getKeyID()).build(), claims);
        token.sign(new RSASSASigner(by));
        return token.serialize();
    }

    private static HttpResponse<String> who(String token) {
        return api.get(WHO, "Authorization", "Bearer " + token);
    }

    private static void isInvalid(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("\"code\":\"IDENTITY_INVALID\"", "\"success\":false");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer error=\"invalid_token\"");
    }

    @Test
    void aTokensSubjectIsTheCustomer() throws Exception {
        HttpResponse<String> first = who(signed(claims().build(), key));
        HttpResponse<String> again = who(signed(claims().jwtID("another").build(), key));

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).contains("\"owner_id\":\"own_").doesNotContain(customer);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(who(signed(claims().subject("another-" + customer).build(), key))
                        .body())
                .isNotEqualTo(first.body());
    }

    @Test
    void aTokenThatIsNotGoodIsNotTaken() throws Exception {
        Instant now = Instant.now();
        isInvalid(who(
                signed(claims().expirationTime(Date.from(now.minusSeconds(120))).build(), key)));
        isInvalid(who(signed(claims().expirationTime(null).build(), key)));
        isInvalid(who(
                signed(claims().notBeforeTime(Date.from(now.plusSeconds(120))).build(), key)));
        isInvalid(who(signed(claims().issuer("https://elsewhere.example").build(), key)));
        isInvalid(who(signed(claims().issuer(null).build(), key)));
        isInvalid(who(signed(claims().audience("another-api").build(), key)));
        isInvalid(who(signed(claims().audience((String) null).build(), key)));
        isInvalid(who(signed(claims().subject(null).build(), key)));
        isInvalid(who("not-a-token"));
        isInvalid(api.get(WHO, "Authorization", "Basic bWU6bWU="));
    }

    @Test
    void aTokenThatTheIssuerDidNotSignIsNotTaken() throws Exception {
        isInvalid(who(new PlainJWT(claims().build()).serialize()));
        isInvalid(who(signed(
                claims().build(), new RSAKeyGenerator(2048).keyID("key-1").generate())));
        isInvalid(who(signed(
                claims().build(), new RSAKeyGenerator(2048).keyID("key-2").generate())));
        // The public key as a shared one.
        SignedJWT shared = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("key-1").build(), claims().build());
        shared.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
        isInvalid(who(shared.serialize()));
        String good = signed(claims().build(), key);
        String[] parts = good.split("\\.");
        String forged = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        claims().subject("somebody-else").build().toString().getBytes(StandardCharsets.UTF_8));
        isInvalid(who(parts[0] + "." + forged + "." + parts[2]));
    }

    @Test
    void manyUnknownKeysStayUnknown() throws Exception {
        assertThat(who(signed(claims().build(), key)).statusCode()).isEqualTo(200);
        for (int i = 0; i < 5; i++) {
            isInvalid(who(signed(
                    claims().build(),
                    new RSAKeyGenerator(2048).keyID("unknown-" + i).generate())));
        }
        assertThat(who(signed(claims().build(), key)).statusCode()).isEqualTo(200);
    }

    @Test
    void aUserIdIsNobodysWord() {
        HttpResponse<String> answer = api.get(WHO, "X-User-Id", customer);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("IDENTITY_REQUIRED");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    @Test
    void aGuestIsWhoWasGivenAToken() {
        HttpResponse<String> issued = api.post("/guests", "");
        String token = issued.body().replaceAll(".*\"guest_token\":\"([^\"]*)\".*", "$1");

        assertThat(issued.statusCode()).isEqualTo(201);
        assertThat(issued.body()).isEqualTo("{\"success\":true,\"guest_token\":\"" + token + "\"}");
        assertThat(Base64.getUrlDecoder().decode(token)).hasSize(32);
        assertThat(issued.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(api.get(WHO, "X-Guest-Token", token).statusCode()).isEqualTo(200);
        assertThat(api.database()
                        .sql("select string_agg(o::text, ',') from orchestra.owners o")
                        .query(String.class)
                        .single())
                .doesNotContain(token);

        for (String chosen : new String[] {"guest-token-of-mine", "A".repeat(43)}) {
            HttpResponse<String> refused = api.get(WHO, "X-Guest-Token", chosen);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("IDENTITY_INVALID");
        }
    }

    @Test
    void withoutItsIssuersKeysNobodyIsToldThatTheirTokenIsBad() throws Exception {
        HttpServer away = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        int port = away.getAddress().getPort();
        away.stop(0);
        try (RunningApi lonely = api(port)) {
            for (int i = 0; i < 4; i++) {
                HttpResponse<String> answer =
                        lonely.get(WHO, "Authorization", "Bearer " + signed(claims().build(), key));
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.body()).contains("SERVICE_UNAVAILABLE", "\"service\":\"identity\"");
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            }
        }
    }

    @Test
    void anIssuersKeyCanBeAFileAndGoesWithModeLocal() throws Exception {
        Path pem = folder.resolve("issuer.pem");
        Files.writeString(
                pem,
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(key.toRSAPublicKey().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        try (RunningApi local = RunningApi.start(servers, "--orchestra.identity.jwt.public-key=" + pem.toUri())) {
            HttpResponse<String> byToken = local.get(
                    WHO, "Authorization", "Bearer " + signed(claims().build(), key), "X-User-Id", "somebody-else");
            assertThat(byToken.statusCode()).isEqualTo(200);
            assertThat(local.get(WHO, "X-User-Id", customer).body()).isEqualTo(byToken.body());
            isInvalid(local.get(WHO, "Authorization", "Bearer nonsense", "X-User-Id", customer));
        }
    }

    @Test
    void modeJwtDoesNotStartHalfConfigured() {
        assertThatThrownBy(() -> RunningApi.start(servers, "--orchestra.identity.mode=jwt", SECRET))
                .hasStackTraceContaining("orchestra.identity.jwt.jwk-set-uri");
        String keys = "--orchestra.identity.jwt.jwk-set-uri=http://127.0.0.1:1/keys";
        assertThatThrownBy(() -> RunningApi.start(servers, "--orchestra.identity.mode=jwt", keys, SECRET))
                .hasStackTraceContaining("orchestra.identity.jwt.audience");
        assertThatThrownBy(() -> RunningApi.start(
                        servers,
                        "--orchestra.identity.mode=jwt",
                        keys,
                        "--orchestra.identity.jwt.issuer=" + ISSUER,
                        "--orchestra.identity.jwt.audience=" + AUDIENCE))
                .hasStackTraceContaining("ORCHESTRA_SECRET");
        assertThatThrownBy(() -> RunningApi.start(servers, "--orchestra.secret=short"))
                .hasStackTraceContaining("at least 32 characters");
    }

    @Test
    void theTicketApiTakesNobodyAtTheirWord() throws Exception {
        String bearer = "Bearer " + signed(claims().build(), key);
        String guest = api.bean(GuestTokens.class).issue();

        isInWords(api.get("/cart/seats", "Authorization", bearer), 404, "Cart is empty");
        isInWords(api.get("/cart/seats?userId=" + customer, "Authorization", bearer), 404, "Cart is empty");
        isInWords(
                api.get("/cart/seats?userId=another", "Authorization", bearer),
                403,
                "Somebody else than the userId is signed in");
        HttpResponse<String> noToken = api.get("/cart/seats?userId=" + customer);
        isInWords(noToken, 401, "Send a bearer token or X-Guest-Token");
        assertThat(noToken.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        isInWords(api.get("/cart/seats?guestToken=" + guest), 404, "Cart is empty");
        isInWords(
                api.get("/cart/seats?guestToken=chosen-by-myself"),
                401,
                "guestToken is not one of this API: POST /guests issues them");
        isInWords(api.get("/cart/seats?guestToken=" + guest, "Authorization", bearer), 404, "Cart is empty");
        isInWords(api.get("/cart/seats", "X-User-Id", customer), 400, "Either UserId or GuestToken must be provided");
    }

    private static void isInWords(HttpResponse<String> answer, int status, String words) {
        assertThat(answer.body()).isEqualTo("{\"error\":\"" + words + "\"}");
        assertThat(answer.statusCode()).isEqualTo(status);
    }
}
