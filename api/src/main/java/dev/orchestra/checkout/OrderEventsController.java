package dev.orchestra.checkout;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Problem;
import dev.orchestra.api.Problems;
import dev.orchestra.api.Problems.InvalidField;
import dev.orchestra.store.OrderBook;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The timeline of an order as it happens (server-sent events). */
@RestController
public class OrderEventsController {

    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private final OrderBook orders;
    private final OrderStreams streams;

    public OrderEventsController(OrderBook orders, OrderStreams streams) {
        this.orders = orders;
        this.streams = streams;
    }

    /** 204 tells a client that there is nothing to come again for. */
    @GetMapping(path = "/orders/{orderId}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    ResponseEntity<SseEmitter> events(
            Owner owner,
            @PathVariable String orderId,
            @RequestHeader(name = LAST_EVENT_ID, required = false) String lastEventId) {
        int seen = seen(lastEventId);
        OrderBook.StoredOrder order = orders.order(owner.ownerId(), orderId)
                .orElseThrow(() -> new Problem(ErrorCode.ORDER_NOT_FOUND, "There is no such order."));
        return streams.open(order, seen)
                .map(stream -> ResponseEntity.ok()
                        .cacheControl(CacheControl.noStore())
                        // Proxies that gather what they pass on would keep each event until the next one.
                        .header("X-Accel-Buffering", "no")
                        .body(stream))
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    private static int seen(String lastEventId) {
        if (lastEventId == null || lastEventId.isEmpty()) {
            return 0;
        }
        if (!lastEventId.matches("[0-9]{1,9}")) {
            throw Problems.invalid(List.of(new InvalidField(LAST_EVENT_ID, "must be the id of an event")));
        }
        return Integer.parseInt(lastEventId);
    }
}
