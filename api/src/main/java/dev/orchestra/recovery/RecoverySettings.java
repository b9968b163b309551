package dev.orchestra.recovery;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param sweep how often runs are looked for that should be there and are not */
@ConfigurationProperties("orchestra.recovery")
record RecoverySettings(@DefaultValue("30s") Duration sweep) {

    RecoverySettings {
        if (sweep.isNegative() || sweep.isZero()) {
            throw new IllegalArgumentException("orchestra.recovery.sweep must be more than zero, not " + sweep + ".");
        }
    }
}
