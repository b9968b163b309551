package dev.orchestra.deploy;

/** Something could not be started or died; the message is one line for the person at the terminal, without a stack trace. */
public class StartFailure extends RuntimeException {

    public StartFailure(String message) {
        super(message);
    }

    public StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
