package dev.orchestra.deploy;

/** Where a start tells what it is doing, one line at a time. */
@FunctionalInterface
public interface Progress {

    /** Lines go to standard error, where a test's own output is not disturbed. */
    Progress STDERR = line -> System.err.println("[local stack] " + line);

    void say(String line);
}
