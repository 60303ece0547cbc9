package dev.facet.interpret.evaluation;

import dev.facet.engine.Device;
import dev.facet.faces.FacePair;
import dev.facet.faces.FacePairs;
import dev.facet.faces.Image;
import dev.facet.interpret.verification.Embeddings;
import dev.facet.interpret.verification.PairDistances;
import dev.facet.interpret.verification.ThresholdRule;
import dev.facet.interpret.verification.Verification;
import dev.facet.interpret.verification.VerificationResult;
import dev.facet.nn.Initialization;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Same person or not, on the pairs of a protocol: for a network, for the pictures' raw pixels, and for a network that
 * has learned nothing ({@link #untrained}). Immutable.
 *
 * <p>Embeddings are summed with those of the mirrored faces and compared by squared distance at unit length. Pictures
 * are taken whole, so crop the data set to the faces first.
 *
 * <pre>{@code
 * VerificationResult result = PairEvaluation.of(pairs).run(network, Progress.NONE);
 * System.out.println(result.accuracy());
 * }</pre>
 */
public final class PairEvaluation {
    private static final int BATCH = TrainedNetwork.MAX_BATCH;

    /** Side of the pictures whose pixels are compared raw: enough to tell faces, little enough to forgive shifts. */
    private static final int RAW_PIXELS = 32;

    private final FacePairs pairs;
    private final ThresholdRule rule;
    private final boolean stratified;
    private final boolean mirrored;

    private PairEvaluation(FacePairs pairs, ThresholdRule rule, boolean stratified, boolean mirrored) {
        this.pairs = pairs;
        this.rule = rule;
        this.stratified = stratified;
        this.mirrored = mirrored;
    }

    /** An evaluation on these pairs in their own folds, with exact thresholds and mirrored faces. */
    public static PairEvaluation of(FacePairs pairs) {
        return new PairEvaluation(pairs, ThresholdRule.EXACT, false, true);
    }

    /** With another rule for thresholds. */
    public PairEvaluation withRule(ThresholdRule other) {
        return new PairEvaluation(pairs, other, stratified, mirrored);
    }

    /** With folds dealt anew so that each has genuine and impostor pairs, or with the file's own. */
    public PairEvaluation withStratifiedFolds(boolean wanted) {
        return new PairEvaluation(pairs, rule, wanted, mirrored);
    }

    /** With or without adding the embedding of the mirrored face. */
    public PairEvaluation withMirroring(boolean wanted) {
        return new PairEvaluation(pairs, rule, stratified, wanted);
    }

    /**
     * Verifies by a network's embeddings.
     *
     * @throws IllegalArgumentException if a fold has pairs of one kind only, or an embedding is not finite
     * @throws dev.facet.faces.FaceDataException if a picture cannot be read
     */
    public VerificationResult run(TrainedNetwork network, Progress progress) {
        int size = network.network().inputSize();
        return evaluate(embeddings(
                faces -> {
                    float[][] plain = network.embed(NetworkInputs.of(faces, size));
                    if (!mirrored) {
                        return normalised(plain);
                    }
                    List<Image> flipped = faces.stream().map(Image::flip).toList();
                    float[][] flip = network.embed(NetworkInputs.of(flipped, size));
                    List<float[]> sums = new ArrayList<>();
                    for (int i = 0; i < plain.length; i++) {
                        sums.add(Embeddings.flipSum(plain[i], flip[i]));
                    }
                    return sums;
                },
                size,
                "embedding faces",
                progress));
    }

    /**
     * Verifies by the pixels themselves: {@value #RAW_PIXELS} pixels a side, mean taken out, compared by angle. What a
     * network must at least beat.
     */
    public VerificationResult runRawPixels(Progress progress) {
        return evaluate(embeddings(
                faces -> faces.stream().map(PairEvaluation::centredPixels).toList(),
                RAW_PIXELS,
                "comparing raw pixels",
                progress));
    }

    /**
     * A network of random weights, to learn how much of an accuracy the architecture gives by itself.
     *
     * @return to be closed by the caller
     */
    public static TrainedNetwork untrained(Network network, Device device, long seed) {
        return TrainedNetwork.create(network, device, variables -> Initialization.apply(network, variables, seed));
    }

    private VerificationResult evaluate(List<float[]> embeddings) {
        List<FacePair> list = pairs.pairs();
        double[] distance = new double[list.size()];
        boolean[] same = new boolean[list.size()];
        int[] fold = new int[list.size()];
        for (int i = 0; i < distance.length; i++) {
            FacePair pair = list.get(i);
            distance[i] = Embeddings.squaredDistance(embeddings.get(pair.first()), embeddings.get(pair.second()));
            same[i] = pair.same();
            fold[i] = pair.fold();
        }
        PairDistances distances = PairDistances.of(distance, same, fold);
        return Verification.evaluate(stratified ? distances.stratified() : distances, rule);
    }

    /** One vector a picture; only pictures that some pair shows are read. */
    private List<float[]> embeddings(
            Function<List<Image>, List<float[]>> embed, int size, String stage, Progress progress) {
        boolean[] used = new boolean[pairs.images().size()];
        for (FacePair pair : pairs.pairs()) {
            used[pair.first()] = true;
            used[pair.second()] = true;
        }
        int[] wanted = IntStream.range(0, used.length).filter(i -> used[i]).toArray();
        float[][] vectors = new float[used.length][];
        for (int first = 0; first < wanted.length; first += BATCH) {
            int from = first;
            int count = Math.min(BATCH, wanted.length - first);
            List<Image> faces = IntStream.range(0, count)
                    .parallel()
                    .mapToObj(
                            i -> pairs.images().sample(wanted[from + i]).image().resize(size, size))
                    .toList();
            List<float[]> some = embed.apply(faces);
            for (int i = 0; i < count; i++) {
                vectors[wanted[from + i]] = some.get(i);
            }
            progress.at(stage, first + count, wanted.length);
        }
        // Pictures in no pair stay null, which List.of would refuse.
        return Arrays.asList(vectors);
    }

    private static List<float[]> normalised(float[][] embeddings) {
        List<float[]> unit = new ArrayList<>();
        for (float[] embedding : embeddings) {
            unit.add(Embeddings.normalised(embedding));
        }
        return unit;
    }

    private static float[] centredPixels(Image face) {
        byte[] rgb = face.rgb();
        float[] values = new float[rgb.length];
        float mean = 0;
        for (int i = 0; i < rgb.length; i++) {
            values[i] = rgb[i] & 0xFF;
            mean += values[i] / rgb.length;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] -= mean;
        }
        return Embeddings.normalised(values);
    }
}
