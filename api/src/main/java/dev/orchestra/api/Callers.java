package dev.orchestra.api;

import dev.orchestra.store.OwnerDirectory;
import dev.orchestra.store.OwnerDirectory.Kind;
import dev.orchestra.store.OwnerDirectory.KnownOwner;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Finds out who is asking (docs/identity.md), and counts their requests. A customer's identity wins over a guest's, a token over a user id. */
@Component
public class Callers {

    public static final String USER_ID = "X-User-Id";
    public static final String GUEST_TOKEN = "X-Guest-Token";

    private static final Pattern USER = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{8,256}");
    private static final Pattern BEARER = Pattern.compile("(?i)Bearer +(\\S+) *");

    private final OwnerDirectory owners;
    private final IdentityProperties identity;
    private final CustomerTokens tokens;
    private final RateLimits limits;

    public Callers(OwnerDirectory owners, IdentityProperties identity, CustomerTokens tokens, RateLimits limits) {
        this.owners = owners;
        this.identity = identity;
        this.tokens = tokens;
        this.limits = limits;
    }

    /** A name of the caller, and where they wrote it. */
    private record Named(String where, String name) {}

    /**
     * Who sent a request, by its headers.
     *
     * @return empty when it does not tell
     * @throws Problem IDENTITY_INVALID, RATE_LIMITED
     */
    public Optional<Caller> find(HttpServletRequest request, HttpServletResponse response) {
        return find(request, response, null, null);
    }

    /**
     * As {@link #find(HttpServletRequest, HttpServletResponse)}, for a request that names its caller itself: that comes before the headers.
     *
     * @param userId null or empty when the request names none; {@code guestToken} likewise
     * @throws Problem also IDENTITY_REQUIRED when a user id is not taken at its word, IDENTITY_MISMATCH when it is not the one who is signed in
     */
    public Optional<Caller> find(
            HttpServletRequest request, HttpServletResponse response, String userId, String guestToken) {
        Optional<Named> customer = customer(request, named("userId", userId));
        Optional<Named> guest = named("guestToken", guestToken)
                .or(() -> Optional.ofNullable(request.getHeader(GUEST_TOKEN))
                        .map(token -> new Named(GUEST_TOKEN, token)));
        Optional<KnownOwner> owner = customer.map(id -> owners.findOrCreate(Kind.CUSTOMER, id.name()))
                .or(() -> guest.map(this::guest));
        return owner.map(known -> {
            LogField.OWNER_ID.is(known.ownerId());
            limits.countOwner(known.ownerId(), request, response);
            return new Caller(
                    new Owner(known.ownerId(), known.cartId()),
                    customer.map(Named::name).orElse(null),
                    customer.isPresent() ? null : guest.get().name());
        });
    }

    private static Optional<Named> named(String field, String name) {
        return Optional.ofNullable(name).filter(some -> !some.isEmpty()).map(some -> new Named(field, some));
    }

    private boolean isLocal() {
        return identity.mode() == IdentityProperties.Mode.LOCAL;
    }

    /** What a request is answered that does not tell who asks. */
    Problem nobody() {
        if (isLocal()) {
            return new Problem(ErrorCode.IDENTITY_REQUIRED, "Send " + USER_ID + " or " + GUEST_TOKEN + ".");
        }
        return new Problem(ErrorCode.IDENTITY_REQUIRED, "Send a bearer token or " + GUEST_TOKEN + ".")
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }

    private Optional<Named> customer(HttpServletRequest request, Optional<Named> inRequest) {
        Optional<Named> signedIn = signedIn(request);
        if (signedIn.isPresent()) {
            if (inRequest
                    .filter(user -> !user.name().equals(signedIn.get().name()))
                    .isPresent()) {
                throw new Problem(ErrorCode.IDENTITY_MISMATCH, "Somebody else than the userId is signed in.");
            }
            return signedIn;
        }
        if (!isLocal()) {
            if (inRequest.isPresent()) {
                throw nobody();
            }
            return Optional.empty();
        }
        Optional<Named> user = inRequest.or(
                () -> Optional.ofNullable(request.getHeader(USER_ID)).map(id -> new Named(USER_ID, id)));
        user.filter(id -> !USER.matcher(id.name()).matches()).ifPresent(id -> {
            throw malformed(id, USER);
        });
        return user;
    }

    private Optional<Named> signedIn(HttpServletRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null || !tokens.areTaken()) {
            return Optional.empty();
        }
        var bearer = BEARER.matcher(authorization);
        if (!bearer.matches()) {
            throw CustomerTokens.invalid();
        }
        return Optional.of(new Named(HttpHeaders.AUTHORIZATION, tokens.customer(bearer.group(1))));
    }

    private KnownOwner guest(Named token) {
        if (isLocal()) {
            if (!TOKEN.matcher(token.name()).matches()) {
                throw malformed(token, TOKEN);
            }
            return owners.findOrCreate(Kind.GUEST, token.name());
        }
        return issued(token.name())
                .orElseThrow(() -> new Problem(
                                ErrorCode.IDENTITY_INVALID,
                                token.where() + " is not one of this API: POST /guests issues them.")
                        .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer"));
    }

    /** The guest with a token, if there ever was one. */
    Optional<KnownOwner> guest(String token) {
        return isLocal() ? owners.find(Kind.GUEST, token) : issued(token);
    }

    /** By its form as well: a database may know tokens that were chosen while the API took every one. */
    private Optional<KnownOwner> issued(String token) {
        return GuestTokens.isOne(token) ? owners.find(Kind.GUEST, token) : Optional.empty();
    }

    private static Problem malformed(Named named, Pattern allowed) {
        return new Problem(
                ErrorCode.IDENTITY_INVALID,
                named.where() + " must be printable characters without blanks, " + allowed + ".");
    }
}
