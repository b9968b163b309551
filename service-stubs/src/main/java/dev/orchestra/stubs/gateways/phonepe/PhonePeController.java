package dev.orchestra.stubs.gateways.phonepe;

import dev.orchestra.stubs.gateways.Customers;
import dev.orchestra.stubs.gateways.Gateway;
import dev.orchestra.stubs.gateways.GatewayOrder;
import dev.orchestra.stubs.gateways.GatewayProperties;
import dev.orchestra.stubs.gateways.GatewayRefund;
import dev.orchestra.stubs.gateways.Ledger;
import dev.orchestra.stubs.gateways.PaymentPage;
import dev.orchestra.stubs.gateways.phonepe.PhonePeMessages.OrderView;
import dev.orchestra.stubs.gateways.phonepe.PhonePeMessages.PayAnswer;
import dev.orchestra.stubs.gateways.phonepe.PhonePeMessages.PayRequest;
import dev.orchestra.stubs.gateways.phonepe.PhonePeMessages.RefundAnswer;
import dev.orchestra.stubs.gateways.phonepe.PhonePeMessages.RefundRequest;
import dev.orchestra.stubs.gateways.phonepe.PhonePeMessages.RefundView;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import tools.jackson.databind.json.JsonMapper;

/** PhonePe's endpoints, and the page to which its orders send the customer. */
@RestController
@RequestMapping(PhonePeController.BASE)
class PhonePeController {

    static final String BASE = "/gateways/phonepe";

    private static final String ID = "[A-Za-z0-9_-]{1,63}";
    private static final long LEAST_AMOUNT = 100;
    private static final long MOST_SECONDS = 3_600;

    private final PhonePe phonePe;
    private final PhonePeTokens tokens;
    private final Ledger ledger;
    private final Customers customers;
    private final PaymentPage page;
    private final JsonMapper json;
    private final String publicUrl;
    private final long leastSeconds;

    PhonePeController(
            PhonePe phonePe,
            PhonePeTokens tokens,
            Ledger ledger,
            Customers customers,
            PaymentPage page,
            JsonMapper json,
            GatewayProperties properties) {
        this.phonePe = phonePe;
        this.tokens = tokens;
        this.ledger = ledger;
        this.customers = customers;
        this.page = page;
        this.json = json;
        this.publicUrl = properties.publicUrl();
        this.leastSeconds = properties.phonepe().shortestLife().toSeconds();
    }

    @PostMapping(path = "/identity-manager/v1/oauth/token", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    PhonePeTokens.Token token(
            @RequestParam("client_id") String clientId,
            @RequestParam("client_secret") String clientSecret,
            @RequestParam("client_version") String clientVersion,
            @RequestParam("grant_type") String grantType) {
        if (!grantType.equals("client_credentials")) {
            throw PhonePeProblem.badRequest("grant_type has to be client_credentials.");
        }
        return tokens.issue(clientId, clientSecret);
    }

    @PostMapping("/pg/checkout/v2/pay")
    PayAnswer pay(
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) String authorization,
            @RequestBody PayRequest request) {
        tokens.verify(authorization);
        check(request.merchantOrderId() != null && request.merchantOrderId().matches(ID), "merchantOrderId");
        check(request.amount() != null && request.amount() >= LEAST_AMOUNT, "amount");
        long expireAfter = request.expireAfter() == null ? MOST_SECONDS : request.expireAfter();
        check(expireAfter >= leastSeconds && expireAfter <= MOST_SECONDS, "expireAfter");
        check(redirectUrl(request).isPresent(), "paymentFlow.merchantUrls.redirectUrl");
        GatewayOrder order = phonePe.place(request, expireAfter);
        String base = publicUrl == null || publicUrl.isBlank()
                ? ServletUriComponentsBuilder.fromCurrentContextPath().toUriString()
                : publicUrl;
        return new PayAnswer(
                order.orderId(),
                PhonePe.state(order),
                order.expiresAt().toEpochMilli(),
                base + BASE + "/pay/" + order.pageToken());
    }

    @GetMapping("/pg/checkout/v2/order/{merchantOrderId}/status")
    OrderView status(
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) String authorization,
            @PathVariable String merchantOrderId,
            @RequestParam(defaultValue = "false") boolean details,
            @RequestParam(defaultValue = "false") boolean errorContext) {
        tokens.verify(authorization);
        return phonePe.view(phonePe.order(merchantOrderId), details, errorContext);
    }

    @PostMapping("/pg/payments/v2/refund")
    RefundAnswer refund(
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) String authorization,
            @RequestBody RefundRequest request) {
        tokens.verify(authorization);
        check(request.merchantRefundId() != null && request.merchantRefundId().matches(ID), "merchantRefundId");
        check(request.originalMerchantOrderId() != null, "originalMerchantOrderId");
        check(request.amount() != null && request.amount() >= 1, "amount");
        GatewayRefund refund = phonePe.refund(request);
        return new RefundAnswer(
                refund.refundId(), refund.amount(), refund.state().name());
    }

    @GetMapping("/pg/payments/v2/refund/{merchantRefundId}/status")
    RefundView refundStatus(
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) String authorization,
            @PathVariable String merchantRefundId) {
        tokens.verify(authorization);
        return phonePe.refund(merchantRefundId);
    }

    @GetMapping("/pay/{pageToken}")
    ResponseEntity<String> page(@PathVariable String pageToken) {
        return ledger.ofPage(Gateway.PHONEPE, pageToken)
                .map(order -> page.of(order, pageAddress(order), Map.of()))
                .orElseGet(this::noPage);
    }

    /** A button was pressed: {@code act} is pay, fail, close or late. */
    @PostMapping(path = "/pay/{pageToken}", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<String> pressed(@PathVariable String pageToken, @RequestParam String act) {
        GatewayOrder order = ledger.ofPage(Gateway.PHONEPE, pageToken).orElse(null);
        if (order == null) {
            return noPage();
        }
        Customers.Act what =
                PaymentPage.button(act).orElseThrow(() -> PhonePeProblem.badRequest("There is no such button."));
        return customers.act(order.orderId(), what).done()
                ? PaymentPage.back(redirectUrl(json.readValue(order.request(), PayRequest.class))
                        .orElseThrow()
                        .toString())
                : PaymentPage.back(pageAddress(order));
    }

    private ResponseEntity<String> noPage() {
        return page.refusal(HttpStatus.NOT_FOUND, Gateway.PHONEPE, "This address belongs to no order.");
    }

    private static String pageAddress(GatewayOrder order) {
        return BASE + "/pay/" + order.pageToken();
    }

    private static Optional<URI> redirectUrl(PayRequest request) {
        return Optional.ofNullable(request.paymentFlow())
                .map(PhonePeMessages.PaymentFlow::merchantUrls)
                .map(PhonePeMessages.MerchantUrls::redirectUrl)
                .flatMap(PaymentPage::webAddress);
    }

    private static void check(boolean right, String field) {
        if (!right) {
            throw PhonePeProblem.badRequest("Bad Request - " + field + " is missing or not valid.");
        }
    }
}
