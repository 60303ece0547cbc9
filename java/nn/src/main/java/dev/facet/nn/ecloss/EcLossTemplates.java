package dev.facet.nn.ecloss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The templates of ECLoss (Lin et al. 2022, arXiv 2207.02179, section III) for feature maps of a given size.
 *
 * <p>A one-peak template at cell (i, j) is {@code tau·max(1 − d/r, −1)} with d the Euclidean distance to the cell: tau at
 * the peak, 0 at distance r, −tau from 2r on. A two-peak template is the element-wise maximum of two of them; the
 * negative template is −tau everywhere. The paper indexes them by the input size; the map's size is meant.
 *
 * <p>Full orbits of mirror images come first, as {@link dev.facet.engine.EcLossOp#orbits()} wants them.
 *
 * <p>Immutable and deterministic: the same arguments give the same templates, named by {@link #indices()}.
 */
public final class EcLossTemplates {
    /** A second peak of "none". */
    static final int ABSENT = -1;

    private final int height;
    private final int width;
    private final List<Template> templates;
    private final float[] values;
    private final int orbits;

    /**
     * One template.
     *
     * @param index its place in the ordered list: two-peak (a, b) at a·n + b, one-peak a at n² + a, negative at n² + n,
     *     where n is the number of cells
     * @param first cell (row-major) of the first peak, −1 for the negative template
     * @param second cell of the second peak, −1 if there is one peak or none
     */
    public record Template(long index, int first, int second) {
        /** 0 for the negative template, 1 or 2. A pair of one cell with itself counts as two. */
        public int peaks() {
            return first == ABSENT ? 0 : second == ABSENT ? 1 : 2;
        }
    }

    private EcLossTemplates(int height, int width, List<Template> templates, float[] values, int orbits) {
        this.height = height;
        this.width = width;
        this.templates = List.copyOf(templates);
        this.values = values;
        this.orbits = orbits;
    }

    /** The templates a configuration asks for on maps of {@code height}×{@code width} cells. */
    public static EcLossTemplates of(int height, int width, EcLossConfig config) {
        return of(
                height,
                width,
                config.templateMode(),
                config.templateCount(),
                config.tau(),
                config.radiusFor(height),
                config.templateNorm(),
                config.margin());
    }

    /**
     * @param height rows of the map, at least 1
     * @param width columns of the map, at least 1
     * @param mode which templates
     * @param count how many (at least 3); modes whose list is shorter give the whole list, {@code FULL} ignores it
     * @param tau scale of the values, positive
     * @param radius distance in cells at which a peak has fallen to 0, positive
     * @param norm normalisation before scaling
     * @param margin cells at every border of the map on which no peak stands, at least 0
     */
    public static EcLossTemplates of(
            int height,
            int width,
            TemplateMode mode,
            int count,
            double tau,
            double radius,
            TemplateNorm norm,
            int margin) {
        if (height < 1 || width < 1 || (long) height * width > 1 << 15) {
            throw new IllegalArgumentException("ECLoss templates: a map of " + height + "x" + width
                    + " cells is empty or too large (at most 32768 cells)");
        }
        if (count < 3 || !(tau > 0) || !(radius > 0)) {
            throw new IllegalArgumentException("ECLoss templates need a count >= 3, tau > 0 and radius > 0, got "
                    + count + ", " + tau + ", " + radius);
        }
        if (margin < 0 || 2 * margin >= Math.min(height, width)) {
            throw new IllegalArgumentException("ECLoss templates: a margin of " + margin + " cells leaves no cell of a "
                    + height + "x" + width + " map");
        }
        int cells = height * width;
        MirrorOrbits mirrors = new MirrorOrbits(height, width);
        List<Template> chosen = new TemplateChoice(TemplatePeaks.of(height, width, margin), mirrors).of(mode, count);
        List<List<Template>> orbits = mirrors.fullOrbits(chosen);
        List<Template> templates = ordered(chosen, orbits);
        float[] values = new float[Math.multiplyExact(templates.size(), cells)];
        double[] row = new double[cells];
        for (int t = 0; t < templates.size(); t++) {
            fill(row, templates.get(t), width, radius);
            if (norm == TemplateNorm.CENTER_UNIT) {
                centreAndScale(row);
            }
            for (int cell = 0; cell < cells; cell++) {
                values[t * cells + cell] = (float) (tau * row[cell]);
            }
        }
        for (int image = 0; image < MirrorOrbits.IMAGES * orbits.size(); image++) {
            int first = image - image % MirrorOrbits.IMAGES;
            mirrors.mirror(values, first * cells, image * cells, image % MirrorOrbits.IMAGES);
        }
        return new EcLossTemplates(height, width, templates, values, orbits.size());
    }

    /** Rows of the maps that the templates are for. */
    public int height() {
        return height;
    }

    /** Columns of the maps that the templates are for. */
    public int width() {
        return width;
    }

    /** T, the number of templates; log T bounds the mutual information. */
    public int count() {
        return templates.size();
    }

    /** How many full orbits of mirror images the templates begin with: 4·orbits templates. */
    public int orbits() {
        return orbits;
    }

    /** Where the peaks of each template stand, in the order of its values. */
    public List<Template> templates() {
        return templates;
    }

    /** The values as [T, H·W], row-major: a copy. */
    public float[] values() {
        return values.clone();
    }

    /** The places in the ordered list ({@link Template#index()}), for the run's manifest. */
    public long[] indices() {
        return templates.stream().mapToLong(Template::index).toArray();
    }

    /** The orbits' templates, then the others in their order. */
    private static List<Template> ordered(List<Template> templates, List<List<Template>> orbits) {
        Set<Template> ordered = new LinkedHashSet<>();
        orbits.forEach(ordered::addAll);
        List<Template> others = templates.stream()
                .filter(template -> !ordered.contains(template))
                .toList();
        List<Template> all = new ArrayList<>(ordered);
        all.addAll(others);
        return all;
    }

    private static void fill(double[] row, Template template, int width, double radius) {
        Arrays.fill(row, -1);
        if (template.first != ABSENT) {
            raise(row, template.first, width, radius);
        }
        if (template.second != ABSENT) {
            raise(row, template.second, width, radius);
        }
    }

    private static void raise(double[] row, int peak, int width, double radius) {
        for (int cell = 0; cell < row.length; cell++) {
            double down = cell / width - peak / width;
            double right = cell % width - peak % width;
            row[cell] = Math.max(row[cell], 1 - Math.sqrt(down * down + right * right) / radius);
        }
    }

    private static void centreAndScale(double[] row) {
        double mean = Arrays.stream(row).average().orElse(0);
        double sumSquares = 0;
        for (int cell = 0; cell < row.length; cell++) {
            row[cell] -= mean;
            sumSquares += row[cell] * row[cell];
        }
        // A constant template (the negative one, or any on a map of one cell) has no direction: it stays zero.
        double scale = sumSquares < 1e-20 ? 0 : 1 / Math.sqrt(sumSquares);
        for (int cell = 0; cell < row.length; cell++) {
            row[cell] *= scale;
        }
    }
}
