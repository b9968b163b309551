package dev.orchestra.deploy;

/** The ports that the stack listens on, all of the loopback interface. */
public enum StackPort {
    API(Part.API, "api", 5003),
    API_MANAGEMENT(Part.API, "api-management", 5013),
    WORKERS(Part.WORKERS, "workers", 5014),
    SERVICE_STUBS(Part.SERVICE_STUBS, "service-stubs", 5100),
    SERVICE_STUBS_MANAGEMENT(Part.SERVICE_STUBS, "service-stubs-management", 5110),
    TEMPORAL(Part.TEMPORAL, "temporal", 7233),
    TEMPORAL_UI(Part.TEMPORAL, "temporal-ui", 8233),
    POSTGRES(Part.POSTGRES, "postgres", 54329),
    REDIS(Part.REDIS, "redis", 63799),
    KAFKA(Part.KAFKA, "kafka", 19092);

    private final Part part;
    private final String title;
    private final int standard;

    StackPort(Part part, String title, int standard) {
        this.part = part;
        this.title = title;
        this.standard = standard;
    }

    public Part part() {
        return part;
    }

    /** The command-line option that moves it. */
    public String option() {
        return "--port-" + title;
    }

    /** Where {@code deploy/up} puts it unless told otherwise. */
    public int standard() {
        return standard;
    }
}
