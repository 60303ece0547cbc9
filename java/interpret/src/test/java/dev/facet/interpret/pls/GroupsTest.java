package dev.facet.interpret.pls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GroupsTest {
    @Test
    void groupsKeepToTheirMemoryAndAreEven() {
        int features = 224 * 224 * 64;
        int group = Groups.columns(features, 23, 2L << 30, 40);
        assertThat(group * 23L * 4 * features).isLessThanOrEqualTo(2L << 30);
        assertThat(group).isEqualTo(7); // 40 in 6 groups
        assertThat(Groups.columns(features, 23, 1, 40)).isEqualTo(1);
        assertThat(Groups.columns(1000, 23, 1 << 30, 40)).isEqualTo(40);
    }

    @Test
    void matricesFitIntoAJavaBuffer() {
        int features = 224 * 224 * 64;
        assertThat(Groups.columns(features, 1, Long.MAX_VALUE, 1000) * 4L * features)
                .isLessThan(Integer.MAX_VALUE);
    }
}
