package dev.orchestra.workers;

import dev.orchestra.ActivityImplementations;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.GrpcCompression;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.spring.boot.TemporalOptionsCustomizer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a process needs to run workflows: the worker process and, for queue {@code cart}, the API process. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WorkerProperties.class)
public class WorkersConfiguration {

    @Bean
    WorkerHost workerHost(WorkflowClient client, ActivityImplementations activities, WorkerProperties properties) {
        return new WorkerHost(client, activities.all(), properties);
    }

    @Bean
    TemporalHealthIndicator temporalHealthIndicator(WorkflowServiceStubs stubs, WorkerHost host) {
        return new TemporalHealthIndicator(stubs, host);
    }

    @Bean
    TemporalOptionsCustomizer<WorkflowServiceStubsOptions.Builder> serviceStubsOptions() {
        // Messages are small and the server is near: compressing them costs more time than sending them.
        return options -> options.setGrpcCompression(GrpcCompression.NONE);
    }
}
