package dev.orchestra.api;

import dev.orchestra.store.OwnerDirectory;
import java.util.regex.Pattern;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Finds out who is asking (docs/errors.md: IDENTITY_REQUIRED, IDENTITY_INVALID). A user id wins over a guest token. */
@Component
public class OwnerArgumentResolver implements HandlerMethodArgumentResolver {

    public static final String USER_ID = "X-User-Id";
    public static final String GUEST_TOKEN = "X-Guest-Token";

    private static final Pattern USER = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{8,256}");

    private final OwnerDirectory owners;

    public OwnerArgumentResolver(OwnerDirectory owners) {
        this.owners = owners;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Owner.class;
    }

    @Override
    public Owner resolveArgument(
            MethodParameter parameter,
            ModelAndViewContainer container,
            NativeWebRequest request,
            WebDataBinderFactory binders) {
        String user = request.getHeader(USER_ID);
        String guest = request.getHeader(GUEST_TOKEN);
        if (user != null) {
            return known(OwnerDirectory.Kind.CUSTOMER, USER_ID, user, USER);
        }
        if (guest != null) {
            return known(OwnerDirectory.Kind.GUEST, GUEST_TOKEN, guest, TOKEN);
        }
        throw new Problem(ErrorCode.IDENTITY_REQUIRED, "Send " + USER_ID + " or " + GUEST_TOKEN + ".");
    }

    private Owner known(OwnerDirectory.Kind kind, String header, String value, Pattern allowed) {
        if (!allowed.matcher(value).matches()) {
            throw new Problem(
                    ErrorCode.IDENTITY_INVALID,
                    header + " must be printable characters without blanks, " + allowed + ".");
        }
        OwnerDirectory.KnownOwner owner = owners.findOrCreate(kind, value);
        LogField.OWNER_ID.is(owner.ownerId());
        return new Owner(owner.ownerId(), owner.cartId(), null);
    }
}
