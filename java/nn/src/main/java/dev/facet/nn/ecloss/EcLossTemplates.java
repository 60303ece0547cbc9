package dev.facet.nn.ecloss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The templates of ECLoss (Lin et al. 2022, arXiv 2207.02179, section III) for feature maps of a given size.
 *
 * <p>A one-peak template at cell (i, j) is {@code tau·max(1 − d/r, −1)} with d the Euclidean distance to the cell: tau at
 * the peak, 0 at distance r, −tau from 2r on. A two-peak template is the element-wise maximum of two of them; the
 * negative template is −tau everywhere. The paper indexes them by the input size; the map's size is meant.
 *
 * <p>Immutable and deterministic: the same arguments give the same templates, named by {@link #indices()}.
 */
public final class EcLossTemplates {
    /** A second peak of "none". */
    private static final int ABSENT = -1;

    private final int height;
    private final int width;
    private final List<Template> templates;
    private final float[] values;

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

    private EcLossTemplates(int height, int width, List<Template> templates, float[] values) {
        this.height = height;
        this.width = width;
        this.templates = List.copyOf(templates);
        this.values = values;
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
                config.templateNorm());
    }

    /**
     * @param height rows of the map, at least 1
     * @param width columns of the map, at least 1
     * @param mode which templates
     * @param count how many (at least 3); modes whose list is shorter give the whole list, {@code FULL} ignores it
     * @param tau scale of the values, positive
     * @param radius distance in cells at which a peak has fallen to 0, positive
     * @param norm normalisation before scaling
     */
    public static EcLossTemplates of(
            int height, int width, TemplateMode mode, int count, double tau, double radius, TemplateNorm norm) {
        if (height < 1 || width < 1 || (long) height * width > 1 << 15) {
            throw new IllegalArgumentException("ECLoss templates: a map of " + height + "x" + width
                    + " cells is empty or too large (at most 32768 cells)");
        }
        if (count < 3 || !(tau > 0) || !(radius > 0)) {
            throw new IllegalArgumentException("ECLoss templates need a count >= 3, tau > 0 and radius > 0, got "
                    + count + ", " + tau + ", " + radius);
        }
        int cells = height * width;
        List<Template> templates = switch (mode) {
            case EVEN_LIST -> evenList(cells, count);
            case STRATIFIED -> stratified(cells, count);
            case FULL -> full(cells);
        };
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
        return new EcLossTemplates(height, width, templates, values);
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** T, the number of templates; log T bounds the mutual information. */
    public int count() {
        return templates.size();
    }

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

    private static List<Template> evenList(int cells, int count) {
        long length = (long) cells * cells + cells + 1;
        List<Template> chosen = new ArrayList<>();
        for (long index : evenly(length, count)) {
            chosen.add(atIndex(index, cells));
        }
        return chosen;
    }

    private static List<Template> stratified(int cells, int count) {
        int onePeak = Math.min(cells, Math.max(1, count * 49 / 100));
        List<Template> chosen = new ArrayList<>();
        for (long cell : evenly(cells, onePeak)) {
            chosen.add(onePeak((int) cell, cells));
        }
        long pairs = (long) cells * (cells - 1) / 2;
        for (long rank : evenly(pairs, count - 1 - onePeak)) {
            chosen.add(pairOfRank(rank, cells));
        }
        chosen.add(negative(cells));
        return chosen;
    }

    private static List<Template> full(int cells) {
        long length = (long) cells * (cells - 1) / 2 + cells + 1;
        if (length * cells > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("ECLoss templates: the full set of a map of " + cells + " cells has "
                    + length + " templates, too many; use stratified");
        }
        List<Template> chosen = new ArrayList<>();
        for (int cell = 0; cell < cells; cell++) {
            chosen.add(onePeak(cell, cells));
        }
        for (int a = 0; a < cells; a++) {
            for (int b = a + 1; b < cells; b++) {
                chosen.add(pair(a, b, cells));
            }
        }
        chosen.add(negative(cells));
        return chosen;
    }

    /** {@code count} evenly spaced whole numbers of 0 … length − 1, both ends included; all of them if there are fewer. */
    private static long[] evenly(long length, int count) {
        int taken = (int) Math.min(length, count);
        long[] chosen = new long[Math.max(taken, 0)];
        for (int i = 0; i < taken; i++) {
            chosen[i] = taken == 1 ? 0 : Math.round((double) i * (length - 1) / (taken - 1));
        }
        return chosen;
    }

    private static Template atIndex(long index, int cells) {
        long twoPeak = (long) cells * cells;
        if (index < twoPeak) {
            return pair((int) (index / cells), (int) (index % cells), cells);
        }
        return index < twoPeak + cells ? onePeak((int) (index - twoPeak), cells) : negative(cells);
    }

    /** The unordered pair a &lt; b at {@code rank} of the lexicographic list of all of them. */
    private static Template pairOfRank(long rank, int cells) {
        int a = 0;
        long left = rank;
        while (left >= cells - 1 - a) {
            left -= cells - 1 - a;
            a++;
        }
        return pair(a, (int) (a + 1 + left), cells);
    }

    private static Template pair(int a, int b, int cells) {
        return new Template((long) a * cells + b, a, b);
    }

    private static Template onePeak(int cell, int cells) {
        return new Template((long) cells * cells + cell, cell, ABSENT);
    }

    private static Template negative(int cells) {
        return new Template((long) cells * cells + cells, ABSENT, ABSENT);
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
