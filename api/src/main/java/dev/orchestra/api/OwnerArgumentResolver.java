package dev.orchestra.api;

import dev.orchestra.store.OwnerDirectory;
import dev.orchestra.store.OwnerDirectory.Kind;
import dev.orchestra.store.OwnerDirectory.KnownOwner;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Tells a controller who is asking, as an {@link Owner} or a {@link Caller}, and has a guest's basket brought along when they sign in. */
@Component
public class OwnerArgumentResolver implements HandlerMethodArgumentResolver {

    private static final Logger log = LoggerFactory.getLogger(OwnerArgumentResolver.class);

    private final Callers callers;
    private final OwnerDirectory owners;
    private final ObjectProvider<GuestMerge> merge;

    public OwnerArgumentResolver(Callers callers, OwnerDirectory owners, ObjectProvider<GuestMerge> merge) {
        this.callers = callers;
        this.owners = owners;
        this.merge = merge;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Owner.class || parameter.getParameterType() == Caller.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            ModelAndViewContainer container,
            NativeWebRequest web,
            WebDataBinderFactory binders) {
        HttpServletRequest request = web.getNativeRequest(HttpServletRequest.class);
        HttpServletResponse response = web.getNativeResponse(HttpServletResponse.class);
        Caller caller = callers.find(request, response).orElseThrow(callers::nobody);
        String guest = request.getHeader(Callers.GUEST_TOKEN);
        if (caller.userId() != null && guest != null) {
            caller = new Caller(withGuest(caller, guest), caller.userId(), null);
        }
        return parameter.getParameterType() == Owner.class ? caller.owner() : caller;
    }

    /** The basket of a guest is a courtesy: whatever is wrong with it, the customer's own request is answered. */
    private Owner withGuest(Caller customer, String token) {
        Owner alone = customer.owner();
        try {
            Optional<KnownOwner> guest = callers.guest(token);
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
                    alone.ownerId(),
                    owners.findOrCreate(Kind.CUSTOMER, customer.userId()).cartId());
        } catch (RuntimeException failure) {
            log.warn("A guest's basket did not come along, the next request tries again", failure);
            return alone;
        }
    }
}
