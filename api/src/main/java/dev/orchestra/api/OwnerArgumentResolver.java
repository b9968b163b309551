package dev.orchestra.api;

import dev.orchestra.store.OwnerDirectory;
import dev.orchestra.store.OwnerDirectory.Kind;
import dev.orchestra.store.OwnerDirectory.KnownOwner;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Finds out who is asking (docs/identity.md), and has a guest's basket brought along when they sign in. A customer's identity wins over a guest's,
 * a token over a user id.
 */
@Component
public class OwnerArgumentResolver implements HandlerMethodArgumentResolver {

    public static final String USER_ID = "X-User-Id";
    public static final String GUEST_TOKEN = "X-Guest-Token";

    private static final Logger log = LoggerFactory.getLogger(OwnerArgumentResolver.class);

    private static final Pattern USER = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{8,256}");
    private static final Pattern BEARER = Pattern.compile("(?i)Bearer +(\\S+) *");

    private final OwnerDirectory owners;
    private final IdentityProperties identity;
    private final CustomerTokens tokens;
    private final RateLimits limits;
    private final ObjectProvider<GuestMerge> merge;

    public OwnerArgumentResolver(
            OwnerDirectory owners,
            IdentityProperties identity,
            CustomerTokens tokens,
            RateLimits limits,
            ObjectProvider<GuestMerge> merge) {
        this.owners = owners;
        this.identity = identity;
        this.tokens = tokens;
        this.limits = limits;
        this.merge = merge;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Owner.class;
    }

    @Override
    public Owner resolveArgument(
            MethodParameter parameter,
            ModelAndViewContainer container,
            NativeWebRequest web,
            WebDataBinderFactory binders) {
        HttpServletRequest request = web.getNativeRequest(HttpServletRequest.class);
        HttpServletResponse response = web.getNativeResponse(HttpServletResponse.class);
        String guest = request.getHeader(GUEST_TOKEN);
        Optional<String> customer = customer(request);
        if (customer.isEmpty() && guest == null) {
            throw nobody();
        }
        KnownOwner owner =
                customer.map(id -> owners.findOrCreate(Kind.CUSTOMER, id)).orElseGet(() -> guest(guest));
        LogField.OWNER_ID.is(owner.ownerId());
        limits.countOwner(owner.ownerId(), request, response);
        return customer.isPresent() && guest != null
                ? withGuest(owner, customer.get(), guest)
                : new Owner(owner.ownerId(), owner.cartId());
    }

    private boolean isLocal() {
        return identity.mode() == IdentityProperties.Mode.LOCAL;
    }

    private Problem nobody() {
        if (isLocal()) {
            return new Problem(ErrorCode.IDENTITY_REQUIRED, "Send " + USER_ID + " or " + GUEST_TOKEN + ".");
        }
        return new Problem(ErrorCode.IDENTITY_REQUIRED, "Send a bearer token or " + GUEST_TOKEN + ".")
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }

    private Optional<String> customer(HttpServletRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null && tokens.areTaken()) {
            var bearer = BEARER.matcher(authorization);
            if (!bearer.matches()) {
                throw CustomerTokens.invalid();
            }
            return Optional.of(tokens.customer(bearer.group(1)));
        }
        String user = isLocal() ? request.getHeader(USER_ID) : null;
        if (user != null && !USER.matcher(user).matches()) {
            throw malformed(USER_ID, USER);
        }
        return Optional.ofNullable(user);
    }

    private KnownOwner guest(String token) {
        if (isLocal()) {
            if (!TOKEN.matcher(token).matches()) {
                throw malformed(GUEST_TOKEN, TOKEN);
            }
            return owners.findOrCreate(Kind.GUEST, token);
        }
        return issued(token)
                .orElseThrow(() -> new Problem(
                                ErrorCode.IDENTITY_INVALID,
                                GUEST_TOKEN + " is not one of this API: POST /guests issues them.")
                        .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer"));
    }

    /** By its form as well: a database may know tokens that were chosen while the API took every one. */
    private Optional<KnownOwner> issued(String token) {
        return GuestTokens.isOne(token) ? owners.find(Kind.GUEST, token) : Optional.empty();
    }

    private static Problem malformed(String header, Pattern allowed) {
        return new Problem(
                ErrorCode.IDENTITY_INVALID, header + " must be printable characters without blanks, " + allowed + ".");
    }

    /** The basket of a guest is a courtesy: whatever is wrong with it, the customer's own request is answered. */
    private Owner withGuest(KnownOwner customer, String customerId, String token) {
        Owner alone = new Owner(customer.ownerId(), customer.cartId());
        try {
            Optional<KnownOwner> guest = isLocal() ? owners.find(Kind.GUEST, token) : issued(token);
            String guestId = guest.filter(found -> found.mergedInto() == null)
                    .map(KnownOwner::ownerId)
                    .orElse(null);
            GuestMerge merging = merge.getIfAvailable();
            if (guestId == null || merging == null) {
                return alone;
            }
            merging.merge(alone, guestId);
            // The basket can be another one now.
            return new Owner(
                    customer.ownerId(),
                    owners.findOrCreate(Kind.CUSTOMER, customerId).cartId());
        } catch (RuntimeException failure) {
            log.warn("A guest's basket did not come along, the next request tries again", failure);
            return alone;
        }
    }
}
