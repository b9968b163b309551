package dev.orchestra;

import java.util.List;

/**
 * Every activity of the product, for a worker to register in one go.
 *
 * @param all implementations of {@code @ActivityInterface}s; they have nothing else in common
 */
public record ActivityImplementations(List<Object> all) {

    /** As {@code Worker.registerActivitiesImplementations} takes them. */
    public Object[] toArray() {
        return all.toArray();
    }
}
