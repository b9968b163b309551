package dev.orchestra;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import dev.orchestra.checkout.CheckoutPolicy;
import dev.orchestra.payment.Gateway;
import dev.orchestra.support.StepCatalogue;
import dev.orchestra.support.Steps;
import dev.orchestra.ticket.ReservationPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What workflow code may not do, because a replay on another machine, at another time, must take the same steps again; and which package may know
 * which.
 */
@AnalyzeClasses(packages = "dev.orchestra", importOptions = ImportOption.DoNotIncludeTests.class)
class RulesTest {

    @ArchTest
    static final ArchRule DEPENDS_ON_TEMPORAL_ALONE = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "java..", "io.temporal..", "dev.orchestra..", "com.fasterxml.jackson.annotation.."))
            .because(
                    "what happens must not depend on how it is done: no framework, no HTTP, no database, no log but Workflow.getLogger; annotations that say how a message is written come with the SDK");

    @ArchTest
    static final ArchRule NO_THREADS = noClasses()
            .should()
            .dependOnClassesThat(assignableTo(Thread.class).or(resideInAnyPackage("java.util.concurrent..")))
            .because("Temporal schedules workflow code; Async and Promise are its threads and futures");

    @ArchTest
    static final ArchRule NO_PARALLEL_STREAMS =
            noClasses().should(callAny(Collection.class, "parallelStream")).orShould(callNamed("parallel"));

    @ArchTest
    static final ArchRule NO_CLOCK = noClasses()
            .should(callAny(System.class, "currentTimeMillis", "nanoTime", "getenv", "getProperty"))
            .orShould(callTime("now"))
            .orShould()
            .dependOnClassesThat(assignableTo(Clock.class))
            .because("Workflow.currentTimeMillis() is the time of the run");

    @ArchTest
    static final ArchRule NO_CHANCE = noClasses()
            .should(callAny(UUID.class, "randomUUID"))
            .orShould(callAny(Math.class, "random"))
            .orShould()
            .dependOnClassesThat(assignableTo(Random.class).or(assignableTo(ThreadLocalRandom.class)))
            .because("Workflow.randomUUID() and Workflow.newRandom() draw the same again in a replay");

    @ArchTest
    static final ArchRule NO_UNORDERED_COLLECTIONS = noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(HashMap.class, HashSet.class)
            .orShould(callAny(Set.class, "of", "copyOf"))
            .orShould(callAny(Map.class, "of", "ofEntries", "copyOf"))
            .orShould(callAny(Collectors.class, "toSet", "toMap", "groupingBy"))
            .because("their order differs from one process to the next, and steps may follow it");

    @ArchTest
    static final ArchRule NO_SHARED_STATE = fields().that()
            .areStatic()
            .should()
            .beFinal()
            .because("a run must not see another run of the same process");

    @ArchTest
    static final ArchRule DURATIONS_STAND_IN_ONE_PLACE = noClasses()
            .that()
            .doNotBelongToAnyOf(
                    StepCatalogue.class, CheckoutPolicy.class, ReservationPolicy.class, Gateway.class, Steps.class)
            .should(callAny(Duration.class, "of", "ofMillis", "ofSeconds", "ofMinutes", "ofHours", "ofDays", "parse"))
            .because(
                    "time limits are in StepCatalogue, business policy in CheckoutPolicy and ReservationPolicy, what gateways demand in Gateway");

    @ArchTest
    static final ArchRule STEPS_ONLY_COUNTS_WHAT_IS_LEFT = noClasses()
            .that()
            .belongToAnyOf(Steps.class)
            .should(callAny(Duration.class, "of", "ofSeconds", "ofMinutes", "ofHours", "ofDays", "parse"));

    @ArchTest
    static final ArchRule SERVICES_KNOW_NO_FEATURE = noClasses()
            .that()
            .resideInAPackage("dev.orchestra.services..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.orchestra.cart..", "dev.orchestra.checkout..", "dev.orchestra.payment..");

    @ArchTest
    static final ArchRule SUPPORT_KNOWS_NOTHING = classes()
            .that()
            .resideInAPackage("dev.orchestra.support..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", "io.temporal..", "dev.orchestra.support.."));

    @ArchTest
    static final ArchRule PAYMENT_KNOWS_MONEY_ALONE = classes()
            .that()
            .resideInAPackage("dev.orchestra.payment..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "java..",
                    "io.temporal..",
                    "dev.orchestra.payment..",
                    "dev.orchestra.services.payment..",
                    "dev.orchestra.store..",
                    "dev.orchestra.support.."))
            .because("every kind of checkout pays in the same way");

    @ArchTest
    static final ArchRule CARTS_KNOW_NO_CHECKOUT = noClasses()
            .that()
            .resideInAPackage("dev.orchestra.cart..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.orchestra.checkout..", "dev.orchestra.store..");

    /** The rules are worth something only if they fail on what they forbid. */
    @Test
    void rulesFailOnWhatTheyForbid() {
        JavaClasses offender = new ClassFileImporter().importClasses(Offender.class);
        for (ArchRule rule : List.of(
                NO_THREADS,
                NO_PARALLEL_STREAMS,
                NO_CLOCK,
                NO_CHANCE,
                NO_UNORDERED_COLLECTIONS,
                NO_SHARED_STATE,
                DURATIONS_STAND_IN_ONE_PLACE)) {
            assertThatThrownBy(() -> rule.check(offender))
                    .as(rule.getDescription())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("Offender");
        }
    }

    /** Does everything that workflow code may not do. */
    @SuppressWarnings("unused")
    private static final class Offender {
        private static int runs;

        long offend() {
            runs++;
            Thread.yield();
            Map<String, Object> unordered = new HashMap<>();
            unordered.put("now", Instant.now());
            unordered.put("chance", UUID.randomUUID());
            unordered.put("limit", Duration.ofSeconds(1));
            return unordered.values().parallelStream().count();
        }
    }

    private static ArchCondition<JavaClass> callAny(Class<?> owner, String... methods) {
        return callMethodWhere(new DescribedPredicate<>(owner.getSimpleName() + "." + String.join("/", methods)) {
            @Override
            public boolean test(JavaMethodCall call) {
                return call.getTargetOwner().isEquivalentTo(owner)
                        && List.of(methods).contains(call.getName());
            }
        });
    }

    private static ArchCondition<JavaClass> callTime(String... methods) {
        return callMethodWhere(new DescribedPredicate<>("java.time " + String.join("/", methods)) {
            @Override
            public boolean test(JavaMethodCall call) {
                return call.getTargetOwner().getPackageName().equals("java.time")
                        && List.of(methods).contains(call.getName());
            }
        });
    }

    private static ArchCondition<JavaClass> callNamed(String method) {
        return callMethodWhere(new DescribedPredicate<>(method + "()") {
            @Override
            public boolean test(JavaMethodCall call) {
                return call.getName().equals(method)
                        && call.getTargetOwner().getPackageName().equals("java.util.stream");
            }
        });
    }
}
