package dev.orchestra.workers;

import dev.orchestra.support.SearchAttributes;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc.OperatorServiceBlockingStub;
import io.temporal.common.SearchAttributeKey;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the search attributes that the workflows set, so that any Temporal server will do. Does nothing when they are there. */
final class SearchAttributeRegistration {

    private static final Logger log = LoggerFactory.getLogger(SearchAttributeRegistration.class);

    private SearchAttributeRegistration() {}

    /**
     * What is between the attributes that the workflows set and those that the server knows.
     *
     * @param wrong each of another type, as a sentence
     */
    record Difference(Map<String, IndexedValueType> missing, List<String> wrong) {

        static Difference to(Map<String, IndexedValueType> known) {
            Map<String, IndexedValueType> missing = new LinkedHashMap<>();
            List<String> wrong = new ArrayList<>();
            wanted().forEach((name, type) -> {
                IndexedValueType there = known.get(name);
                if (there == null) {
                    missing.put(name, type);
                } else if (there != type) {
                    wrong.add(name + " is " + there + " and must be " + type);
                }
            });
            return new Difference(missing, wrong);
        }
    }

    static void register(WorkflowServiceStubs workflows, String namespace) {
        register(
                OperatorServiceStubs.newServiceStubs(OperatorServiceStubsOptions.newBuilder()
                                .setChannel(workflows.getRawChannel())
                                .validateAndBuildWithDefaults())
                        .blockingStub(),
                namespace);
    }

    /**
     * @throws StatusRuntimeException when the server cannot be used yet; a server that does not let us is no reason to wait: somebody else may
     *     have registered them
     */
    static void register(OperatorServiceBlockingStub operator, String namespace) {
        Map<String, IndexedValueType> unregistered = wanted();
        try {
            Difference difference = Difference.to(operator.listSearchAttributes(ListSearchAttributesRequest.newBuilder()
                            .setNamespace(namespace)
                            .build())
                    .getCustomAttributesMap());
            difference.wrong().forEach(wrong -> log.error("Search attribute {}: runs that set it will fail", wrong));
            unregistered = difference.missing();
            if (!unregistered.isEmpty()) {
                operator.addSearchAttributes(AddSearchAttributesRequest.newBuilder()
                        .setNamespace(namespace)
                        .putAllSearchAttributes(unregistered)
                        .build());
                log.info("Registered search attributes {}", unregistered.keySet());
            }
        } catch (StatusRuntimeException failure) {
            Status.Code code = failure.getStatus().getCode();
            if (code == Status.Code.PERMISSION_DENIED || code == Status.Code.UNIMPLEMENTED) {
                log.warn(
                        "Temporal does not let this process see to its search attributes ({}). Register by hand what is not there, or runs cannot start: {}",
                        code,
                        unregistered);
            } else if (code != Status.Code.ALREADY_EXISTS) {
                throw failure;
            }
            // ALREADY_EXISTS: another process was faster.
        }
    }

    private static Map<String, IndexedValueType> wanted() {
        Map<String, IndexedValueType> wanted = new LinkedHashMap<>();
        for (SearchAttributeKey<?> key : SearchAttributes.ALL) {
            wanted.put(key.getName(), key.getValueType());
        }
        return wanted;
    }
}
