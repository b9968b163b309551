package dev.orchestra.fakes;

import dev.orchestra.support.ServiceProblem;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import io.temporal.activity.ActivityInterface;
import io.temporal.failure.ApplicationFailure;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The rules that every core service follows (docs/core-services.md), around the fakes: a write happens once for each idempotency key, an undone
 * key is refused, every call is written down, and faults strike where a test wants them.
 */
public final class Ledger {

    /** @param outcome {@code done}, {@code replayed}, {@code refused CODE} or {@link Fault.Kind} in words */
    public record Call(String activity, String key, String undoOf, Object body, String outcome) {}

    private record Stored(String activity, Object body, Object answer) {}

    private interface Effect {
        Object apply() throws Throwable;
    }

    /** A fault with what is left of it. */
    private static final class Trouble {
        private final Fault fault;
        private int seen;
        private long since = -1;

        private Trouble(Fault fault) {
            this.fault = fault;
        }

        private boolean strikes(long now) {
            int call = seen++;
            if (call < fault.skip() || call - fault.skip() >= fault.times()) {
                return false;
            }
            since = since < 0 ? now : since;
            return fault.lasting() == null || now - since < fault.lasting().toMillis();
        }
    }

    private final LongSupplier clock;
    private final List<Call> calls = new ArrayList<>();
    private final Map<String, Stored> stored = new LinkedHashMap<>();
    private final Set<String> undone = new HashSet<>();
    private final Map<String, List<Trouble>> troubles = new LinkedHashMap<>();
    private final List<Runnable> late = new ArrayList<>();

    Ledger(LongSupplier clock) {
        this.clock = clock;
    }

    /** Switches a fault on; when several strike one call, the first that was given decides. */
    public synchronized void fault(String activity, Fault fault) {
        troubles.computeIfAbsent(activity, name -> new ArrayList<>()).add(new Trouble(fault));
    }

    /** Everything works from here on. */
    public synchronized void heal() {
        troubles.clear();
    }

    /** What was under way when its caller gave up arrives now. */
    public void deliverLate() {
        List<Runnable> arriving;
        synchronized (this) {
            arriving = List.copyOf(late);
            late.clear();
        }
        arriving.forEach(Runnable::run);
    }

    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    public List<Call> calls(String activity) {
        return calls().stream().filter(call -> call.activity().equals(activity)).toList();
    }

    /** The activities that had an effect or an answer, in their order. */
    public List<String> done() {
        return calls().stream()
                .filter(call -> call.outcome().equals("done"))
                .map(Call::activity)
                .toList();
    }

    public long done(String activity) {
        return done().stream().filter(activity::equals).count();
    }

    /** Keys that were sent with more than one activity or body: the services would refuse the second. */
    public Set<String> keysUsedTwice() {
        return calls().stream()
                .filter(call -> call.key() != null)
                .collect(Collectors.groupingBy(
                        Call::key,
                        Collectors.mapping(
                                call -> List.of(call.activity(), Objects.toString(call.body())), Collectors.toSet())))
                .entrySet()
                .stream()
                .filter(uses -> uses.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** The fake as an activity implementation that follows the rules. */
    <S> S following(Class<S> service, S fake) {
        String prefix = service.getAnnotation(ActivityInterface.class).namePrefix();
        return service.cast(Proxy.newProxyInstance(
                service.getClassLoader(), new Class<?>[] {service}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(fake, arguments);
                    }
                    return handle(prefix + capitalized(method), arguments[0], () -> invoke(fake, method, arguments));
                }));
    }

    private static Object invoke(Object fake, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(fake, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    private static String capitalized(Method method) {
        return Character.toUpperCase(method.getName().charAt(0))
                + method.getName().substring(1);
    }

    private Object handle(String activity, Object argument, Effect effect) throws Throwable {
        Fault fault = nextFault(activity);
        if (fault != null && fault.kind() == Fault.Kind.MEANWHILE) {
            fault.meanwhile().run();
            fault = null;
        }
        synchronized (this) {
            if (fault == null) {
                return once(activity, argument, effect);
            }
            switch (fault.kind()) {
                case REFUSES -> {
                    note(activity, argument, "refused " + fault.problem().code());
                    throw refusal(fault.problem());
                }
                case ANSWER_LOST -> {
                    once(activity, argument, effect);
                    note(activity, argument, "answer lost");
                }
                case ARRIVES_LATE -> {
                    note(activity, argument, "arrives late");
                    late.add(() -> arrive(activity, argument, effect));
                }
                default -> note(activity, argument, "down");
            }
            throw ApplicationFailure.newFailure(activity + " did not answer", "ServiceError");
        }
    }

    private synchronized Fault nextFault(String activity) {
        Fault first = null;
        for (Trouble trouble : troubles.getOrDefault(activity, List.of())) {
            // Each counts every call, so that what it skips does not depend on the others.
            if (trouble.strikes(clock.getAsLong()) && first == null) {
                first = trouble.fault;
            }
        }
        return first;
    }

    private synchronized void arrive(String activity, Object argument, Effect effect) {
        try {
            once(activity, argument, effect);
        } catch (ApplicationFailure refused) {
            // Its caller is gone; the journal has the refusal.
        } catch (Throwable broken) {
            throw new IllegalStateException(broken);
        }
    }

    private Object once(String activity, Object argument, Effect effect) throws Throwable {
        String key = key(argument);
        if (key != null) {
            if (undone.contains(key)) {
                note(activity, argument, "refused UNDONE");
                throw refusal(409, "UNDONE");
            }
            Stored before = stored.get(key);
            if (before != null) {
                if (!before.activity().equals(activity) || !before.body().equals(argument)) {
                    note(activity, argument, "refused IDEMPOTENCY_KEY_REUSED");
                    throw refusal(422, "IDEMPOTENCY_KEY_REUSED");
                }
                note(activity, argument, "replayed");
                return before.answer();
            }
        }
        Object answer;
        try {
            answer = effect.apply();
        } catch (ApplicationFailure refused) {
            note(activity, argument, "refused " + refused.getType());
            throw refused;
        }
        if (key != null) {
            stored.put(key, new Stored(activity, argument, answer));
        }
        if (argument instanceof Undo<?> undo && undo.undoOf() != null) {
            undone.add(undo.undoOf());
        }
        note(activity, argument, "done");
        return answer;
    }

    private void note(String activity, Object argument, String outcome) {
        if (argument instanceof Write<?> write) {
            calls.add(new Call(activity, write.key(), null, write.body(), outcome));
        } else if (argument instanceof Undo<?> undo) {
            calls.add(new Call(activity, undo.key(), undo.undoOf(), undo.body(), outcome));
        } else {
            calls.add(new Call(activity, null, null, argument, outcome));
        }
    }

    private static String key(Object argument) {
        if (argument instanceof Write<?> write) {
            return write.key();
        }
        return argument instanceof Undo<?> undo ? undo.key() : null;
    }

    static ApplicationFailure refusal(int status, String code) {
        return refusal(new ServiceProblem(status, code, code.toLowerCase(), null, null, null, null));
    }

    static ApplicationFailure refusal(ServiceProblem problem) {
        return ApplicationFailure.newNonRetryableFailure("refused", problem.code(), problem);
    }
}
