package dev.orchestra.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The command line of {@code deploy/up}. What was not given is null.
 *
 * @param ports only those that were given
 */
record UpOptions(
        boolean help,
        boolean demo,
        boolean check,
        Path data,
        String temporalAddress,
        String temporalUi,
        String postgresUrl,
        String postgresUser,
        String postgresPassword,
        String redisUrl,
        String kafkaServers,
        String servicesUrl,
        Map<StackPort, Integer> ports) {

    /** The command line is wrong; the message is one line that says how. */
    static final class Wrong extends RuntimeException {
        private Wrong(String message) {
            super(message);
        }
    }

    private static final String DEMO = "--demo";
    private static final String CHECK = "check";
    private static final List<String> HELP = List.of("--help", "-h");

    private enum Value {
        DATA("--data"),
        TEMPORAL_ADDRESS("--temporal-address"),
        TEMPORAL_UI("--temporal-ui"),
        POSTGRES_URL("--postgres-url"),
        POSTGRES_USER("--postgres-user"),
        POSTGRES_PASSWORD("--postgres-password"),
        REDIS_URL("--redis-url"),
        KAFKA_SERVERS("--kafka-servers"),
        SERVICES_URL("--services-url");

        private final String option;

        Value(String option) {
            this.option = option;
        }
    }

    /**
     * Reads the arguments; {@code --option value} and {@code --option=value} are the same.
     *
     * @throws Wrong when an option is unknown, lacks its value, or has one that cannot be
     */
    static UpOptions parse(String... args) {
        boolean help = false;
        boolean demo = false;
        boolean check = false;
        Map<Value, String> values = new EnumMap<>(Value.class);
        Map<StackPort, Integer> ports = new EnumMap<>(StackPort.class);
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(args));
        while (!rest.isEmpty()) {
            String word = rest.pop();
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String option = equals < 0 ? word : word.substring(0, equals);
            if (equals < 0 && HELP.contains(option)) {
                help = true;
            } else if (equals < 0 && option.equals(DEMO)) {
                demo = true;
            } else if (word.equals(CHECK)) {
                check = true;
            } else {
                Value value = Arrays.stream(Value.values())
                        .filter(known -> known.option.equals(option))
                        .findFirst()
                        .orElse(null);
                StackPort port = Arrays.stream(StackPort.values())
                        .filter(known -> known.option().equals(option))
                        .findFirst()
                        .orElse(null);
                if (value == null && port == null) {
                    throw new Wrong("unknown option " + word + " (--help lists them all)");
                }
                String given = equals < 0 ? rest.poll() : word.substring(equals + 1);
                if (given == null || given.isBlank() || (equals < 0 && given.startsWith("--"))) {
                    throw new Wrong(option + " needs a value");
                }
                if (port != null) {
                    ports.put(port, portNumber(option, given));
                } else {
                    values.put(value, given);
                }
            }
        }
        return checked(new UpOptions(
                help,
                demo,
                check,
                values.containsKey(Value.DATA) ? Path.of(values.get(Value.DATA)) : null,
                values.get(Value.TEMPORAL_ADDRESS),
                values.get(Value.TEMPORAL_UI),
                values.get(Value.POSTGRES_URL),
                values.get(Value.POSTGRES_USER),
                values.get(Value.POSTGRES_PASSWORD),
                values.get(Value.REDIS_URL),
                values.get(Value.KAFKA_SERVERS),
                values.get(Value.SERVICES_URL),
                ports));
    }

    /** What {@code --help} prints; the script prints the same file when nothing is built yet. */
    static String usage() {
        try (InputStream text = UpOptions.class.getResourceAsStream("/up-usage.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static UpOptions checked(UpOptions options) {
        if (options.check && options.demo) {
            throw new Wrong("check looks at a stack that runs already: it plays no order");
        }
        if (options.postgresUrl != null && !options.postgresUrl.startsWith("jdbc:postgresql:")) {
            throw new Wrong("--postgres-url must be a JDBC address, like jdbc:postgresql://127.0.0.1:5432/orchestra");
        }
        if (options.postgresUrl == null && (options.postgresUser != null || options.postgresPassword != null)) {
            throw new Wrong("--postgres-user and --postgres-password go with --postgres-url");
        }
        if (options.temporalUi != null && options.temporalAddress == null) {
            throw new Wrong("--temporal-ui goes with --temporal-address");
        }
        if (options.temporalAddress != null && !options.temporalAddress.matches("[^/]+:\\d+")) {
            throw new Wrong("--temporal-address must be HOST:PORT, without a scheme");
        }
        requireUrl("--redis-url", options.redisUrl, "redis");
        requireUrl("--services-url", options.servicesUrl, "http");
        requireUrl("--temporal-ui", options.temporalUi, "http");
        return options;
    }

    private static void requireUrl(String option, String url, String scheme) {
        if (url != null && !(url.startsWith(scheme + "://") || url.startsWith(scheme + "s://"))) {
            throw new Wrong(option + " must be an address that begins with " + scheme + "://");
        }
    }

    private static int portNumber(String option, String given) {
        if (!given.matches("\\d{1,5}") || Integer.parseInt(given) > 65535) {
            throw new Wrong(option + " must be a port number from 0 to 65535, not " + given);
        }
        return Integer.parseInt(given);
    }
}
