package dev.orchestra.stubs.gateways;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/** The page on which a person pays: one file, no script, nothing from elsewhere. */
@Component
public class PaymentPage {

    private static final String FRAME = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%s</title>
            <style>
            body { margin: 0; background: #f3f4f6; color: #111827; font: 1.05rem/1.5 system-ui, sans-serif; }
            main { max-width: 26rem; margin: 0 auto; padding: 1.5rem 1rem; }
            section { background: #fff; border-radius: 12px; padding: 1.25rem; box-shadow: 0 1px 4px rgba(0, 0, 0, .15); }
            header { display: flex; justify-content: space-between; color: #4b5563; font-size: .9rem; padding: 0 .25rem .75rem; }
            h1 { font-size: 1.1rem; font-weight: 600; margin: 0; overflow-wrap: anywhere; }
            .amount { font-size: 2.2rem; font-weight: 700; margin: .25rem 0; }
            .note { color: #4b5563; margin: .25rem 0 1rem; }
            button { display: block; width: 100%%; min-height: 48px; margin-top: .6rem; border: 1px solid #9ca3af; border-radius: 8px;
                     background: #fff; color: #111827; font: inherit; cursor: pointer; }
            button.main { background: %s; border-color: %s; color: #fff; font-weight: 600; }
            button:focus-visible { outline: 3px solid #f59e0b; outline-offset: 2px; }
            footer { color: #4b5563; font-size: .85rem; padding: .75rem .25rem; overflow-wrap: anywhere; }
            </style>
            </head>
            <body><main>
            %s
            </main></body>
            </html>
            """;

    private final GatewayProperties properties;

    PaymentPage(GatewayProperties properties) {
        this.properties = properties;
    }

    /**
     * The page of an order.
     *
     * @param action where the form is sent, with {@code act} as the button that was pressed
     * @param fields sent along, hidden
     */
    public ResponseEntity<String> of(GatewayOrder order, String action, Map<String, String> fields) {
        boolean payable = order.state() == GatewayOrder.State.OPEN
                && (order.gateway() == Gateway.RAZORPAY || !order.over(Instant.now()));
        String hidden = fields.entrySet().stream()
                .map(field -> "<input type=\"hidden\" name=\"%s\" value=\"%s\">"
                        .formatted(escape(field.getKey()), escape(field.getValue())))
                .collect(Collectors.joining("\n"));
        String buttons = payable
                ? """
                <button class="main" name="act" value="pay">Pay %s</button>
                <button name="act" value="fail">Fail</button>
                <button name="act" value="close">Close without paying</button>
                <button name="act" value="late">Pay after the hold has gone</button>
                """.formatted(money(order))
                : "<button class=\"main\" name=\"act\" value=\"close\">Back to the shop</button>";
        String content = """
                <header><span>%s</span><span>Simulator: no real money</span></header>
                <section>
                <h1>%s</h1>
                <p class="amount">%s</p>
                <p class="note" role="status">%s</p>
                <form method="post" action="%s">
                %s
                %s
                </form>
                </section>
                <footer>Order %s</footer>""".formatted(
                        name(order.gateway()),
                        escape(properties.merchantName()),
                        money(order),
                        status(order, payable),
                        escape(action),
                        hidden,
                        buttons,
                        escape(order.merchantOrderId() == null ? order.orderId() : order.merchantOrderId()));
        return page(HttpStatus.OK, order.gateway(), "Pay " + escape(properties.merchantName()), content);
    }

    /** Says why there is nothing to pay. */
    public ResponseEntity<String> refusal(HttpStatus status, Gateway gateway, String why) {
        String content = "<section><h1>There is nothing to pay here</h1><p class=\"note\">%s</p></section>"
                .formatted(escape(why));
        return page(status, gateway, "Nothing to pay", content);
    }

    /** Sends the browser back to the shop, by GET whatever it did here. */
    public static ResponseEntity<String> back(String address) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create(address))
                .cacheControl(CacheControl.noStore())
                .build();
    }

    /** What the button of this name does. */
    public static Optional<Customers.Act> button(String name) {
        return Stream.of(Customers.Act.values())
                .filter(Customers.Act::onPage)
                .filter(act -> act.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** The text as an address to which a browser may be sent: http or https, with a host. */
    public static Optional<URI> webAddress(String text) {
        try {
            URI address = new URI(text);
            boolean web = "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
            return web && address.getHost() != null ? Optional.of(address) : Optional.empty();
        } catch (URISyntaxException notAnAddress) {
            return Optional.empty();
        }
    }

    private static ResponseEntity<String> page(HttpStatus status, Gateway gateway, String title, String content) {
        String color = gateway == Gateway.PHONEPE ? "#5f259f" : "#0b57d0";
        return ResponseEntity.status(status)
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                // No rule for form-action: browsers would apply it to the way back to the shop as well.
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff")
                .body(FRAME.formatted(title, color, color, content));
    }

    private static String status(GatewayOrder order, boolean payable) {
        if (order.state() == GatewayOrder.State.PAID) {
            return "This order is paid.";
        }
        if (!payable) {
            return order.over(Instant.now()) ? "The time to pay is over." : "The payment failed.";
        }
        if (order.expiresAt() == null) {
            return "There is no time limit.";
        }
        if (order.over(Instant.now())) {
            return "The time to pay is over. Money that comes now goes back.";
        }
        long seconds =
                Math.max(0, Duration.between(Instant.now(), order.expiresAt()).toSeconds());
        return seconds < 60
                ? "Less than a minute left to pay."
                : "%d %s left to pay.".formatted(seconds / 60, seconds / 60 == 1 ? "minute" : "minutes");
    }

    private static String name(Gateway gateway) {
        return gateway == Gateway.PHONEPE ? "PhonePe" : "Razorpay";
    }

    private static String money(GatewayOrder order) {
        String unit = order.currency().equals("INR") ? "₹" : order.currency() + " ";
        return unit + "%,.2f".formatted(BigDecimal.valueOf(order.amount(), 2));
    }

    private static String escape(String text) {
        return HtmlUtils.htmlEscape(text);
    }
}
