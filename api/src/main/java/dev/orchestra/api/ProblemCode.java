package dev.orchestra.api;

import org.springframework.http.HttpStatus;

/** What a {@link Problem} is known by: an {@link ErrorCode}, or a refusal of the ticket API, which has words of its own. */
public interface ProblemCode {

    String name();

    HttpStatus status();

    /** What it is about, for a person. */
    String title();
}
