package dev.orchestra.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.web.bind.annotation.RestController;

/** What may be inside the API; Maven sees to what it may depend on. */
@AnalyzeClasses(packages = "dev.orchestra", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule CONTROLLERS_SPEAK_HTTP_ONLY = noClasses()
            .that()
            .areAnnotatedWith(RestController.class)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.temporal.client..", "jakarta.persistence..", "okhttp3..");

    @ArchTest
    static final ArchRule CONTROLLERS_ARE_NAMED_SO =
            classes().that().areAnnotatedWith(RestController.class).should().haveSimpleNameEndingWith("Controller");

    @ArchTest
    static final ArchRule WORKFLOWS_KNOW_NOBODY = noClasses()
            .that()
            .haveSimpleNameEndingWith("WorkflowImpl")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "dev.orchestra.api..", "dev.orchestra.workers..", "okhttp3..");

    @ArchTest
    static final ArchRule WORKERS_DO_NOT_KNOW_THE_API = noClasses()
            .that()
            .resideInAPackage("dev.orchestra.workers..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.orchestra.api..", "org.springframework.web..");
}
