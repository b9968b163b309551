package dev.orchestra.cart;

import dev.orchestra.services.cart.Change;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Objects;

/** The list that a {@link Change} brings, if any, has at most so many entries, and none of them is null. */
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = Entries.Check.class)
public @interface Entries {

    int max();

    String message() default "must have at most {max} entries, none of them null";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Looks into the change. */
    final class Check implements ConstraintValidator<Entries, Change<? extends List<?>>> {

        private int max;

        @Override
        public void initialize(Entries entries) {
            max = entries.max();
        }

        @Override
        public boolean isValid(Change<? extends List<?>> change, ConstraintValidatorContext context) {
            return change == null
                    || change.removes()
                    || change.value().size() <= max && change.value().stream().allMatch(Objects::nonNull);
        }
    }
}
