package dev.orchestra.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which fields JSON has, whatever their values: {@code cart.items[].product_id}. The elements of an array count together. What the cart API leaves to
 * dots is written as <code>{}</code> or {@code []} and says of itself alone.
 */
final class Shape {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Shape() {}

    static Set<String> of(JsonNode json) {
        Set<String> paths = new TreeSet<>();
        collect("", json, paths);
        return paths;
    }

    static Set<String> of(String json) {
        try {
            return of(JSON.readTree(json));
        } catch (JsonProcessingException mistake) {
            throw new IllegalArgumentException(json, mistake);
        }
    }

    private static void collect(String path, JsonNode json, Set<String> paths) {
        json.properties().forEach(field -> {
            String below = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            paths.add(below);
            collect(below, field.getValue(), paths);
        });
        json.elements().forEachRemaining(element -> {
            if (json.isArray()) {
                collect(path + "[]", element, paths);
            }
        });
    }
}
