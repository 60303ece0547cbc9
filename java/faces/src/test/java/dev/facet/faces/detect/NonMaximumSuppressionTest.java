package dev.facet.faces.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.faces.FaceBox;
import dev.facet.faces.detect.NonMaximumSuppression.Overlap;
import java.util.List;
import org.junit.jupiter.api.Test;

class NonMaximumSuppressionTest {

    private record Scored(String name, FaceBox box, double score) {}

    private static List<String> keep(double limit, Overlap overlap, Scored... boxes) {
        return NonMaximumSuppression.keep(List.of(boxes), Scored::score, Scored::box, limit, overlap).stream()
                .map(Scored::name)
                .toList();
    }

    private static Scored box(String name, double x0, double y0, double x1, double y1, double score) {
        return new Scored(name, new FaceBox(x0, y0, x1, y1), score);
    }

    @Test
    void theSurerOfTwoStays() {
        Scored weak = box("weak", 0, 0, 10, 10, 0.7);
        Scored strong = box("strong", 1, 0, 11, 10, 0.9);
        Scored far = box("far", 30, 0, 40, 10, 0.6);
        assertThat(keep(0.5, Overlap.UNION, weak, strong, far)).containsExactly("strong", "far");
        assertThat(keep(0.9, Overlap.UNION, weak, strong, far)).containsExactly("strong", "weak", "far");
    }

    @Test
    void onlyBoxesThatStayDropOthers() {
        Scored a = box("a", 0, 0, 10, 10, 0.9);
        Scored b = box("b", 4, 0, 14, 10, 0.8);
        Scored c = box("c", 8, 0, 18, 10, 0.7);
        assertThat(keep(0.4, Overlap.UNION, a, b, c)).containsExactly("a", "c");
    }

    @Test
    void aBoxInsideAnotherGoesByTheSmallerArea() {
        Scored large = box("large", 0, 0, 40, 40, 0.9);
        Scored small = box("small", 10, 10, 20, 20, 0.8);
        assertThat(keep(0.7, Overlap.UNION, large, small)).containsExactly("large", "small");
        assertThat(keep(0.7, Overlap.MINIMUM, large, small)).containsExactly("large");
    }

    @Test
    void equalScoresKeepTheirOrder() {
        Scored first = box("first", 0, 0, 10, 10, 0.9);
        Scored second = box("second", 0, 0, 10, 10, 0.9);
        assertThat(keep(0.5, Overlap.UNION, first, second)).containsExactly("first");
        assertThat(keep(0.5, Overlap.UNION)).isEmpty();
    }
}
