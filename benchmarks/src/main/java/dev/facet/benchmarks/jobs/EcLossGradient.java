package dev.facet.benchmarks.jobs;

import dev.facet.engine.Device;
import dev.facet.engine.EcLossOp;
import dev.facet.engine.Executable;
import dev.facet.engine.Gradients;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.Shape;
import dev.facet.nn.ecloss.EcLossTemplates;
import dev.facet.nn.ecloss.TemplateMode;
import dev.facet.nn.ecloss.TemplateNorm;
import java.util.List;

/** ECLoss of the paper's size, forward and backward: the maps of 64 images × 512 channels of 14 × 14 against about
 * 400 templates. */
public final class EcLossGradient extends FacetJob {
    public static final int IMAGES = 64;
    public static final int CHANNELS = 512;
    public static final int SIDE = 14;
    /** How many templates are asked for; a symmetric set has one fewer. */
    public static final int TEMPLATES = 400;

    public static final double LAMBDA = 1;

    private static final long SEED = 4;
    private static final int SAMPLES = 1000;

    private final int orbits;
    private final Device device;
    private final Executable executable;
    private final Node loss;
    private final Node gradient;

    public EcLossGradient(TemplateMode mode, int threads) {
        this(mode, Device.cpu(threads));
    }

    /** @param device closed with the job */
    public EcLossGradient(TemplateMode mode, Device device) {
        Graph graph = new Graph();
        EcLossTemplates set = templates(mode);
        orbits = set.orbits();
        Node maps = graph.input("maps", IMAGES, SIDE, SIDE, CHANNELS);
        Node templates = graph.constant("templates", Shape.of(set.count(), SIDE * SIDE), set.values());
        loss = graph.ecLoss(maps, templates, new EcLossOp(LAMBDA, false, false, set.orbits()))
                .loss();
        gradient = Gradients.of(graph, loss, List.of(maps)).of(maps);
        this.device = device;
        executable = Executable.compile(device, Plan.of(graph, List.of(loss, gradient)), null);
        executable.input("maps").set(maps());
    }

    /** [64, 14, 14, 512]. */
    public static float[] maps() {
        return Values.signed(SEED, IMAGES * SIDE * SIDE * CHANNELS);
    }

    public static EcLossTemplates templates(TemplateMode mode) {
        return EcLossTemplates.of(SIDE, SIDE, mode, TEMPLATES, 1, 4, TemplateNorm.CENTER_UNIT, 0);
    }

    @Override
    public int templateOrbits() {
        return orbits;
    }

    @Override
    public Executable executable() {
        return executable;
    }

    /** The loss, then the gradient of the first maps' first rows, each times the number of maps. */
    @Override
    public double[] result() {
        return result(
                executable.output(loss).item(), executable.output(gradient).toFloats());
    }

    /** As {@link #result()}, from a loss and a gradient [64, 14, 14, 512]. */
    public static double[] result(double loss, float[] gradient) {
        double[] result = new double[1 + SAMPLES];
        result[0] = loss;
        for (int i = 0; i < SAMPLES; i++) {
            result[1 + i] = gradient[i] * (double) (IMAGES * CHANNELS);
        }
        return result;
    }

    @Override
    public void close() {
        executable.close();
        device.close();
    }
}
