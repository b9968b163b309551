package dev.orchestra.stubs.payment;

import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets passwords and authorizations that have run out: nothing of them is kept for longer than it is good for. */
@Component
@EnableScheduling
class WalletSweeper {

    private final OneTimePasswords passwords;
    private final WalletAuthorizations authorizations;

    WalletSweeper(OneTimePasswords passwords, WalletAuthorizations authorizations) {
        this.passwords = passwords;
        this.authorizations = authorizations;
    }

    @Scheduled(fixedDelayString = "${stubs.payment.sweep-every:30s}")
    void sweep() {
        passwords.forget();
        authorizations.forget();
    }
}
