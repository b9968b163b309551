package dev.orchestra.stubs;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;

/** The core services in one process: port 5100 for the services, port 5110 for health. */
// Services do not know of each other: two may call something of theirs by the same name.
@SpringBootApplication(nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class)
@ConfigurationPropertiesScan
public class ServiceStubs {

    public static void main(String[] arguments) {
        SpringApplication.run(ServiceStubs.class, arguments);
    }
}
