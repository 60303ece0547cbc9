package dev.facet.nn.ecloss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EcLossTemplatesTest {
    private static final int CELLS = 196;

    @Test
    void evenListHasThePapersCounts() {
        EcLossTemplates templates = of(14, TemplateMode.EVEN_LIST);
        assertThat(counts(templates)).containsExactly(1, 2, 397);
        assertThat(templates.indices()).contains(0).doesNotHaveDuplicates();
        assertThat(templates.indices()[399]).isEqualTo(196L * 196 + 196);
    }

    @Test
    void stratifiedHasEveryPositionOnce() {
        EcLossTemplates templates = of(14, TemplateMode.STRATIFIED);
        assertThat(counts(templates)).containsExactly(1, 196, 203);
        Set<Integer> peaks = new HashSet<>();
        templates.templates().stream().filter(t -> t.peaks() == 1).forEach(t -> peaks.add(t.first()));
        assertThat(peaks).hasSize(CELLS);
        assertThat(templates.templates())
                .filteredOn(t -> t.peaks() == 2)
                .allMatch(t -> t.first() < t.second())
                .doesNotHaveDuplicates();
    }

    @Test
    void fullHasEveryDistinctTemplate() {
        EcLossTemplates templates = of(14, TemplateMode.FULL);
        assertThat(templates.count()).isEqualTo(19307);
        assertThat(counts(templates)).containsExactly(1, 196, 19110);
        assertThat(Arrays.stream(templates.indices()).distinct().count()).isEqualTo(19307);
    }

    @Test
    void symmetricIsClosedUnderMirroring() {
        for (int side : new int[] {14, 7, 28, 2, 1}) {
            EcLossTemplates templates = of(side, TemplateMode.SYMMETRIC);
            MirrorOrbits mirrors = new MirrorOrbits(side, side);
            assertThat(templates.templates())
                    .doesNotHaveDuplicates()
                    .allMatch(template -> templates.templates().containsAll(mirrors.orbit(template)));
        }
        assertThat(counts(of(14, TemplateMode.SYMMETRIC))).containsExactly(1, 196, 202);
        assertThat(counts(of(7, TemplateMode.SYMMETRIC))).containsExactly(1, 49, 350);
        assertThat(counts(of(28, TemplateMode.SYMMETRIC))).containsExactly(1, 196, 202);
        assertThat(of(14, TemplateMode.SYMMETRIC).orbits()).isEqualTo(99);
        assertThat(of(2, TemplateMode.SYMMETRIC).templates())
                .hasSameElementsAs(of(2, TemplateMode.FULL).templates());
    }

    @Test
    void fullOrbitsComeFirstWithExactlyMirroredValues() {
        assertThat(of(14, TemplateMode.STRATIFIED).orbits()).isGreaterThanOrEqualTo(49);
        assertThat(of(14, TemplateMode.FULL).orbits()).isGreaterThan(4700);
        for (TemplateMode mode : TemplateMode.values()) {
            for (int width : new int[] {6, 5, 1}) {
                EcLossTemplates templates = EcLossTemplates.of(7, width, mode, 60, 0.3, 2, TemplateNorm.CENTER_UNIT, 0);
                float[] values = templates.values();
                for (int t = 0; t < 4 * templates.orbits(); t++) {
                    for (int cell = 0; cell < 7 * width; cell++) {
                        int row = (t & 2) != 0 ? 6 - cell / width : cell / width;
                        int column = (t & 1) != 0 ? width - 1 - cell % width : cell % width;
                        assertThat(values[t * 7 * width + cell])
                                .isEqualTo(values[(t - t % 4) * 7 * width + row * width + column]);
                    }
                }
            }
        }
    }

    @Test
    void symmetricTemplatesRespectTheMargin() {
        EcLossTemplates templates = EcLossTemplates.of(7, 7, TemplateMode.SYMMETRIC, 100, 0.5, 2, TemplateNorm.NONE, 1);
        assertThat(templates.count()).isBetween(97, 100);
        assertThat(templates.templates())
                .allMatch(t -> t.peaks() == 0 || (t.first() / 7 >= 1 && t.first() / 7 <= 5 && t.first() % 7 >= 1));
    }

    @Test
    void otherSizesKeepTheShares() {
        assertThat(counts(of(8, TemplateMode.STRATIFIED))).containsExactly(1, 64, 335);
        assertThat(counts(of(28, TemplateMode.STRATIFIED))).containsExactly(1, 196, 203);
        assertThat(counts(of(2, TemplateMode.STRATIFIED))).containsExactly(1, 4, 6);
        assertThat(counts(of(2, TemplateMode.EVEN_LIST))).containsExactly(1, 4, 16);
        assertThat(counts(of(1, TemplateMode.STRATIFIED))).containsExactly(1, 1, 0);
    }

    /** Values against the formula, written out by hand for a template from the middle of each stratum. */
    @Test
    void valuesFollowTheFormula() {
        double tau = 0.001;
        EcLossTemplates templates = EcLossTemplates.of(14, 14, TemplateMode.FULL, 400, tau, 4, TemplateNorm.NONE, 0);
        float[] values = templates.values();
        int onePeak = placeOf(templates, 5 * 14 + 9);
        assertThat(value(values, onePeak, 5, 9)).isEqualTo((float) tau);
        assertThat(value(values, onePeak, 5, 13)).isEqualTo(0f);
        assertThat(value(values, onePeak, 5, 11)).isCloseTo((float) (tau * 0.5), within(1e-10f));
        assertThat(value(values, onePeak, 8, 5)).isCloseTo((float) (tau * (1 - 5 / 4.0)), within(1e-10f));
        assertThat(value(values, onePeak, 5, 1)).isEqualTo((float) -tau);
        assertThat(value(values, onePeak, 13, 0)).isEqualTo((float) -tau);
        int last = templates.count() - 1;
        assertThat(templates.templates().get(last).peaks()).isZero();
        assertThat(Arrays.copyOfRange(values, last * CELLS, last * CELLS + CELLS))
                .containsOnly((float) -tau);
    }

    @Test
    void twoPeaksAreTheMaximumOfTheirOnePeaks() {
        EcLossTemplates templates = of(6, TemplateMode.FULL);
        float[] values = templates.values();
        List<EcLossTemplates.Template> all = templates.templates();
        for (int t = 0; t < all.size(); t++) {
            if (all.get(t).peaks() == 2) {
                for (int cell = 0; cell < 36; cell++) {
                    float expected = Math.max(
                            values[placeOf(templates, all.get(t).first()) * 36 + cell],
                            values[placeOf(templates, all.get(t).second()) * 36 + cell]);
                    assertThat(values[t * 36 + cell]).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void centredTemplatesHaveNoMeanAndUnitNormTimesTau() {
        EcLossTemplates templates =
                EcLossTemplates.of(8, 8, TemplateMode.STRATIFIED, 400, 0.5, 2, TemplateNorm.CENTER_UNIT, 0);
        float[] values = templates.values();
        for (int t = 0; t < templates.count(); t++) {
            double sum = 0;
            double squares = 0;
            for (int cell = 0; cell < 64; cell++) {
                sum += values[t * 64 + cell];
                squares += values[t * 64 + cell] * values[t * 64 + cell];
            }
            boolean negative = templates.templates().get(t).peaks() == 0;
            assertThat(sum).isCloseTo(0, within(1e-5));
            assertThat(squares).isCloseTo(negative ? 0 : 0.25, within(1e-5));
        }
    }

    @Test
    void radiusScalesWithTheMapUnlessGiven() {
        EcLossConfig config = EcLossConfig.defaults();
        assertThat(config.radiusFor(14)).isEqualTo(4);
        assertThat(config.radiusFor(7)).isEqualTo(2);
        assertThat(EcLossConfig.paper().radiusFor(7)).isEqualTo(4);
    }

    @Test
    void sizesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> of(0, TemplateMode.FULL)).hasMessageContaining("0x0");
        assertThatThrownBy(() -> of(100, TemplateMode.FULL)).hasMessageContaining("use stratified");
        assertThatThrownBy(() -> EcLossTemplates.of(4, 4, TemplateMode.FULL, 400, 0, 4, TemplateNorm.NONE, 0))
                .hasMessageContaining("tau > 0");
    }

    @Test
    void aMarginKeepsPeaksOffTheBorder() {
        EcLossTemplates templates =
                EcLossTemplates.of(7, 7, TemplateMode.STRATIFIED, 400, 0.5, 2, TemplateNorm.NONE, 1);
        assertThat(templates.count()).isEqualTo(25 + 300 + 1);
        for (EcLossTemplates.Template template : templates.templates()) {
            for (int peak : new int[] {template.first(), template.second()}) {
                if (peak >= 0) {
                    assertThat(peak / 7).isBetween(1, 5);
                    assertThat(peak % 7).isBetween(1, 5);
                }
            }
        }
        assertThat(EcLossTemplates.of(7, 7, TemplateMode.FULL, 3, 1, 2, TemplateNorm.NONE, 1)
                        .count())
                .isEqualTo(25 + 300 + 1);
        assertThatThrownBy(() -> EcLossTemplates.of(6, 6, TemplateMode.FULL, 3, 1, 2, TemplateNorm.NONE, 3))
                .hasMessageContaining("margin of 3");
    }

    private static EcLossTemplates of(int side, TemplateMode mode) {
        return EcLossTemplates.of(side, side, mode, 400, 0.5, 4 * side / 14.0 + 1e-9, TemplateNorm.NONE, 0);
    }

    /** The row of the one-peak template of a cell. */
    private static int placeOf(EcLossTemplates templates, int cell) {
        for (int t = 0; t < templates.count(); t++) {
            EcLossTemplates.Template template = templates.templates().get(t);
            if (template.peaks() == 1 && template.first() == cell) {
                return t;
            }
        }
        throw new AssertionError("no one-peak template at cell " + cell);
    }

    private static float value(float[] values, int template, int row, int column) {
        return values[template * CELLS + row * 14 + column];
    }

    /** Templates with 0, 1 and 2 peaks. */
    private static int[] counts(EcLossTemplates templates) {
        int[] counts = new int[3];
        templates.templates().forEach(t -> counts[t.peaks()]++);
        return counts;
    }
}
