package dev.orchestra.system;

import dev.orchestra.deploy.LocalStack;
import dev.orchestra.deploy.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One running stack for all scenarios, started with the first and stopped after the last. */
final class Stack implements ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Stack.class);

    /** Kept by the root context, which closes it when all tests are over. */
    private record Running(LocalStack stack) implements AutoCloseable {
        @Override
        public void close() {
            stack.close();
        }
    }

    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return here.endsWith("system-tests") ? here.getParent() : here;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == LocalStack.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        LocalStack stack = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Running.class, key -> new Running(start()), Running.class)
                .stack();
        if (!stack.temporalIsDurable()) {
            abortLoudly();
        }
        return stack;
    }

    private static LocalStack start() {
        LocalStack running = settings()
                // What is not paid in time is over soon after.
                .env(Part.API, "ORCHESTRA_CHECKOUT_LATE_WINDOW", "5s")
                .env(Part.API, "ORCHESTRA_RECOVERY_SWEEP", "5s")
                .start();
        warmedUp(running);
        return running;
    }

    /** Of every stack that these tests start. */
    static LocalStack.Builder settings() {
        try {
            LocalStack.Builder stack = LocalStack.builder(root(), Files.createTempDirectory("orchestra-system-tests"));
            for (Part part : List.of(Part.SERVICE_STUBS, Part.WORKERS, Part.API)) {
                // They are started again and again and live for seconds: the second compiler would never pay.
                stack.javaOptions(part, "-XX:TieredStopAtLevel=1");
            }
            return stack
                    // As in production: a JSON object a line.
                    .env(Part.WORKERS, "SPRING_PROFILES_ACTIVE", "")
                    // A thousand customers have one address here.
                    .env(Part.API, "ORCHESTRA_RATELIMIT_ADDRESS_CAPACITY", "1000000")
                    // Nobody here is to wait for half a minute.
                    .env(Part.API, "ORCHESTRA_RECOVERY_SWEEP", "5s");
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** On a busy machine the very first operation may take longer than an operation may. */
    private static void warmedUp(LocalStack stack) {
        Customer first = new Customer(stack);
        Awaitility.await("the first customer is served")
                .atMost(Duration.ofSeconds(60))
                .until(() -> first.api
                                .post("/cart/items", Customer.add("prod_250", 1))
                                .status()
                        == 200);
    }

    /**
     * These tests prove durability: on the test server they prove nothing, and must not look as if they did. Where {@code CI} is set the stack does
     * not even start on it, and they fail.
     */
    static void abortLoudly() {
        String loud =
                "NO REAL TEMPORAL SERVER COULD BE HAD: the system tests did not run. Install the Temporal CLI or Go.";
        System.err.println("\n!!! " + loud + "\n");
        Assumptions.abort(loud);
    }
}
