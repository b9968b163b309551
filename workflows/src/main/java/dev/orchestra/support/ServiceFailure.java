package dev.orchestra.support;

/** What a step comes back with when it does not come back with an answer. Never leaves a workflow. */
public abstract sealed class ServiceFailure extends RuntimeException
        permits ServiceFailure.Refused, ServiceFailure.Unavailable {

    private static final long serialVersionUID = 1L;

    private final String service;

    private ServiceFailure(String service, String message, Throwable cause) {
        super(message, cause);
        this.service = service;
    }

    /** The core service that was called, by its name in docs/core-services.md. */
    public String service() {
        return service;
    }

    /** The service answered no: the call changed nothing and no retry will help. */
    public static final class Refused extends ServiceFailure {

        private static final long serialVersionUID = 1L;

        private final transient ServiceProblem problem;

        public Refused(String service, ServiceProblem problem, Throwable cause) {
            super(service, problem.code() + ": " + problem.detail(), cause);
            this.problem = problem;
        }

        public ServiceProblem problem() {
            return problem;
        }

        public boolean is(String code) {
            return code.equals(problem.code());
        }
    }

    /** No usable answer within the tries allowed: what the call did, if anything, is not known. */
    public static final class Unavailable extends ServiceFailure {

        private static final long serialVersionUID = 1L;

        public Unavailable(String service, Throwable cause) {
            super(service, service + " gave no usable answer", cause);
        }
    }
}
