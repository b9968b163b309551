package dev.orchestra.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.orchestra.api.ApiApplication;
import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.IdentityProperties;
import dev.orchestra.api.OwnerArgumentResolver;
import dev.orchestra.api.SecretProperties;
import dev.orchestra.api.WebConfiguration;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springdoc.core.configuration.SpringDocConfiguration;
import org.springdoc.core.properties.SpringDocConfigProperties;
import org.springdoc.webmvc.core.configuration.SpringDocWebMvcConfiguration;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.Import;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The document is checked in, so that whoever changes the API sees in review what its callers will see. */
@WebMvcTest(properties = "orchestra.identity.mode=local")
@ImportAutoConfiguration({
    SpringDocConfiguration.class,
    SpringDocConfigProperties.class,
    SpringDocWebMvcConfiguration.class
})
class OpenApiTest {

    private static final Path CHECKED_IN = Path.of("../docs/openapi.json");
    private static final String WRITE = "orchestra.openapi.write";
    private static final String RENEW =
            "docs/openapi.json is not what the API tells of itself. See what changed, and renew it with\n"
                    + "  mvn -pl api -am test -Dtest=OpenApiTest -Dsurefire.failIfNoSpecifiedTests=false -D" + WRITE
                    + "=true\n";

    private final JsonMapper json = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    @Autowired
    private MockMvc http;

    @MockitoBean
    private OwnerArgumentResolver owners;

    /** Every controller that there is, with nothing behind it. */
    @SpringBootConfiguration
    @Import({WebConfiguration.class, OpenApiConfiguration.class})
    @EnableConfigurationProperties({IdentityProperties.class, SecretProperties.class})
    static class ControllersAlone {

        @Bean
        static BeanDefinitionRegistryPostProcessor controllers() {
            return registry -> {
                var scanner = new ClassPathScanningCandidateComponentProvider(false);
                scanner.addIncludeFilter(new AnnotationTypeFilter(RestController.class));
                for (BeanDefinition found : scanner.findCandidateComponents("dev.orchestra")) {
                    Class<?> type = ClassUtils.resolveClassName(found.getBeanClassName(), null);
                    if (isOurs(type)) {
                        var controller = new RootBeanDefinition(type);
                        controller.setInstanceSupplier(() -> alone(type));
                        registry.registerBeanDefinition(type.getName(), controller);
                    }
                }
            };
        }

        /** Tests have controllers as well. */
        private static boolean isOurs(Class<?> type) {
            return type.getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .equals(ApiApplication.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation());
        }

        private static Object alone(Class<?> controller) {
            try {
                Constructor<?> constructor = controller.getDeclaredConstructors()[0];
                constructor.setAccessible(true);
                return constructor.newInstance(Arrays.stream(constructor.getParameterTypes())
                        .map(Mockito::mock)
                        .toArray());
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    private JsonNode document() throws Exception {
        String told =
                http.perform(get("/v3/api-docs")).andReturn().getResponse().getContentAsString(StandardCharsets.UTF_8);
        return json.readTree(told);
    }

    @Test
    void isCheckedIn() throws Exception {
        String now = json.writeValueAsString(document()) + "\n";
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(CHECKED_IN, now);
        }
        assertThat(firstDifference(Files.readString(CHECKED_IN), now)).as(RENEW).isEmpty();
    }

    /** Empty when there is none; the whole document is too long to be looked through. */
    private static String firstDifference(String checkedIn, String now) {
        String[] before = checkedIn.split("\n", -1);
        String[] after = now.split("\n", -1);
        int line = Arrays.mismatch(before, after);
        if (line < 0) {
            return "";
        }
        return "line " + (line + 1)
                + "\n  checked in: " + (line < before.length ? before[line].strip() : "")
                + "\n  now:        " + (line < after.length ? after[line].strip() : "");
    }

    @Test
    void everyOperationHasExamplesOfItsRequestAndItsAnswers() throws Exception {
        List<String> without = new ArrayList<>();
        contents((where, content) -> {
            if (content.path("examples").isEmpty()) {
                without.add(where);
            }
        });
        assertThat(without).isEmpty();
    }

    @Test
    void everyExampleIsWhatItsSchemaSays() throws Exception {
        JsonNode document = document();
        var schemas = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
        List<String> wrong = new ArrayList<>();
        contents((where, content) -> {
            ObjectNode schema = (ObjectNode) content.get("schema").deepCopy();
            // What a reference of it leads to.
            schema.set("components", document.get("components"));
            for (Map.Entry<String, JsonNode> named : content.path("examples").properties()) {
                JsonNode example = named.getValue();
                if (example.has("$ref")) {
                    example = document.at(example.get("$ref").asString().substring(1));
                }
                String value = example.get("value").toString();
                schemas.getSchema(schema.toString())
                        .validate(value, InputFormat.JSON)
                        .forEach(message -> wrong.add(where + " " + named.getKey() + ": " + message));
            }
        });
        assertThat(wrong).isEmpty();
    }

    /** Every body of every request and answer, with the place where it is. */
    private void contents(BiConsumer<String, JsonNode> each) throws Exception {
        for (JsonNode path : document().get("paths").values()) {
            for (JsonNode operation : path.values()) {
                String id = operation.get("operationId").asString();
                if (operation.has("requestBody")) {
                    operation.get("requestBody").get("content").forEach(body -> each.accept(id + " request", body));
                }
                operation
                        .get("responses")
                        .properties()
                        .forEach(answer -> answer.getValue()
                                .path("content")
                                .forEach(body -> each.accept(id + " " + answer.getKey(), body)));
            }
        }
    }

    @Test
    void everyCodeBelongsToAnOperation() {
        Set<ErrorCode> told = EnumSet.copyOf(ApiOperation.OF_NO_OPERATION);
        for (ApiOperation operation : ApiOperation.values()) {
            told.addAll(operation.codes());
        }
        assertThat(told).containsExactlyInAnyOrder(ErrorCode.values());
    }

    @Test
    void theVersionIsThatOfTheBuild() throws Exception {
        assertThat(Files.readString(Path.of("../pom.xml")))
                .contains("<artifactId>orchestra-checkout</artifactId>\n  <version>" + Document.VERSION + "-SNAPSHOT<");
    }
}
