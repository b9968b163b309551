package dev.orchestra.cart;

import dev.orchestra.services.cart.Change;
import java.util.Collection;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;

/** Tells what is absent (null: unchanged) from what is null or an empty list (a {@link Change} to nothing: removed). */
final class ChangeDeserializer extends ValueDeserializer<Change<?>> {

    private final ValueDeserializer<?> values;

    ChangeDeserializer() {
        this(null);
    }

    private ChangeDeserializer(ValueDeserializer<?> values) {
        this.values = values;
    }

    @Override
    public ValueDeserializer<?> createContextual(DeserializationContext context, BeanProperty property) {
        JavaType value = context.getContextualType().containedType(0);
        return new ChangeDeserializer(context.findContextualValueDeserializer(value, property));
    }

    @Override
    public Change<?> deserialize(JsonParser parser, DeserializationContext context) {
        Object value = values.deserialize(parser, context);
        return new Change<>(value instanceof Collection<?> several && several.isEmpty() ? null : value);
    }

    @Override
    public Object getNullValue(DeserializationContext context) {
        return new Change<>(null);
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) {
        return null;
    }
}
