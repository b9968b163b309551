package dev.orchestra.deploy;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A server that was started here as a process of the operating system: what can be done to it from outside. */
public interface Running extends AutoCloseable {

    long pid();

    boolean isAlive();

    /** SIGKILL; returns when it is gone. */
    void kill();

    /** SIGSTOP: it keeps its ports and connections but answers nothing. */
    void pause();

    /** SIGCONT. */
    void resume();

    /** A clean stop, however long that takes within the grace it was given; returns when it is gone. */
    @Override
    void close();

    Path logFile();

    /** Completes when it ends, whoever ended it, with words for how ("exit code 1"). */
    CompletableFuture<String> ended();
}
