package dev.facet.faces.inspect;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FacePair;
import dev.facet.faces.FacePairs;
import dev.facet.faces.FaceSample;
import dev.facet.faces.Image;
import dev.facet.faces.LandmarkScheme;
import dev.facet.faces.Partition;
import dev.facet.faces.data.FaceSource;
import dev.facet.faces.data.Problems;
import dev.facet.faces.data.Problems.Kind;
import dev.facet.faces.inspect.Inspection.Attribute;
import dev.facet.faces.inspect.Inspection.LookedAt;
import dev.facet.faces.inspect.Inspection.PairCounts;
import dev.facet.faces.inspect.Inspection.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/** Counts what a data set holds and decodes some of its pictures, evenly spread. */
public final class Inspector {

    private final FaceSource source;
    private final Problems problems;
    private final Map<String, int[]> attributes = new LinkedHashMap<>();
    private final Map<String, List<Float>> measures = new TreeMap<>();
    private final Map<LandmarkScheme, Integer> landmarks = new EnumMap<>(LandmarkScheme.class);
    private final Map<String, Integer> concepts = new TreeMap<>();
    private final Map<Partition, Integer> partitions = new EnumMap<>(Partition.class);

    private Inspector(FaceSource source, Problems problems) {
        this.source = source;
        this.problems = problems;
        source.faces().attributes().forEach(name -> attributes.put(name, new int[2]));
    }

    /**
     * Inspects a data set.
     *
     * @param problems what was found when it was opened; gets what is found now
     * @param pictures how many pictures to decode at most; their landmarks and masks are checked, too
     * @param progress is told how many were decoded
     */
    public static Inspection inspect(FaceSource source, Problems problems, int pictures, IntConsumer progress) {
        return new Inspector(source, problems).run(pictures, progress);
    }

    private Inspection run(int pictures, IntConsumer progress) {
        FaceDataset faces = source.faces();
        int[] perIdentity = new int[faces.identities().size()];
        for (int i = 0; i < faces.size(); i++) {
            FaceSample sample = faces.sample(i);
            perIdentity[sample.identity()]++;
            count(sample);
        }
        LookedAt lookedAt = look(faces, Math.min(pictures, faces.size()), progress);
        Map<String, Attribute> counted = new LinkedHashMap<>();
        attributes.forEach((name, n) -> counted.put(name, new Attribute(n[0], n[1])));
        Map<String, Range> ranges = new TreeMap<>();
        measures.forEach((name, values) -> ranges.put(
                name, range(values.stream().mapToDouble(Float::doubleValue).toArray())));
        return new Inspection(
                source,
                faces.size(),
                range(Arrays.stream(perIdentity).asDoubleStream().toArray()),
                counted,
                ranges,
                landmarks,
                faces.parts(),
                concepts,
                partitions,
                lookedAt,
                source.pairs().map(Inspector::count),
                problems);
    }

    private void count(FaceSample sample) {
        sample.attributes().forEach((name, has) -> {
            int[] n = attributes.computeIfAbsent(name, unused -> new int[2]);
            n[0]++;
            n[1] += has ? 1 : 0;
        });
        sample.measures()
                .forEach((name, value) -> measures.computeIfAbsent(name, unused -> new ArrayList<>())
                        .add(value));
        sample.landmarkSchemes().forEach(scheme -> landmarks.merge(scheme, 1, Integer::sum));
        sample.concepts().forEach(name -> concepts.merge(name, 1, Integer::sum));
        sample.partition().ifPresent(part -> partitions.merge(part, 1, Integer::sum));
    }

    private static PairCounts count(FacePairs pairs) {
        int[] all = new int[pairs.folds()];
        int[] same = new int[pairs.folds()];
        for (FacePair pair : pairs.pairs()) {
            all[pair.fold()]++;
            same[pair.fold()] += pair.same() ? 1 : 0;
        }
        int oneSided = 0;
        for (int fold = 0; fold < all.length; fold++) {
            oneSided += same[fold] == 0 || same[fold] == all[fold] ? 1 : 0;
        }
        return new PairCounts(pairs.pairs().size(), Arrays.stream(same).sum(), pairs.folds(), oneSided);
    }

    private static Range range(double[] values) {
        if (values.length == 0) {
            return new Range(0, Double.NaN, Double.NaN, Double.NaN);
        }
        Arrays.sort(values);
        return new Range(values.length, values[0], values[values.length / 2], values[values.length - 1]);
    }

    private LookedAt look(FaceDataset faces, int count, IntConsumer progress) {
        Map<String, Integer> sizes = new TreeMap<>();
        int readable = 0;
        for (int k = 0; k < count; k++) {
            FaceSample sample = faces.sample((int) ((long) k * faces.size() / count));
            try {
                Image picture = sample.image();
                readable++;
                sizes.merge(picture.width() + "x" + picture.height(), 1, Integer::sum);
                checkAnnotations(sample, picture);
            } catch (FaceDataException e) {
                problems.add(Kind.UNREADABLE_PICTURE, e.getMessage());
            }
            progress.accept(k + 1);
        }
        Map<String, Integer> byFrequency = new LinkedHashMap<>();
        sizes.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(entry -> byFrequency.put(entry.getKey(), entry.getValue()));
        return new LookedAt(count, readable, byFrequency);
    }

    private void checkAnnotations(FaceSample sample, Image picture) {
        try {
            for (LandmarkScheme scheme : sample.landmarkSchemes()) {
                checkPoints(sample, picture, scheme);
            }
            sample.parts();
            sample.concepts().forEach(sample::concept);
        } catch (FaceDataException e) {
            problems.add(Kind.BAD_ANNOTATION, e.getMessage());
        }
    }

    private void checkPoints(FaceSample sample, Image picture, LandmarkScheme scheme) {
        float[] xy = sample.landmarks(scheme).orElseThrow();
        for (int i = 0; i < xy.length; i += 2) {
            if (!(xy[i] >= 0 && xy[i] <= picture.width() && xy[i + 1] >= 0 && xy[i + 1] <= picture.height())) {
                problems.add(
                        Kind.LANDMARKS_OUTSIDE,
                        sample.id() + ": point " + i / 2 + " of " + scheme.label() + " is at (" + xy[i] + ", "
                                + xy[i + 1] + "), the picture has " + picture.width() + "x" + picture.height());
                return;
            }
        }
    }
}
