package dev.orchestra.stubs.support;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;

/** A request that is answered with a problem: it changed nothing, and its {@code code} is part of the contract. */
public class Refusal extends RuntimeException {

    private final HttpStatus status;
    private final String code;
    private final Map<String, Object> details = new LinkedHashMap<>();

    /**
     * @param status the HTTP status of the answer
     * @param code the stable code a program decides by, such as {@code CART_LOCKED}
     * @param detail one sentence for the person who reads the log
     */
    public Refusal(HttpStatus status, String code, String detail) {
        super(detail);
        this.status = status;
        this.code = code;
    }

    /** Adds a member to the top level of the problem; {@code name} is written as it is. */
    public Refusal with(String name, Object value) {
        details.put(name, value);
        return this;
    }

    public HttpStatus status() {
        return status;
    }

    public String code() {
        return code;
    }

    Map<String, Object> details() {
        return details;
    }
}
