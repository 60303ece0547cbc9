package dev.facet.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is forgotten is reported with the place where it was made, and freed in the end. */
class LeakAlarmTest {
    @Test
    void forgottenResourcesAreReportedAndFreed() throws IOException, InterruptedException {
        String output =
                Jvm.run(LeakProbe.class, List.of("-XX:+UseSerialGC", "-Xmx24m"), System.getProperty("java.class.path"));
        assertThat(output)
                .contains("live 0")
                .contains("Executable of [forgotten] was never closed", "Variables (1 tensors, p ...) was never closed")
                .contains("LeakProbe.forget")
                .doesNotContain("could not be freed");
    }
}
