package dev.orchestra.openapi;

import dev.orchestra.cart.Entries;
import dev.orchestra.services.cart.Change;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hibernate.validator.constraints.UniqueElements;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.introspect.ClassIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * The schema of each record that a body is read into or an answer is written from. Names come from the JSON mapper that reads and writes them, bounds from the
 * annotations that are checked, and what Java does not say from {@link FieldFacts}.
 */
final class RecordSchemas {

    private static final String OBJECT = "object";
    private static final String STRING = "string";
    private static final String NUMBER = "number";
    private static final String INTEGER = "integer";

    /** Of amounts, which are in rupees and paise. */
    private static final BigDecimal PAISA = new BigDecimal("0.01");

    private final JsonMapper json;
    private final Map<String, Schema<?>> known = new TreeMap<>();

    RecordSchemas(JsonMapper json) {
        this.json = json;
    }

    /** All schemas that were asked for until now, with those that they refer to. */
    Map<String, Schema<?>> known() {
        return known;
    }

    /** A reference to the schema of a request body. Nothing else than what it names is taken. */
    Schema<?> ofRequest(Class<?> body) {
        return reference(body, true);
    }

    /** A reference to the schema of an answer, or of a part of one. More may be added to it one day. */
    Schema<?> ofAnswer(Class<?> answer) {
        return reference(answer, false);
    }

    private Schema<?> reference(Class<?> type, boolean request) {
        String name = name(type);
        if (!known.containsKey(name)) {
            // Before its fields, which may refer to it.
            known.put(name, new JsonSchema());
            known.put(name, FieldFacts.refined(type, object(type, request)));
        }
        return new JsonSchema().$ref("#/components/schemas/" + name);
    }

    /** {@code Cart.Line} is CartLine; of what only one record has, the record's own name is enough. */
    private static String name(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        if (outer == null || !outer.isRecord()) {
            return type.getSimpleName();
        }
        return name(outer) + type.getSimpleName();
    }

    private Schema<?> object(Class<?> type, boolean request) {
        Schema<?> schema = typed(OBJECT);
        Map<String, RecordComponent> components =
                Arrays.stream(type.getRecordComponents()).collect(Collectors.toMap(RecordComponent::getName, c -> c));
        List<String> required = new ArrayList<>();
        for (BeanPropertyDefinition property : properties(type, request)) {
            RecordComponent component = components.get(property.getInternalName());
            if (component == null) {
                continue;
            }
            AnnotatedElement checks = field(type, component);
            boolean always = request
                    ? checks.isAnnotationPresent(NotNull.class)
                            || component.getType().isPrimitive()
                    : FieldFacts.isAlwaysThere(type, component);
            boolean nullable = request ? !always : FieldFacts.canBeNull(type, component);
            Schema<?> value = bounded(value(component.getGenericType(), request), checks);
            FieldFacts.values(type, component).ifPresent(values -> setEnum(value.pattern(null), values));
            schema.addProperty(property.getName(), nullable ? orNull(value) : value);
            if (always) {
                required.add(property.getName());
            }
        }
        if (!required.isEmpty()) {
            schema.required(required);
        }
        if (request) {
            schema.additionalProperties(false);
        }
        return schema;
    }

    /** In the order of the record, as the mapper reads or writes them. */
    private List<BeanPropertyDefinition> properties(Class<?> type, boolean request) {
        MapperConfig<?> config = request ? json.deserializationConfig() : json.serializationConfig();
        JavaType javaType = config.constructType(type);
        ClassIntrospector introspector = config.classIntrospectorInstance();
        AnnotatedClass annotated = introspector.introspectClassAnnotations(javaType);
        var description = request
                ? introspector.introspectForDeserialization(javaType, annotated)
                : introspector.introspectForSerialization(javaType, annotated);
        Collection<String> hidden = config.getDefaultPropertyIgnorals(type, annotated) == null
                ? List.of()
                : config.getDefaultPropertyIgnorals(type, annotated).getIgnored();
        return description.findProperties().stream()
                .filter(property -> !hidden.contains(property.getName()))
                .toList();
    }

