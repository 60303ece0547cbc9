package dev.facet.nn.ecloss;

import dev.facet.nn.ecloss.EcLossTemplates.Template;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The places where peaks may stand, and the templates made of them.
 *
 * @param cells of the whole map
 * @param allowed the cells of the places
 */
record TemplatePeaks(int cells, int[] allowed) {
    /** On a map of so many rows and columns, without the cells of its margin. */
    static TemplatePeaks of(int height, int width, int margin) {
        int[] allowed = IntStream.range(0, height * width)
                .filter(cell -> cell / width >= margin
                        && cell / width < height - margin
                        && cell % width >= margin
                        && cell % width < width - margin)
                .toArray();
        return new TemplatePeaks(height * width, allowed);
    }

    int count() {
        return allowed.length;
    }

    /** Unordered pairs of different places. */
    long pairs() {
        return (long) count() * (count() - 1) / 2;
    }

    /** The paper's ordered list: ordered pairs, single peaks, the negative template. */
    long listLength() {
        return (long) count() * count() + count() + 1;
    }

    Template atIndex(long index) {
        long twoPeak = (long) count() * count();
        if (index < twoPeak) {
            return pair((int) (index / count()), (int) (index % count()));
        }
        return index < twoPeak + count() ? one((int) (index - twoPeak)) : none();
    }

    void forEachOne(Consumer<Template> body) {
        for (int place = 0; place < count(); place++) {
            body.accept(one(place));
        }
    }

    void forEachPair(Consumer<Template> body) {
        for (int a = 0; a < count(); a++) {
            for (int b = a + 1; b < count(); b++) {
                body.accept(pair(a, b));
            }
        }
    }

    /** The unordered pair a &lt; b at {@code rank} of the lexicographic list of all of them. */
    Template pairOfRank(long rank) {
        int a = 0;
        long left = rank;
        while (left >= count() - 1 - a) {
            left -= count() - 1 - a;
            a++;
        }
        return pair(a, (int) (a + 1 + left));
    }

    Template pair(int a, int b) {
        return new Template((long) allowed[a] * cells + allowed[b], allowed[a], allowed[b]);
    }

    Template one(int place) {
        return new Template((long) cells * cells + allowed[place], allowed[place], EcLossTemplates.ABSENT);
    }

    Template none() {
        return new Template((long) cells * cells + cells, EcLossTemplates.ABSENT, EcLossTemplates.ABSENT);
    }
}
