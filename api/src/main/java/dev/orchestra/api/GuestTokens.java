package dev.orchestra.api;

import dev.orchestra.store.OwnerDirectory;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** What guests are known by. Only its hash is stored: who reads the database is no guest. */
@Component
public class GuestTokens {

    private static final int BYTES = 32;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final SecureRandom random = new SecureRandom();
    private final OwnerDirectory owners;

    public GuestTokens(OwnerDirectory owners) {
        this.owners = owners;
    }

    /** Whether it has the form of a token that this API issued. */
    static boolean isOne(String token) {
        return FORM.matcher(token).matches();
    }

    /** A new guest's token, 256 bits that nobody guesses. */
    String issue() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        owners.findOrCreate(OwnerDirectory.Kind.GUEST, token);
        return token;
    }
}
