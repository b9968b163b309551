package dev.orchestra.benchmarks;

import dev.orchestra.deploy.LocalStack;
import dev.orchestra.deploy.Part;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The processor time that each process of a stack has used. Unlike times on the clock it hardly depends on what else the machine does, and it says what a number of cores can do
 * at most.
 *
 * @param client of this program
 */
record CpuTimes(Map<Part, Duration> parts, Duration client) {

    static CpuTimes of(LocalStack stack) {
        Map<Part, Duration> parts = new EnumMap<>(Part.class);
        Arrays.stream(Part.values()).forEach(part -> parts.put(part, of(stack, part)));
        return new CpuTimes(parts, of(ProcessHandle.current()));
    }

    private static Duration of(LocalStack stack, Part part) {
        try {
            ProcessHandle process = ProcessHandle.of(stack.pid(part)).orElseThrow();
            // PostgreSQL has a process for each connection.
            return Stream.concat(Stream.of(process), process.descendants())
                    .map(CpuTimes::of)
                    .reduce(Duration.ZERO, Duration::plus);
        } catch (IllegalStateException broughtAlong) {
            return Duration.ZERO;
        }
    }

    private static Duration of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    CpuTimes since(CpuTimes before) {
        Map<Part, Duration> used = new EnumMap<>(Part.class);
        parts.forEach((part, time) -> used.put(part, time.minus(before.parts.get(part))));
        return new CpuTimes(used, client.minus(before.client));
    }

    double millis(Part part) {
        return millis(parts.get(part));
    }

    double clientMillis() {
        return millis(client);
    }

    double allMillis() {
        return millis(parts.values().stream().reduce(client, Duration::plus));
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }
}
