package dev.orchestra;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What may be inside the activities. */
@AnalyzeClasses(packages = "dev.orchestra", importOptions = ArchitectureTest.Activities.class)
class ArchitectureTest {

    /** The class path of the tests has other modules in it, some with the same package names. */
    static class Activities implements ImportOption {
        @Override
        public boolean includes(com.tngtech.archunit.core.importer.Location location) {
            return location.contains("/activities/target/classes/");
        }
    }

    @ArchTest
    static final ArchRule nobody_answers_requests_here = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework.web..", "org.springframework.http..", "jakarta.servlet..");

    @ArchTest
    static final ArchRule clients_know_no_tables = noClasses()
            .that()
            .resideInAnyPackage("dev.orchestra.services..", "dev.orchestra.support..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.orchestra.store..",
                    "jakarta.persistence..",
                    "org.hibernate..",
                    "org.springframework.data..",
                    "org.springframework.jdbc..",
                    "java.sql..");

    @ArchTest
    static final ArchRule tables_know_no_services_addresses = noClasses()
            .that()
            .resideInAPackage("dev.orchestra.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("okhttp3..");

    @ArchTest
    static final ArchRule core_services_are_only_met_over_http = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.orchestra.stubs..", "dev.orchestra.deploy..");
}
