package dev.orchestra.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpOptionsTest {

    @Test
    void nothingGivenIsTheWholeStackOnTheStandardPorts() {
        UpOptions options = UpOptions.parse();

        assertThat(options.demo()).isFalse();
        assertThat(options.data()).isNull();
        assertThat(options.temporalAddress()).isNull();
        assertThat(options.ports()).isEmpty();
    }

    @Test
    void aValueMayFollowAsAWordOrAfterAnEqualsSign() {
        UpOptions options = UpOptions.parse(
                "--demo",
                "--data",
                "here",
                "--port-api=15003",
                "--temporal-address=127.0.0.1:7000",
                "--temporal-ui",
                "http://127.0.0.1:8000");

        assertThat(options.demo()).isTrue();
        assertThat(options.data()).isEqualTo(Path.of("here"));
        assertThat(options.ports()).isEqualTo(Map.of(StackPort.API, 15003));
        assertThat(options.temporalAddress()).isEqualTo("127.0.0.1:7000");
        assertThat(options.temporalUi()).isEqualTo("http://127.0.0.1:8000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--dmeo | unknown option --dmeo",
                "more | unknown option more",
                "--demo=yes | unknown option --demo=yes",
                "--data | --data needs a value",
                "--data= | --data needs a value",
                "--data --demo | --data needs a value",
                "--port-api 70000 | --port-api must be a port number from 0 to 65535, not 70000",
                "--port-api x | not x",
                "--postgres-url postgres://x/y | jdbc:postgresql://",
                "--postgres-user me | go with --postgres-url",
                "--temporal-address http://x:1 | HOST:PORT",
                "--temporal-ui http://x | goes with --temporal-address",
                "--services-url 127.0.0.1:80 | http://",
            })
    void aWrongCommandLineIsNamed(String line, String message) {
        assertThatThrownBy(() -> UpOptions.parse(line.trim().split(" ")))
                .isInstanceOf(UpOptions.Wrong.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @EnumSource
    void theHelpNamesEveryPortAndWhereItIs(StackPort port) {
        assertThat(UpOptions.usage()).containsPattern(port.option() + " N +" + port.standard() + "\\b");
        assertThat(UpOptions.parse(port.option(), "1234").ports()).isEqualTo(Map.of(port, 1234));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--data",
                "--temporal-address",
                "--temporal-ui",
                "--postgres-url",
                "--postgres-user",
                "--postgres-password",
                "--redis-url",
                "--kafka-servers",
                "--services-url"
            })
    void theHelpNamesEveryOtherOption(String option) {
        assertThat(UpOptions.usage()).containsPattern(option + "\\b");
        // Known: what is missing is only its value.
        assertThatThrownBy(() -> UpOptions.parse(option)).hasMessage(option + " needs a value");
    }
}
