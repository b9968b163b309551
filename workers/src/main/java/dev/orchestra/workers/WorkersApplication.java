package dev.orchestra.workers;

import dev.orchestra.ActivitiesConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The worker process: serves both queues until it is told to stop, then finishes what it has; deletes what was kept long enough. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import({ActivitiesConfiguration.class, WorkersConfiguration.class, RetentionConfiguration.class})
public class WorkersApplication {

    public static void main(String[] args) {
        SpringApplication.run(WorkersApplication.class, args);
    }
}
