package dev.orchestra.payment;

import io.swagger.v3.oas.annotations.Hidden;
import java.nio.charset.StandardCharsets;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where gateways send the customer's browser, by GET or by POST, when it is done there: on to the storefront, or, where that did not say, to a page that says
 * how the order stands. For browsers, not a part of the API that shops call.
 */
@Hidden
@RestController
public class PaymentReturnController {

    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    private final PaymentReturns returns;

    PaymentReturnController(PaymentReturns returns) {
        this.returns = returns;
    }

    @RequestMapping(
            path = "/payments/return/{attemptId}",
            method = {RequestMethod.GET, RequestMethod.POST})
    ResponseEntity<String> back(@PathVariable String attemptId) {
        return returns.from(attemptId)
                .map(back -> back.shop() == null
                        ? page(HttpStatus.OK, ReturnPage.of(back.standing()))
                        : answer(HttpStatus.SEE_OTHER).location(back.shop()).<String>build())
                .orElseGet(() -> page(HttpStatus.NOT_FOUND, ReturnPage.unknown()));
    }

    private static ResponseEntity<String> page(HttpStatus status, String page) {
        return answer(status)
                .contentType(HTML)
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
                .header("X-Content-Type-Options", "nosniff")
                .body(page);
    }

    private static ResponseEntity.BodyBuilder answer(HttpStatus status) {
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .header("Referrer-Policy", "no-referrer");
    }
}
