package dev.orchestra.payment;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.Problem;
import dev.orchestra.payment.WebhookMetrics.Reception;
import dev.orchestra.store.WebhookInbox;
import dev.orchestra.store.WebhookInbox.Receipt;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/**
 * Takes webhooks in: first it is made sure whose they are, then they are read, and when a method returns they are stored. What is signed is never refused: a
 * gateway would repeat it for a day and then tell us nothing any more.
 */
class Webhooks {

    private static final String RAZORPAY_EVENT_ID = "x-razorpay-event-id";

    private final WebhookSignatures signatures;
    private final WebhookReader reader;
    private final WebhookInbox inbox;
    private final WebhookRelay relay;
    private final WebhookMetrics metrics;

    Webhooks(
            WebhookSignatures signatures,
            WebhookReader reader,
            WebhookInbox inbox,
            WebhookRelay relay,
            WebhookMetrics metrics) {
        this.signatures = signatures;
        this.reader = reader;
        this.inbox = inbox;
        this.relay = relay;
        this.metrics = metrics;
    }

    /** @throws Problem SIGNATURE_INVALID */
    void fromPhonePe(HttpHeaders headers, byte[] body) {
        check(Gateway.PHONEPE, signatures.isPhonePes(headers, body));
        keep(Gateway.PHONEPE, reader.phonePe(body));
    }

    /** @throws Problem SIGNATURE_INVALID */
    void fromRazorpay(HttpHeaders headers, byte[] body) {
        check(Gateway.RAZORPAY, signatures.isRazorpays(headers, body));
        keep(Gateway.RAZORPAY, reader.razorpay(body, headers.getFirst(RAZORPAY_EVENT_ID)));
    }

    private void check(Gateway gateway, boolean itsOwn) {
        if (!itsOwn) {
            metrics.received(gateway, Reception.REJECTED);
            throw new Problem(ErrorCode.SIGNATURE_INVALID, "The signature is not the gateway's.");
        }
    }

    private void keep(Gateway gateway, Optional<Receipt> receipt) {
        if (receipt.isEmpty()) {
            metrics.received(gateway, Reception.UNREADABLE);
            return;
        }
        boolean isNew = inbox.receive(receipt.get());
        metrics.received(gateway, isNew ? Reception.NEW : Reception.DUPLICATE);
        if (isNew) {
            relay.wake();
        }
    }
}
