package dev.orchestra.deploy;

/** The parts of the stack, in the order in which they are started; they are stopped in the reverse order. */
public enum Part {
    POSTGRES("postgres", "PostgreSQL"),
    TEMPORAL("temporal", "Temporal"),
    REDIS("redis", "Redis"),
    KAFKA("kafka", "Kafka"),
    SERVICE_STUBS("service-stubs", "service-stubs"),
    WORKERS("workers", "workers"),
    API("api", "API");

    private final String folder;
    private final String title;

    Part(String folder, String title) {
        this.folder = folder;
        this.title = title;
    }

    /** The name of its data folder, of its log and, for our own processes, of its module. */
    public String folder() {
        return folder;
    }

    /** The name for people. */
    public String title() {
        return title;
    }
}
