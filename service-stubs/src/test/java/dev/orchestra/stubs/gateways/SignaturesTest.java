package dev.orchestra.stubs.gateways;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignaturesTest {

    /** Vectors of PhonePe's own client library, and of RFC 4231 (test case 2). */
    @Test
    void digestsAreWhatOthersCompute() {
        assertThat(Signatures.sha256("username:password"))
                .isEqualTo("bc842c31a9e54efe320d30d948be61291f3ceee4766e36ab25fa65243cd76e0e");
        assertThat(Signatures.hmacSha256("Jefe", "what do ya want for nothing?"))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}
