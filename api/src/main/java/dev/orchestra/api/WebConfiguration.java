package dev.orchestra.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.catalog.CatalogService;
import java.util.List;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * How the cart and order API take and answer requests: the spec's snake_case, nothing that is not meant, who asks, and the log. The beans do without
 * this object, which needs some of them.
 */
@Configuration(proxyBeanMethods = false)
public class WebConfiguration implements WebMvcConfigurer {

    private final OwnerArgumentResolver owners;

    public WebConfiguration(OwnerArgumentResolver owners) {
        this.owners = owners;
    }

    /** The cart as its owner sees it: without what only services need. */
    @JsonIgnoreProperties({"owner_id", "options_version", "computed_version", "attempt"})
    private interface PublicCart {}

    /** As the ticket flow spells fields. */
    @JsonNaming(PropertyNamingStrategies.LowerCamelCaseStrategy.class)
    private interface CamelCase {}

    @Bean
    static JsonMapperBuilderCustomizer strictJson() {
        return json -> json.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .addMixIn(Cart.class, PublicCart.class)
                .addMixIn(CatalogService.SeatMap.class, CamelCase.class)
                .addMixIn(CatalogService.MappedSeat.class, CamelCase.class);
    }

    @Bean
    static Fingerprint fingerprint(JsonMapper json, SecretProperties secret, IdentityProperties identity) {
        return new Fingerprint(json, secret.orOfADevelopersMachine(identity.mode()));
    }

    @Bean
    static java.time.Clock clock() {
        return java.time.Clock.systemUTC();
    }

    @Override
    public void addInterceptors(InterceptorRegistry interceptors) {
        interceptors.addInterceptor(new RequestLog());
        // Every write but POST /guests: who asks for a token twice wants two.
        interceptors
                .addInterceptor(new IdempotencyKeys())
                .addPathPatterns("/cart", "/cart/**", "/buy-now", "/orders/**", "/wallets/**", "/reservations/**");
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(owners);
    }
}
