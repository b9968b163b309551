package dev.orchestra.stubs.payment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The gateways by their names. */
@Component
class Gateways {

    private final Map<String, Gateway> byName;

    Gateways(List<Gateway> gateways) {
        this.byName = gateways.stream().collect(Collectors.toMap(Gateway::name, Function.identity()));
    }

    Optional<Gateway> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The gateway of an attempt that was made here. */
    Gateway of(Attempt attempt) {
        return find(attempt.gateway())
                .orElseThrow(() -> new IllegalStateException("No gateway of the name " + attempt.gateway()));
    }
}
