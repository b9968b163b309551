package dev.orchestra.payment;

import io.swagger.v3.oas.annotations.Hidden;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where gateways tell of payments. A webhook is stored when it is answered. Not a part of the API that shops call. */
@Hidden
@RestController
@RequestMapping(path = "/webhooks", consumes = MediaType.APPLICATION_JSON_VALUE)
public class WebhookController {

    private static final byte[] NO_BODY = {};

    private final Webhooks webhooks;

    WebhookController(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @PostMapping("/phonepe")
    ResponseEntity<Void> phonePe(@RequestHeader HttpHeaders headers, @RequestBody(required = false) byte[] body) {
        webhooks.fromPhonePe(headers, body == null ? NO_BODY : body);
        return ResponseEntity.ok().build();
    }

    @PostMapping("/razorpay")
    ResponseEntity<Void> razorpay(@RequestHeader HttpHeaders headers, @RequestBody(required = false) byte[] body) {
        webhooks.fromRazorpay(headers, body == null ? NO_BODY : body);
        return ResponseEntity.ok().build();
    }
}