    /** Where the annotations of a component are kept, whatever they were written for. */
    private static AnnotatedElement field(Class<?> type, RecordComponent component) {
        try {
            return type.getDeclaredField(component.getName());
        } catch (NoSuchFieldException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Schema<?> value(Type type, boolean request) {
        if (type instanceof ParameterizedType generic) {
            Type argument = generic.getActualTypeArguments()[0];
            if (generic.getRawType() == Change.class) {
                return value(argument, request);
            }
            if (generic.getRawType() == List.class) {
                return typed("array").items(value(argument, request));
            }
        }
        if (!(type instanceof Class<?> plain)) {
            throw new IllegalStateException("There is no schema of " + type + ".");
        }
        if (plain.isRecord()) {
            return reference(plain, request);
        }
        if (plain.isEnum()) {
            Schema<?> schema = typed(STRING);
            setEnum(
                    schema,
                    Arrays.stream(plain.getEnumConstants())
                            .map(Object::toString)
                            .toList());
            return schema;
        }
        if (plain == String.class) {
            return typed(STRING);
        }
        if (plain == boolean.class || plain == Boolean.class) {
            return typed("boolean");
        }
        if (plain == int.class || plain == Integer.class) {
            return typed(INTEGER).format("int32");
        }
        if (plain == long.class || plain == Long.class) {
            return typed(INTEGER).format("int64");
        }
        if (plain == BigDecimal.class) {
            return typed(NUMBER).multipleOf(PAISA);
        }
        if (plain == Instant.class) {
            return typed(STRING).format("date-time");
        }
        if (plain == LocalDate.class) {
            return typed(STRING).format("date").pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
        }
        throw new IllegalStateException("There is no schema of " + type + ".");
    }

    private static Schema<?> bounded(Schema<?> schema, AnnotatedElement checks) {
        Size size = checks.getAnnotation(Size.class);
        Entries entries = checks.getAnnotation(Entries.class);
        if (schema.getTypes() != null && schema.getTypes().contains("array")) {
            if (checks.isAnnotationPresent(UniqueElements.class)) {
                schema.uniqueItems(true);
            }
            if (size != null) {
                schema.minItems(size.min()).maxItems(size.max());
            }
            if (entries != null) {
                schema.maxItems(entries.max());
            }
        } else if (size != null) {
            schema.minLength(size.min()).maxLength(size.max());
        }
        Pattern pattern = checks.getAnnotation(Pattern.class);
        if (pattern != null) {
            FieldFacts.pattern(schema, pattern.regexp());
        }
        Min min = checks.getAnnotation(Min.class);
        if (min != null) {
            schema.minimum(BigDecimal.valueOf(min.value()));
        }
        Max max = checks.getAnnotation(Max.class);
        if (max != null) {
            schema.maximum(BigDecimal.valueOf(max.value()));
        }
        DecimalMin decimalMin = checks.getAnnotation(DecimalMin.class);
        if (decimalMin != null) {
            schema.minimum(new BigDecimal(decimalMin.value()));
        }
        DecimalMax decimalMax = checks.getAnnotation(DecimalMax.class);
        Digits digits = checks.getAnnotation(Digits.class);
        if (decimalMax != null) {
            schema.maximum(new BigDecimal(decimalMax.value()));
        } else if (digits != null) {
            BigInteger most =
                    BigInteger.TEN.pow(digits.integer() + digits.fraction()).subtract(BigInteger.ONE);
            schema.maximum(new BigDecimal(most, digits.fraction()));
        }
        if (checks.isAnnotationPresent(AssertTrue.class)) {
            schema.setConst(true);
        }
        return schema;
    }

    /** As JSON Schema has it: a reference stands alone, and null is a type like any other. */
    private static Schema<?> orNull(Schema<?> schema) {
        if (schema.get$ref() != null) {
            return new JsonSchema().anyOf(List.of(schema, typed("null")));
        }
        schema.addType("null");
        if (schema.getEnum() != null) {
            List<Object> values = new ArrayList<>(schema.getEnum());
            values.add(null);
            setEnum(schema, values);
        }
        return schema;
    }

    @SuppressWarnings("unchecked")
    static void setEnum(Schema<?> schema, List<?> values) {
        ((Schema<Object>) schema).setEnum((List<Object>) values);
    }

    static Schema<?> typed(String type) {
        var schema = new JsonSchema();
        schema.addType(type);
        return schema;
    }
}
