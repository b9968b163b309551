package dev.orchestra.openapi;

import dev.orchestra.api.Caller;
import dev.orchestra.api.Owner;
import io.swagger.v3.oas.models.OpenAPI;
import java.util.Arrays;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.json.JsonMapper;

/** Tells of the API at {@code /v3/api-docs}: addresses and parameters are found in the controllers, the rest is {@link ApiOperation}'s and {@link RecordSchemas}'. */
@Configuration(proxyBeanMethods = false)
public class OpenApiConfiguration {

    static {
        // Who asks is found out from the headers, which are told of as ways to say who one is.
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Owner.class, Caller.class);
    }

    @Bean
    OpenAPI openApi() {
        return Document.empty();
    }

    @Bean
    Document openApiDocument(JsonMapper json) {
        return new Document(new RecordSchemas(json), new Examples());
    }

    /** A body is what its controller takes. */
    @Bean
    OperationCustomizer openApiBodies(Document document) {
        return (operation, handler) -> {
            Arrays.stream(handler.getMethodParameters())
                    .filter(parameter -> parameter.hasParameterAnnotation(RequestBody.class))
                    .forEach(parameter ->
                            operation.setRequestBody(document.body(parameter.getParameterType(), isNeeded(parameter))));
            return operation;
        };
    }

    private static boolean isNeeded(MethodParameter body) {
        return body.getParameterAnnotation(RequestBody.class).required();
    }

    @Bean
    OpenApiCustomizer openApiOperations(Document document) {
        return document::complete;
    }
}
