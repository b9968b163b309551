package dev.orchestra.payment;

import dev.orchestra.store.CheckoutRequestStore;
import dev.orchestra.store.OrderBook;
import dev.orchestra.store.OrderBook.Standing;
import dev.orchestra.store.PaymentRouteBook;
import dev.orchestra.store.PaymentRoutes.Route;
import dev.orchestra.store.PaymentRoutes.RouteOwner;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Where a browser goes that comes back from a gateway. Its coming says that the payment may have moved, and nothing more. */
class PaymentReturns {

    /** A person waits. Without an answer the webhook will do. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private static final Duration BETWEEN_NEWS = Duration.ofSeconds(2);
    private static final int REMEMBERED = 10_000;

    private final Map<String, Long> toldAt = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final PaymentRouteBook routes;
    private final CheckoutRequestStore requests;
    private final OrderBook orders;
    private final PaymentNews news;

    PaymentReturns(PaymentRouteBook routes, CheckoutRequestStore requests, OrderBook orders, PaymentNews news) {
        this.routes = routes;
        this.requests = requests;
        this.orders = orders;
        this.news = news;
    }

    /**
     * Where a browser has come back from.
     *
     * @param standing null when nothing is known of the order any more
     * @param shop where the storefront wants it, with the order's id and state; null when it did not say
     */
    record Back(Standing standing, URI shop) {}

    /** @return empty when there is no such attempt */
    Optional<Back> from(String attemptId) {
        return routes.find(attemptId).map(route -> {
            // One that is closed is not opened by whoever calls this page: a webhook is signed.
            if (route.owner() != RouteOwner.CLOSED && isNews(attemptId)) {
                news.tell(route, PATIENCE);
            }
            Standing standing = orders.standing(route.orderId()).orElse(null);
            URI shop = requests.callbackUrl(route.checkoutRequestId(), route.leg())
                    .map(url -> withOrder(url, route, standing))
                    .orElse(null);
            return new Back(standing, shop);
        });
    }

    /** Somebody who reloads the page again and again fills no run's history. */
    private boolean isNews(String attemptId) {
        long now = System.nanoTime();
        synchronized (toldAt) {
            Long before = toldAt.get(attemptId);
            if (before != null && now - before < BETWEEN_NEWS.toNanos()) {
                return false;
            }
            toldAt.put(attemptId, now);
            return true;
        }
    }

    private static URI withOrder(String url, Route route, Standing standing) {
        String added = "order_id=" + encoded(route.orderId())
                + (standing == null ? "" : "&state=" + standing.state().name());
        return appended(URI.create(url), added);
    }

    /** What is there stays letter by letter, encoded as it is. */
    static URI appended(URI url, String parameters) {
        String text = url.toString();
        int fragment = text.indexOf('#');
        String before = fragment < 0 ? text : text.substring(0, fragment);
        String after = fragment < 0 ? "" : text.substring(fragment);
        String query = url.getRawQuery();
        String separator = query == null ? "?" : query.isEmpty() || query.endsWith("&") ? "" : "&";
        return URI.create(before + separator + parameters + after);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
