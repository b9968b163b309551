package dev.orchestra.cart;

import dev.orchestra.services.cart.Change;
import jakarta.validation.Configuration;
import org.hibernate.validator.HibernateValidatorConfiguration;
import org.hibernate.validator.cfg.ConstraintMapping;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.validation.autoconfigure.ValidationConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** The settings of the cart API, and how a {@link Change} of a request body is read and checked. */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CartSettings.class)
class CartConfiguration {

    @Bean
    JsonMapperBuilderCustomizer changesInJson() {
        return CartConfiguration::readChanges;
    }

    @Bean
    ValidationConfigurationCustomizer changesInValidation() {
        return CartConfiguration::checkChanges;
    }

    static void readChanges(JsonMapper.Builder json) {
        json.addModule(new SimpleModule("changes").addDeserializer(Change.class, new ChangeDeserializer()));
    }

    /** The new value is checked like any other part of the body; the record itself belongs to a module that knows nothing of validation. */
    static void checkChanges(Configuration<?> validation) {
        HibernateValidatorConfiguration hibernate = (HibernateValidatorConfiguration) validation;
        ConstraintMapping mapping = hibernate.createConstraintMapping();
        mapping.type(Change.class).field("value").valid();
        hibernate.addMapping(mapping);
    }
}
