package dev.orchestra.stubs.gateways.phonepe;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.orchestra.stubs.gateways.GatewayProperties;
import dev.orchestra.stubs.gateways.Signatures;
import java.time.Instant;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Access tokens. They tell their own end and are signed, so that a restart forgets none. */
@Component
class PhonePeTokens {

    private static final String TYPE = "O-Bearer";

    private final GatewayProperties.PhonePe merchant;

    PhonePeTokens(GatewayProperties properties) {
        this.merchant = properties.phonepe();
    }

    /** @throws PhonePeProblem 401 when the merchant is not who it says */
    Token issue(String clientId, String clientSecret) {
        // Both are compared whatever the first comes to.
        if (!Signatures.equal(merchant.clientId(), clientId)
                | !Signatures.equal(merchant.clientSecret(), clientSecret)) {
            throw new PhonePeProblem(HttpStatus.UNAUTHORIZED, "INVALID_CLIENT", "Client credentials do not match.");
        }
        Instant issuedAt = Instant.now();
        Instant expiresAt = issuedAt.plus(merchant.tokenLifetime());
        String end = Long.toString(expiresAt.toEpochMilli());
        return new Token(end + "." + signature(end), issuedAt.getEpochSecond(), expiresAt.getEpochSecond(), TYPE);
    }

    /** @throws PhonePeProblem 401 when the header carries no token of ours, or one that has run out */
    void verify(String authorization) {
        String[] parts = authorization == null || !authorization.startsWith(TYPE + " ")
                ? new String[0]
                : authorization.substring(TYPE.length() + 1).split("\\.", 2);
        if (parts.length != 2
                || !Signatures.equal(signature(parts[0]), parts[1])
                || Long.parseLong(parts[0]) <= Instant.now().toEpochMilli()) {
            throw new PhonePeProblem(HttpStatus.UNAUTHORIZED, "AUTHORIZATION_FAILED", "Authorization failed.");
        }
    }

    private String signature(String end) {
        return Signatures.hmacSha256(merchant.clientSecret(), "token/" + merchant.clientId() + "/" + end);
    }

    /** Times in seconds. */
    record Token(
            @JsonProperty("access_token") String accessToken,
            @JsonProperty("issued_at") long issuedAt,
            @JsonProperty("expires_at") long expiresAt,
            @JsonProperty("token_type") String tokenType) {}
}
