package dev.orchestra.cart;

import dev.orchestra.api.Fingerprint;
import dev.orchestra.api.IdempotencyKey;
import dev.orchestra.api.IdempotentRequests;
import dev.orchestra.api.Owner;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Buy Now (3 steps): a cart of its own, which its {@code cart_id} names from then on. */
@RestController
public class BuyNowController {

    private final CartOperations operations;
    private final PersonalTexts texts;
    private final IdempotentRequests requests;
    private final Fingerprint fingerprint;

    BuyNowController(
            CartOperations operations, PersonalTexts texts, IdempotentRequests requests, Fingerprint fingerprint) {
        this.operations = operations;
        this.texts = texts;
        this.requests = requests;
        this.fingerprint = fingerprint;
    }

    @PostMapping("/buy-now")
    ResponseEntity<Object> buyNow(
            Owner owner,
            HttpServletRequest http,
            @RequestAttribute(IdempotencyKey.ATTRIBUTE) String key,
            @Valid @RequestBody CartItemsRequest request) {
        String print = fingerprint.of(request);
        return requests.once(
                owner,
                "POST /buy-now",
                http,
                print,
                () -> Answers.of(
                        operations.buyNow(owner, key, print, request), answer -> ItemsAnswer.of(answer, texts)));
    }
}
