package dev.orchestra.checkout;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.IdentityProperties;
import dev.orchestra.api.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Where a customer's browser may be sent when they have paid ({@code client_callback_url}). An address of anybody would make this shop lend its name to whoever wants to
 * look like it. Nobody here ever follows one.
 */
@Component
public class CallbackUrls {

    /** Browsers mend what is not written as it should be, each in its own way: such an address is none. */
    private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x7e&&[^\\\\]]+");

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.(0|[1-9][0-9]{0,2})){3}|\\[(::1|0:0:0:0:0:0:0:1)]");

    private final Set<String> origins;
    private final boolean loopbackToo;

    CallbackUrls(CheckoutSettings settings, IdentityProperties identity) {
        this.origins =
                settings.callbackOrigins().stream().map(CallbackUrls::listed).collect(Collectors.toSet());
        this.loopbackToo = identity.mode() == IdentityProperties.Mode.LOCAL;
    }

    /**
     * @param urls one for each payment instruction, null where there is none
     * @throws Problem CALLBACK_URL_NOT_ALLOWED
     */
    public void check(List<String> urls) {
        for (int i = 0; i < urls.size(); i++) {
            if (urls.get(i) != null && !isAllowed(urls.get(i))) {
                throw new Problem(
                                ErrorCode.CALLBACK_URL_NOT_ALLOWED,
                                "client_callback_url must be an https address of this shop, without user and fragment.")
                        .with("field", "payment_instruction[" + i + "].client_callback_url");
            }
        }
    }

    private boolean isAllowed(String url) {
        Optional<URI> address =
                address(url).filter(uri -> uri.getRawUserInfo() == null && uri.getRawFragment() == null);
        if (address.isEmpty()) {
            return false;
        }
        String origin = origin(address.get());
        boolean local = loopbackToo
                && origin.startsWith("http:")
                && LOOPBACK.matcher(address.get().getHost().toLowerCase(Locale.ROOT))
                        .matches();
        return local || origin.startsWith("https:") && origins.contains(origin);
    }

    /** Absolute, of the web, with a host that is one. */
    private static Optional<URI> address(String url) {
        if (!PLAIN.matcher(url).matches()) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(url);
            boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            return web && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException none) {
            return Optional.empty();
        }
    }

    /** Scheme, host and port (RFC 6454), the port that goes without saying left out. */
    private static String origin(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int usual = "https".equals(scheme) ? 443 : 80;
        String port = uri.getPort() == -1 || uri.getPort() == usual ? "" : ":" + uri.getPort();
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port;
    }

    private static String listed(String setting) {
        URI uri = address(setting.strip())
                .filter(address -> "https".equalsIgnoreCase(address.getScheme()))
                .filter(address -> address.getRawPath().isEmpty()
                        && address.getRawQuery() == null
                        && address.getRawUserInfo() == null
                        && address.getRawFragment() == null)
                .orElseThrow(() -> new IllegalArgumentException(
                        "orchestra.checkout.callback-origins must be origins such as https://shop.example, not "
                                + setting + "."));
        return origin(uri);
    }
}
