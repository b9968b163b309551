package dev.orchestra.benchmarks;

import dev.orchestra.deploy.LocalStack;
import dev.orchestra.deploy.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What processes of a stack have in memory (resident set size), in MB; 0 of what is no process of the stack. */
record Memory(Map<Part, Double> parts) {

    private static final double KB_OF_A_MB = 1024;

    static Memory of(LocalStack stack, List<Part> parts) throws IOException {
        Map<Part, Double> megabytes = new EnumMap<>(Part.class);
        for (Part part : parts) {
            megabytes.put(part, of(stack, part));
        }
        return new Memory(megabytes);
    }

    private static double of(LocalStack stack, Part part) throws IOException {
        try {
            return of(stack.pid(part));
        } catch (IllegalStateException broughtAlong) {
            return 0;
        }
    }

    private static double of(long pid) throws IOException {
        Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
        try (BufferedReader kilobytes = ps.inputReader()) {
            return Long.parseLong(kilobytes.readLine().trim()) / KB_OF_A_MB;
        }
    }

    double megabytes(Part part) {
        return parts.get(part);
    }
}
