package dev.orchestra.api;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whoever is not signed in becomes somebody. */
@RestController
public class GuestController {

    private final GuestTokens tokens;

    public GuestController(GuestTokens tokens) {
        this.tokens = tokens;
    }

    /** Answer of {@code POST /guests}. */
    public record GuestAnswer(boolean success, String guestToken) {

        @Override
        public String toString() {
            return "GuestAnswer[]";
        }
    }

    @PostMapping("/guests")
    ResponseEntity<GuestAnswer> newGuest() {
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .body(new GuestAnswer(true, tokens.issue()));
    }
}
