package dev.facet.faces.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GBufferTest {

    private static final int SIDE = 120;

    /** Beside the plain way: every pixel of every triangle, one after the other. */
    private final float[] depth = new float[SIDE * SIDE];

    private final byte[] material = new byte[SIDE * SIDE];
    private final float[] surface = new float[4 * SIDE * SIDE];

    // From cells smaller than a pixel to cells that fill the list of covered pixels by themselves; folded, turned away,
    // and over the border.
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1.5, 6, 60, 400})
    void isWhatComparingEveryPixelGives(double cell) {
        SplittableRandom random = new SplittableRandom(7);
        GBuffer buffer = new GBuffer(SIDE);
        Arrays.fill(depth, Float.NEGATIVE_INFINITY);
        GBuffer.Cut cut = (u, v) -> u + v > -1;
        for (byte kind = 1; kind <= 4; kind++) {
            Mesh mesh = mesh(cell, random);
            GBuffer.Cut holes = kind % 2 == 0 ? cut : null;
            buffer.draw(mesh, kind, holes);
            plain(mesh, kind, holes);
        }
        assertThat(buffer.depth).isEqualTo(depth);
        assertThat(buffer.material).isEqualTo(material);
        assertThat(material).isNotEqualTo(new byte[SIDE * SIDE]);
        for (int i = 0; i < material.length; i++) {
            if (material[i] != GBuffer.EMPTY) {
                assertThat(Arrays.copyOfRange(buffer.surface, 4 * i, 4 * i + 4))
                        .isEqualTo(Arrays.copyOfRange(surface, 4 * i, 4 * i + 4));
            }
        }
    }

    @Test
    void forgetsWhatAThrowingCutLeftWaiting() {
        GBuffer buffer = new GBuffer(SIDE);
        assertThatThrownBy(() -> buffer.draw(mesh(6, new SplittableRandom(7)), (byte) 1, (u, v) -> {
                    throw new IllegalStateException("no cut");
                }))
                .hasMessage("no cut");
        buffer.clear();
        GBuffer fresh = new GBuffer(SIDE);
        for (GBuffer each : List.of(buffer, fresh)) {
            each.draw(mesh(0.3, new SplittableRandom(8)), (byte) 2, null);
        }
        assertThat(buffer.material).isEqualTo(fresh.material);
    }

    private static Mesh mesh(double cell, SplittableRandom random) {
        Mesh mesh = new Mesh(20, 24);
        for (int i = 0; i < 20 * 24; i++) {
            mesh.screen[3 * i] = (float) (SIDE / 2.0 + cell * (i % 24 - 12 + random.nextDouble(-0.8, 0.8)));
            mesh.screen[3 * i + 1] = (float) (SIDE / 2.0 + cell * (i / 24 - 10 + random.nextDouble(-0.8, 0.8)));
            mesh.screen[3 * i + 2] = (float) random.nextDouble(-2, 2);
            for (int k = 0; k < 4; k++) {
                mesh.surface[4 * i + k] = (float) random.nextDouble(-1, 1);
            }
        }
        return mesh;
    }

    private void plain(Mesh mesh, byte kind, GBuffer.Cut cut) {
        for (int row = 0; row + 1 < mesh.rows; row++) {
            for (int column = 0; column + 1 < mesh.columns; column++) {
                int a = row * mesh.columns + column;
                triangle(mesh, kind, cut, a, a + 1, a + mesh.columns);
                triangle(mesh, kind, cut, a + 1, a + 1 + mesh.columns, a + mesh.columns);
            }
        }
    }

    private void triangle(Mesh mesh, byte kind, GBuffer.Cut cut, int... corners) {
        float[] screen = mesh.screen;
        int a = 3 * corners[0];
        float bx = screen[3 * corners[1]] - screen[a];
        float by = screen[3 * corners[1] + 1] - screen[a + 1];
        float cx = screen[3 * corners[2]] - screen[a];
        float cy = screen[3 * corners[2] + 1] - screen[a + 1];
        float area = bx * cy - by * cx;
        for (int i = 0; i < SIDE * SIDE && Math.abs(area) >= 1e-6f; i++) {
            float px = i % SIDE + 0.5f - screen[a];
            float py = i / SIDE + 0.5f - screen[a + 1];
            float wb = (px * cy - py * cx) * (1 / area);
            float wc = (bx * py - by * px) * (1 / area);
            float[] weights = {1 - wb - wc, wb, wc};
            float z = mixed(screen, 3, 2, corners, weights);
            float u = mixed(mesh.surface, 4, 0, corners, weights);
            float v = mixed(mesh.surface, 4, 1, corners, weights);
            boolean inside = weights[0] >= 0 && wb >= 0 && wc >= 0;
            if (inside && z > depth[i] && (cut == null || cut.keeps(u, v))) {
                depth[i] = z;
                material[i] = kind;
                for (int k = 0; k < 4; k++) {
                    surface[4 * i + k] = mixed(mesh.surface, 4, k, corners, weights);
                }
            }
        }
    }

    private static float mixed(float[] values, int each, int which, int[] corners, float[] weights) {
        return weights[0] * values[each * corners[0] + which]
                + weights[1] * values[each * corners[1] + which]
                + weights[2] * values[each * corners[2] + which];
    }
}
