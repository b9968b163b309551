package dev.orchestra.stubs.support;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

class UnsafeTest {

    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withUserConfiguration(Unsafe.class)
            .withBean(DataSource.class, SimpleDriverDataSource::new);

    @Test
    void withoutTheProfileNothingIsBroken() {
        context.withPropertyValues("ORCHESTRA_UNSAFE=no-dedup").run(started -> {
            assertThat(started).doesNotHaveBean(Unsafe.class);
            assertThat(Unsafe.is(Unsafe.Switch.NO_DEDUP, started.getBeanProvider(Unsafe.class)))
                    .isFalse();
        });
    }

    @Test
    void inTheProfileOneThingIs() {
        ApplicationContextRunner unsafe = context.withPropertyValues("spring.profiles.active=unsafe");

        unsafe.run(started -> assertThat(started).hasFailed());
        unsafe.withPropertyValues("ORCHESTRA_UNSAFE=everything")
                .run(started ->
                        assertThat(started).getFailure().rootCause().hasMessageContaining("there is no everything"));
        unsafe.withPropertyValues("ORCHESTRA_UNSAFE=no-undo-tombstone").run(started -> {
            assertThat(Unsafe.is(Unsafe.Switch.NO_UNDO_TOMBSTONE, started.getBeanProvider(Unsafe.class)))
                    .isTrue();
            assertThat(Unsafe.is(Unsafe.Switch.NO_DEDUP, started.getBeanProvider(Unsafe.class)))
                    .isFalse();
        });
    }
}
