package dev.orchestra.stubs.support;

import java.util.Arrays;
import java.util.Locale;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Profile;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.stereotype.Component;

/**
 * A promise that the services break on purpose, so that a test can show that whoever watches the orders notices. There is
 * none outside of the Spring profile {@code unsafe}; in it {@code ORCHESTRA_UNSAFE} names one, such as {@code no-dedup}.
 * What the database would keep the promise by is taken from it for good: use one that is thrown away.
 */
@Component
@Profile("unsafe")
@DependsOnDatabaseInitialization
public class Unsafe {

    private static final Logger log = LoggerFactory.getLogger(Unsafe.class);

    /** What the services do not do. */
    public enum Switch {
        /** A write that is repeated is done again. */
        NO_DEDUP,
        /** Stock is held whether it is there or not. */
        NO_HOLD_CHECK,
        /** A write that arrives after its own undo is done. */
        NO_UNDO_TOMBSTONE;

        private String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Switch which;

    Unsafe(@Value("${ORCHESTRA_UNSAFE}") String name, DataSource database) {
        this.which = Arrays.stream(Switch.values())
                .filter(each -> each.text().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("ORCHESTRA_UNSAFE: there is no " + name));
        log.warn("These services are broken on purpose: {}", name);
        Resource constraints = new ClassPathResource("db/unsafe/" + name + ".sql");
        if (constraints.exists()) {
            new ResourceDatabasePopulator(constraints).execute(database);
        }
    }

    /** Whether the promise is broken; never without the profile. */
    public static boolean is(Switch which, ObjectProvider<Unsafe> unsafe) {
        return unsafe.stream().anyMatch(broken -> broken.which == which);
    }
}
