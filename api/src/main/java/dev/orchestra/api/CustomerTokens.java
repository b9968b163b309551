package dev.orchestra.api;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.security.converter.RsaKeyConverters;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;

/** The customers' tokens: signed by the issuer that is configured, for this API, and valid at the moment. */
@Component
public class CustomerTokens {

    private static final Logger log = LoggerFactory.getLogger(CustomerTokens.class);

    /** Keys that sign are never shared: whoever can check a token must not be able to make one. */
    private static final Set<JWSAlgorithm> SIGNATURES = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final int ISSUER_PATIENCE_MILLIS = 1000;
    private static final int KEYS_AT_MOST_BYTES = 256 * 1024;

    /** Issuers change their keys with an overlap of hours: those of yesterday are good enough while they cannot be read. */
    private static final Duration KEYS_GOOD_WITHOUT_ISSUER = Duration.ofHours(6);

    private static final int LONGEST_SUBJECT = 255;

    private final JwtDecoder decoder;
    private volatile boolean keysWereRead;

    public CustomerTokens(IdentityProperties identity) {
        this.decoder = identity.jwt().isConfigured() ? decoder(identity.jwt()) : null;
    }

    /** Whether there is an issuer whose tokens can be checked. */
    boolean areTaken() {
        return decoder != null;
    }

    /**
     * The customer whom a token names.
     *
     * @throws Problem IDENTITY_INVALID, with the header that RFC 6750 asks for, or SERVICE_UNAVAILABLE when the issuer's keys cannot be read
     */
    String customer(String token) {
        try {
            Jwt jwt = decoder.decode(token);
            keysWereRead = true;
            return jwt.getSubject();
        } catch (BadJwtException bad) {
            throw invalid();
        } catch (JwtException unknown) {
            if (keysWereRead && isCausedBy(RateLimitReachedException.class, unknown)) {
                // The issuer was asked for this token's key, or another unknown one, a moment ago: it has none.
                throw invalid();
            }
            log.warn("The keys of the tokens' issuer cannot be read: {}", unknown.getMessage());
            throw new Problem(ErrorCode.SERVICE_UNAVAILABLE, "Who you are cannot be checked at the moment.")
                    .with("service", "identity");
        }
    }

    static Problem invalid() {
        return new Problem(ErrorCode.IDENTITY_INVALID, "The token is not valid, or not valid any more.")
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
    }

    private static boolean isCausedBy(Class<? extends Throwable> type, Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !type.isInstance(cause)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    private static JwtDecoder decoder(IdentityProperties.Jwt settings) {
        NimbusJwtDecoder decoder = settings.publicKey() == null
                ? new NimbusJwtDecoder(processor(settings.jwkSetUri()))
                : NimbusJwtDecoder.withPublicKey(publicKey(settings)).build();
        decoder.setJwtValidator(validator(settings));
        return decoder;
    }

    private static OAuth2TokenValidator<Jwt> validator(IdentityProperties.Jwt settings) {
        var times = new JwtTimestampValidator();
        times.setAllowEmptyExpiryClaim(false);
        List<OAuth2TokenValidator<Jwt>> validators = new ArrayList<>();
        validators.add(times);
        validators.add(new JwtClaimValidator<String>(
                JwtClaimNames.SUB,
                subject -> subject != null && !subject.isBlank() && subject.length() <= LONGEST_SUBJECT));
        if (settings.issuer() != null) {
            validators.add(new JwtClaimValidator<Object>(
                    JwtClaimNames.ISS,
                    issuer -> issuer != null && settings.issuer().equals(issuer.toString())));
        }
        if (settings.audience() != null) {
            validators.add(new JwtClaimValidator<List<String>>(
                    JwtClaimNames.AUD, audience -> audience != null && audience.contains(settings.audience())));
        }
        return new DelegatingOAuth2TokenValidator<>(validators);
    }

    private static DefaultJWTProcessor<SecurityContext> processor(String jwkSetUri) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(SIGNATURES, keys(jwkSetUri)));
        // The decoder's validators see to the claims.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        return processor;
    }

    /** The issuer's keys: read when needed, kept for minutes, asked for anew because of an unknown key twice in half a minute at most. */
    private static JWKSource<SecurityContext> keys(String jwkSetUri) {
        return JWKSourceBuilder.<SecurityContext>create(
                        url(jwkSetUri),
                        new DefaultResourceRetriever(
                                ISSUER_PATIENCE_MILLIS, ISSUER_PATIENCE_MILLIS, KEYS_AT_MOST_BYTES))
                .rateLimited(true)
                .outageTolerant(KEYS_GOOD_WITHOUT_ISSUER.toMillis())
                .build();
    }

    private static URL url(String jwkSetUri) {
        try {
            return URI.create(jwkSetUri).toURL();
        } catch (MalformedURLException | IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "orchestra.identity.jwt.jwk-set-uri is not an address: " + jwkSetUri, wrong);
        }
    }

    private static RSAPublicKey publicKey(IdentityProperties.Jwt settings) {
        try (InputStream pem = settings.publicKey().getInputStream()) {
            return RsaKeyConverters.x509().convert(pem);
        } catch (IOException | IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "orchestra.identity.jwt.public-key cannot be read as an RSA public key in PEM: "
                            + settings.publicKey(),
                    wrong);
        }
    }
}
