package dev.facet.interpret.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassProgressTest {
    private final List<String> heard = new ArrayList<>();
    private final ProbeListener listener = (stage, done, total) -> heard.add(stage + " " + done + " of " + total);

    @Test
    void morePicturesThanExpectedAreNeverMoreThanAll() {
        PassProgress progress = new PassProgress("passes", 3, listener);
        progress.showing(2);
        progress.showing(2);
        progress.showing(2);
        assertThat(heard).containsExactly("passes 0 of 3", "passes 2 of 3", "passes 4 of 5");
    }

    @Test
    void countsBeyondIntegersStayAtTheLargest() {
        PassProgress progress = new PassProgress("passes", 10L * Integer.MAX_VALUE, listener);
        for (int i = 0; i < 3; i++) {
            progress.showing(Integer.MAX_VALUE);
        }
        assertThat(heard)
                .containsExactly(
                        "passes 0 of 2147483647", "passes 2147483647 of 2147483647", "passes 2147483647 of 2147483647");
    }
}
