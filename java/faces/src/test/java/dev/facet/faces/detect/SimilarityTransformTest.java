package dev.facet.faces.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SimilarityTransformTest {

    private static float[] points(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] xy = new float[2 * count];
        for (int i = 0; i < xy.length; i++) {
            xy[i] = (float) (100 * random.nextDouble());
        }
        return xy;
    }

    private static void assertSame(SimilarityTransform actual, SimilarityTransform expected, double tolerance) {
        assertThat(actual.a()).isCloseTo(expected.a(), offset(tolerance));
        assertThat(actual.b()).isCloseTo(expected.b(), offset(tolerance));
        assertThat(actual.tx()).isCloseTo(expected.tx(), offset(100 * tolerance));
        assertThat(actual.ty()).isCloseTo(expected.ty(), offset(100 * tolerance));
    }

    @Test
    void findsATransformAgain() {
        SplittableRandom random = new SplittableRandom(3);
        for (int trial = 0; trial < 50; trial++) {
            double turn = 2 * Math.PI * random.nextDouble();
            double scale = 0.1 + 3 * random.nextDouble();
            SimilarityTransform truth = new SimilarityTransform(
                    scale * Math.cos(turn), scale * Math.sin(turn), 50 * random.nextDouble(), -20);
            float[] from = points(2 + trial % 7, trial);
            assertSame(SimilarityTransform.fit(from, truth.apply(from)), truth, 1e-4);
        }
    }

    @Test
    void isTheLeastSquaresFit() {
        float[] from = points(5, 11);
        float[] to = points(5, 12);
        SimilarityTransform best = SimilarityTransform.fit(from, to);
        double least = error(best, from, to);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 2000; i++) {
            SimilarityTransform other = new SimilarityTransform(
                    best.a() + 0.05 * (random.nextDouble() - 0.5),
                    best.b() + 0.05 * (random.nextDouble() - 0.5),
                    best.tx() + 2 * (random.nextDouble() - 0.5),
                    best.ty() + 2 * (random.nextDouble() - 0.5));
            assertThat(error(other, from, to)).isGreaterThanOrEqualTo(least);
        }
    }

    private static double error(SimilarityTransform t, float[] from, float[] to) {
        double sum = 0;
        for (int i = 0; i < from.length; i += 2) {
            double dx = t.x(from[i], from[i + 1]) - to[i];
            double dy = t.y(from[i], from[i + 1]) - to[i + 1];
            sum += dx * dx + dy * dy;
        }
        return sum;
    }

    @Test
    void bringsTheTemplateBackFromATurnedFace() {
        float[] turned = new SimilarityTransform(0.3, -0.8, 40, 90).apply(FaceTemplate.points(112));
        float[] back = FaceTemplate.to(turned, 112).apply(turned);
        assertThat(back).containsExactly(FaceTemplate.points(112), offset(1e-3f));
        assertThat(FaceTemplate.points(224)[0]).isEqualTo(2 * FaceTemplate.points(112)[0]);
        assertThatThrownBy(() -> FaceTemplate.to(new float[8], 112)).hasMessageContaining("five points");
    }

    @Test
    void invertsAndFollows() {
        SimilarityTransform t = new SimilarityTransform(0.5, 1.5, 7, -3);
        assertSame(t.then(t.inverse()), SimilarityTransform.scaling(1), 1e-12);
        SimilarityTransform next = new SimilarityTransform(-2, 0.25, 1, 2);
        double x = next.x(t.x(4, 9), t.y(4, 9));
        double y = next.y(t.x(4, 9), t.y(4, 9));
        assertThat(t.then(next).x(4, 9)).isCloseTo(x, offset(1e-12));
        assertThat(t.then(next).y(4, 9)).isCloseTo(y, offset(1e-12));
        assertThat(t.scale()).isCloseTo(Math.sqrt(2.5), offset(1e-12));
    }

    @Test
    void pointsThatDetermineNothingAreRefused() {
        assertThatThrownBy(() -> SimilarityTransform.fit(new float[] {1, 1, 1, 1}, new float[] {0, 0, 5, 5}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SimilarityTransform.fit(new float[] {1, 1}, new float[] {2, 2}))
                .hasMessageContaining("two points");
        assertThatThrownBy(() -> SimilarityTransform.fit(new float[4], new float[6]))
                .hasMessageContaining("as many targets");
        assertThatThrownBy(() -> SimilarityTransform.fit(new float[] {0, 0, Float.NaN, 1}, new float[] {0, 0, 5, 5}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
