package dev.orchestra.stubs.faults;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.stereotype.Component;

/** The rules in force, in the order they were added. */
@Component
class Faults {

    private final Map<String, Fault> rules = new LinkedHashMap<>();
    private final Map<String, Integer> hits = new LinkedHashMap<>();

    synchronized void put(List<Fault> added) {
        for (Fault rule : added) {
            rules.put(rule.name(), rule);
            hits.put(rule.name(), 0);
        }
    }

    synchronized List<InForce> all() {
        return rules.values().stream()
                .map(rule -> new InForce(rule, hits.get(rule.name())))
                .toList();
    }

    synchronized void clear() {
        rules.clear();
        hits.clear();
    }

    synchronized void remove(String name) {
        rules.remove(name);
        hits.remove(name);
    }

    /** The first rule that hits this request, with the dice already cast; the hit counts from now on. */
    synchronized Optional<Effect> strike(String method, String path) {
        for (Fault rule : rules.values()) {
            boolean spent = rule.times() != null && hits.get(rule.name()) >= rule.times();
            if (spent || !rule.concerns(method, path)) {
                continue;
            }
            boolean error = ThreadLocalRandom.current().nextDouble() < rule.errorRate();
            if (error || rule.latencyMs() > 0 || rule.dropAnswer() || rule.garbage() || rule.delayMs() != null) {
                hits.merge(rule.name(), 1, Integer::sum);
                return Optional.of(new Effect(rule, error));
            }
        }
        return Optional.empty();
    }

    /** A rule and how many requests it has hit so far. */
    record InForce(@JsonUnwrapped Fault rule, int hits) {}

    /** What a rule does to one request. */
    record Effect(Fault rule, boolean error) {}
}
