package dev.orchestra.workers;

import static io.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_BOOL;
import static io.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_DATETIME;
import static io.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
import static io.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orchestra.workers.SearchAttributeRegistration.Difference;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.AddSearchAttributesResponse;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesResponse;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What becomes of a start on servers that know all, some or none of the attributes, or do not let us ask. */
@ExtendWith(OutputCaptureExtension.class)
class SearchAttributeRegistrationTest {

    private final Map<String, IndexedValueType> known = new HashMap<>();
    private Status refuseToList = Status.OK;
    private Status refuseToAdd = Status.OK;
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        server = InProcessServerBuilder.forName("operator-" + System.nanoTime())
                .addService(new OperatorServiceGrpc.OperatorServiceImplBase() {
                    @Override
                    public void listSearchAttributes(
                            ListSearchAttributesRequest request, StreamObserver<ListSearchAttributesResponse> answer) {
                        answer(
                                refuseToList,
                                ListSearchAttributesResponse.newBuilder()
                                        .putAllCustomAttributes(known)
                                        .build(),
                                answer);
                    }

                    @Override
                    public void addSearchAttributes(
                            AddSearchAttributesRequest request, StreamObserver<AddSearchAttributesResponse> answer) {
                        if (refuseToAdd.isOk()) {
                            known.putAll(request.getSearchAttributesMap());
                        }
                        answer(refuseToAdd, AddSearchAttributesResponse.getDefaultInstance(), answer);
                    }
                })
                .directExecutor()
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(
                        server.getListenSockets().get(0).toString())
                .directExecutor()
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    private static <T> void answer(Status status, T value, StreamObserver<T> answer) {
        if (status.isOk()) {
            answer.onNext(value);
            answer.onCompleted();
        } else {
            answer.onError(status.asRuntimeException());
        }
    }

    private void register() {
        SearchAttributeRegistration.register(OperatorServiceGrpc.newBlockingStub(channel), "default");
    }

    @Test
    void whatIsMissingIsRegistered() {
        known.put("CartId", INDEXED_VALUE_TYPE_KEYWORD);
        register();
        assertThat(known)
                .hasSize(8)
                .containsEntry("NeedsAttention", INDEXED_VALUE_TYPE_BOOL)
                .containsEntry("HoldExpiresAt", INDEXED_VALUE_TYPE_DATETIME);
        assertThat(Difference.to(known)).isEqualTo(new Difference(Map.of(), java.util.List.of()));
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"PERMISSION_DENIED", "UNIMPLEMENTED"})
    void aServerThatDoesNotLetUsIsToldToThePersonWhoCan(Status.Code code, CapturedOutput log) {
        refuseToAdd = code.toStatus();
        known.put("CartId", INDEXED_VALUE_TYPE_KEYWORD);
        assertThatCode(this::register).doesNotThrowAnyException();
        assertThat(log).contains("WARN", "OrderId=INDEXED_VALUE_TYPE_KEYWORD").doesNotContain("CartId=");

        refuseToList = code.toStatus();
        assertThatCode(this::register).doesNotThrowAnyException();
        assertThat(log).contains("CartId=INDEXED_VALUE_TYPE_KEYWORD");
    }

    @Test
    void anAttributeOfAnotherTypeIsNamed(CapturedOutput log) {
        known.put("OrderId", INDEXED_VALUE_TYPE_TEXT);
        register();
        assertThat(log).contains("ERROR", "OrderId is INDEXED_VALUE_TYPE_TEXT and must be INDEXED_VALUE_TYPE_KEYWORD");
        assertThat(known).as("the others are registered all the same").hasSize(8);
    }

    @Test
    void anotherProcessMayBeFaster() {
        refuseToAdd = Status.ALREADY_EXISTS;
        assertThatCode(this::register).doesNotThrowAnyException();
    }

    @Test
    void aServerThatIsNotThereYetIsWaitedFor() {
        refuseToList = Status.UNAVAILABLE;
        assertThatThrownBy(this::register).isInstanceOf(StatusRuntimeException.class);
    }
}
