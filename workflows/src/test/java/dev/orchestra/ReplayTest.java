package dev.orchestra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orchestra.cart.CartWorkflows;
import dev.orchestra.checkout.PlaceOrderWorkflowImpl;
import dev.orchestra.payment.PaymentGuardianWorkflowImpl;
import dev.orchestra.ticket.TicketWorkflows;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.NonDeterministicException;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs that started before a deployment must go on behind it: every recorded history replays with the code as it is now. */
@Timeout(30)
class ReplayTest {

    private static final Path FOLDER = Path.of("src/test/resources/histories");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static TestWorkflowEnvironment environment;
    private static Worker asItIs;

    @BeforeAll
    static void start() {
        environment = TestWorkflowEnvironment.newInstance();
        asItIs = worker(
                environment,
                Stream.of(
                                new Class<?>[] {PlaceOrderWorkflowImpl.class, PaymentGuardianWorkflowImpl.class},
                                CartWorkflows.all(),
                                TicketWorkflows.operations(),
                                TicketWorkflows.checkouts())
                        .flatMap(Stream::of)
                        .toArray(Class<?>[]::new));
    }

    @AfterAll
    static void stop() {
        environment.close();
    }

    /** On a busy machine a workflow may take longer to its first step than the SDK allows for. */
    private static Worker worker(TestWorkflowEnvironment environment, Class<?>... workflows) {
        Worker worker = environment.newWorker(
                "replay",
                WorkerOptions.newBuilder()
                        .setDefaultDeadlockDetectionTimeout(PATIENCE.toMillis())
                        .build());
        worker.registerWorkflowImplementationTypes(workflows);
        return worker;
    }

    private static void replay(String history, Worker worker) throws Exception {
        WorkflowReplayer.replayWorkflowExecutionFromResource("histories/" + history, worker);
    }

    static List<String> histories() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("histories")
    void recordedRunsReplay(String history) throws Exception {
        replay(history, asItIs);
    }

    @Test
    void thereIsAHistoryForEachWayARunCanGo() throws IOException {
        assertThat(histories())
                .contains(
                        "buy-now-bought.json",
                        "cart-delete-deleted.json",
                        "cart-items-applied.json",
                        "cart-items-only-applied.json",
                        "cart-items-service-down.json",
                        "cart-merge-merged.json",
                        "cart-options-applied.json",
                        "cart-suggestions-five-sources.json",
                        "cart-view-computed.json",
                        "cart-view-locked.json",
                        "place-order-with-everything.json",
                        "place-order-gives-everything-back.json",
                        "place-order-completed.json",
                        "place-order-out-of-stock.json",
                        "place-order-payment-refused.json",
                        "place-order-cancelled-in-time.json",
                        "place-order-undo-takes-an-hour.json",
                        "place-order-split-in-three.json",
                        "place-order-paid-without-a-webhook.json",
                        "place-order-failed-and-paid-after-all.json",
                        "place-order-paid-twice.json",
                        "place-order-gateway-away-then-another-one.json",
                        "place-order-changed-to-cash.json",
                        "place-order-wrong-amount.json",
                        "place-order-not-paid.json",
                        "place-order-called-off-while-waiting.json",
                        "place-order-called-off-and-paid-later.json",
                        "place-order-called-off-in-the-ui-while-waiting.json",
                        "place-order-cash-refused-beside-a-paid-gateway.json",
                        "place-order-wallet-short.json",
                        "add-seat-added.json",
                        "add-seat-undone.json",
                        "remove-seat-removed.json",
                        "seat-reservation-expired.json",
                        "seat-reservation-extended.json",
                        "seat-reservation-sold.json",
                        "ticket-checkout-completed.json",
                        "ticket-checkout-paid-too-late.json",
                        "ticket-checkout-not-paid.json",
                        "ticket-checkout-called-off.json",
                        "ticket-checkout-refused.json");
    }

    /** What a customer writes in their own words is in a history by reference alone. */
    private static final Pattern OWN_WORDS = Pattern.compile(
            "\"(?:instructions|description|tipDescription|specialInstructions)\":\"([^\"]*)\"|\"giftWrap\":\\{[^}]*\"message\":\"([^\"]*)\"");

    private static final Pattern PAYLOAD = Pattern.compile("\"data\": \"([^\"]+)\"");

    @Test
    void noHistoryHasWhatCustomersWrote() throws IOException {
        List<String> words = new ArrayList<>();
        for (String history : histories()) {
            words.addAll(ownWords(Files.readString(FOLDER.resolve(history))));
        }
        assertThat(words).contains("txt_tip", "txt_wrap", "txt_door").allMatch(word -> word.startsWith("txt_"));
    }

    @Test
    void whatCustomersWroteWouldBeFound() {
        for (String leak : List.of(
                "{\"tips\":{\"amount\":5,\"description\":\"for Marker\"}}",
                "{\"giftWrap\":{\"id\":\"wrap_1\",\"message\":\"for Marker\"}}",
                "{\"specialInstructions\":{\"instructions\":\"for Marker\"}}",
                "{\"fulfilment\":{\"specialInstructions\":\"for Marker\"}}")) {
            String payload = Base64.getEncoder().encodeToString(leak.getBytes(StandardCharsets.UTF_8));

            assertThat(ownWords("\"data\": \"" + payload + "\"")).containsExactly("for Marker");
        }
    }

    private static List<String> ownWords(String history) {
        List<String> words = new ArrayList<>();
        Matcher payload = PAYLOAD.matcher(history);
        while (payload.find()) {
            Matcher found = OWN_WORDS.matcher(new String(
                    Base64.getDecoder().decode(payload.group(1).replace("\\u003d", "=")), StandardCharsets.UTF_8));
            while (found.find()) {
                words.add(found.group(1) == null ? found.group(2) : found.group(1));
            }
        }
        return words;
    }

    /** The control: the same code, but with steps behind the decision that try locally first, as somebody might change them. */
    @Test
    void aChangedOrderOfEventsIsFound() throws Exception {
        Class<?> changed = new Changed("dev.orchestra.checkout.PlaceOrderSteps", "INSIST_REGULAR", "INSIST")
                .loadClass(PlaceOrderWorkflowImpl.class.getName());

        try (TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance()) {
            Worker asChanged = worker(environment, changed);

            assertThatThrownBy(() -> replay("place-order-completed.json", asChanged))
                    .hasStackTraceContaining(NonDeterministicException.class.getSimpleName());
        }
    }

    /** Loads the product's classes anew, with one name replaced in one of them. */
    private static final class Changed extends ClassLoader {

        private final String className;
        private final String from;
        private final String to;

        private Changed(String className, String from, String to) {
            super(ReplayTest.class.getClassLoader());
            this.className = className;
            this.from = from;
            this.to = to;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("dev.orchestra.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] code = file.readAllBytes();
                byte[] kept = name.equals(className) ? replaced(code) : code;
                return defineClass(name, kept, 0, kept.length);
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }

        /** A name stands once in a class file, as UTF with its length before it. */
        private byte[] replaced(byte[] code) throws IOException {
            byte[] old = utf(from);
            String text = new String(code, StandardCharsets.ISO_8859_1);
            String changed = text.replace(
                    new String(old, StandardCharsets.ISO_8859_1), new String(utf(to), StandardCharsets.ISO_8859_1));
            assertThat(changed).isNotEqualTo(text);
            return changed.getBytes(StandardCharsets.ISO_8859_1);
        }

        private static byte[] utf(String name) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new DataOutputStream(bytes).writeUTF(name);
            return bytes.toByteArray();
        }
    }
}
