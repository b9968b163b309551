package dev.orchestra.stubs;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packagesOf = ServiceStubs.class, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String SUPPORT = "dev.orchestra.stubs.support..";

    /** They stand for other teams' services: only HTTP, Kafka and the gateways' protocols join them with the rest. */
    @ArchTest
    static final ArchRule THE_SERVICES_KNOW_NOTHING_OF_THE_CHECKOUT = noClasses()
            .should()
            .dependOnClassesThat(
                    resideInAPackage("dev.orchestra..").and(not(resideInAPackage("dev.orchestra.stubs.."))));

    /**
     * The demo data alone may know all of them: it fills them when the process starts. A seat map is one answer of two
     * services, and Inventory's events are stored in the transaction of what they tell of.
     */
    @ArchTest
    static final ArchRule NO_SERVICE_DEPENDS_ON_ANOTHER = slices().matching("dev.orchestra.stubs.(*)..")
            .namingSlices("service $1")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(not(resideInAPackage(SUPPORT)), resideInAPackage(SUPPORT))
            .ignoreDependency(
                    resideInAPackage("dev.orchestra.stubs.catalog.."),
                    resideInAPackage("dev.orchestra.stubs.inventory.seats"))
            .ignoreDependency(
                    resideInAPackage("dev.orchestra.stubs.inventory.seats"),
                    resideInAPackage("dev.orchestra.stubs.event"))
            .ignoreDependency(resideInAPackage("dev.orchestra.stubs.demo.."), alwaysTrue());

    @ArchTest
    static final ArchRule SUPPORT_KNOWS_NO_SERVICE = noClasses()
            .that()
            .resideInAPackage(SUPPORT)
            .should()
            .dependOnClassesThat(resideInAPackage("dev.orchestra.stubs.*..").and(not(resideInAPackage(SUPPORT))));

    /** The arithmetic of a cart can be read, tested and trusted without a server. */
    @ArchTest
    static final ArchRule THE_CALCULATOR_IS_PURE = noClasses()
            .that()
            .haveSimpleNameStartingWith("CartCalculator")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "jakarta.persistence..", "org.hibernate..");
}
