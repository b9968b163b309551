package dev.orchestra.support;

/** Ends an operation with a refusal; never leaves the workflow. */
public final class OperationRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public OperationRefused(Refusal refusal) {
        super(refusal.code());
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
