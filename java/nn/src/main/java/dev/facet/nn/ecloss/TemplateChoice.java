package dev.facet.nn.ecloss;

import dev.facet.nn.ecloss.EcLossTemplates.Template;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Which templates are taken of all that there are.
 *
 * @param peaks where they may have their peaks
 * @param mirrors which of them are mirror images of each other
 */
record TemplateChoice(TemplatePeaks peaks, MirrorOrbits mirrors) {

    /** @param count how many; see {@link EcLossTemplates#of(int, int, TemplateMode, int, double, double, TemplateNorm, int)} */
    List<Template> of(TemplateMode mode, int count) {
        return switch (mode) {
            case EVEN_LIST -> evenList(count);
            case STRATIFIED -> stratified(count);
            case SYMMETRIC -> symmetric(count);
            case FULL -> full();
        };
    }

    private List<Template> evenList(int count) {
        List<Template> chosen = new ArrayList<>();
        for (long index : evenly(peaks.listLength(), count)) {
            chosen.add(peaks.atIndex(index));
        }
        return chosen;
    }

    private List<Template> stratified(int count) {
        int onePeak = Math.min(peaks.count(), Math.max(1, count * 49 / 100));
        List<Template> chosen = new ArrayList<>();
        for (long place : evenly(peaks.count(), onePeak)) {
            chosen.add(peaks.one((int) place));
        }
        for (long rank : evenly(peaks.pairs(), count - 1 - onePeak)) {
            chosen.add(peaks.pairOfRank(rank));
        }
        chosen.add(peaks.none());
        return chosen;
    }

    private List<Template> symmetric(int count) {
        int onePeak = Math.min(peaks.count(), Math.max(1, count * 49 / 100));
        List<Template> chosen = new ArrayList<>(wholeOrbits(peaks::forEachOne, onePeak));
        chosen.addAll(wholeOrbits(peaks::forEachPair, count - 1 - chosen.size()));
        chosen.add(peaks.none());
        return chosen;
    }

    /**
     * At most {@code count} templates: evenly spaced full orbits, and of what is left first orbits of 2, then of 1.
     *
     * @param all calls what it is given for every template to choose from, always in the same order
     */
    private List<Template> wholeOrbits(Consumer<Consumer<Template>> all, int count) {
        int[] orbits = new int[MirrorOrbits.IMAGES + 1];
        all.accept(template -> orbits[mirrors.sizeFromFirst(template)]++);
        Map<Integer, Set<Long>> places = new HashMap<>();
        int left = count;
        for (int size = MirrorOrbits.IMAGES; size >= 1; size /= 2) {
            long[] taken = evenly(orbits[size], left / size);
            left -= size * taken.length;
            places.put(size, Arrays.stream(taken).boxed().collect(Collectors.toSet()));
        }
        List<Template> chosen = new ArrayList<>();
        long[] place = new long[orbits.length];
        all.accept(template -> {
            int size = mirrors.sizeFromFirst(template);
            if (size > 0 && places.get(size).contains(place[size]++)) {
                chosen.addAll(mirrors.orbit(template));
            }
        });
        return chosen;
    }

    private List<Template> full() {
        long length = peaks.pairs() + peaks.count() + 1;
        if (length * peaks.cells() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("ECLoss templates: the full set of a map of " + peaks.cells()
                    + " cells has " + length + " templates, too many; use stratified");
        }
        List<Template> chosen = new ArrayList<>();
        peaks.forEachOne(chosen::add);
        peaks.forEachPair(chosen::add);
        chosen.add(peaks.none());
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
}
