package dev.facet.benchmarks.jobs;

import dev.facet.engine.Application;
import dev.facet.engine.Conv2d;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.engine.ops.Convolution;
import dev.facet.nn.Mode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A convolution of a network, every shape once.
 *
 * @param name of the first layer that has it
 * @param x [N, H, W, C]
 * @param w [K, R, S, C]
 * @param y [N, P, Q, K]
 * @param spec strides and padding
 */
public record ConvolutionLayer(String name, Shape x, Shape w, Shape y, Conv2d spec) {
    /** What is computed. */
    public enum Pass {
        FORWARD,
        DATA,
        WEIGHTS
    }

    private static final String WEIGHT = ".weight";

    private record Size(Shape x, Shape w, Conv2d spec) {}

    /** The convolutions of a network, in the order of its layers. */
    public static List<ConvolutionLayer> of(Subject subject, int batch) {
        Graph graph = new Graph();
        Node images = graph.input("images", batch, subject.input(), subject.input(), 3);
        subject.network().build(graph, images, Mode.INFERENCE, null);
        List<ConvolutionLayer> layers = new ArrayList<>();
        Set<Size> sizes = new HashSet<>();
        for (Application application : graph.applications()) {
            if (application.op() instanceof Convolution convolution) {
                Node x = application.inputs().get(0);
                Node w = application.inputs().get(1);
                if (sizes.add(new Size(x.shape(), w.shape(), convolution.spec()))) {
                    layers.add(new ConvolutionLayer(
                            w.name().substring(0, w.name().length() - WEIGHT.length()),
                            x.shape(),
                            w.shape(),
                            application.outputs().get(0).shape(),
                            convolution.spec()));
                }
            }
        }
        return layers;
    }

    /** For example {@code 8x56x56x64 -> 256, 1x1/1}. */
    public String title() {
        return x + " -> " + w.dim(0) + ", " + w.dim(1) + "x" + w.dim(2) + "/" + spec.strideH();
    }

    /** The values of x, w, bias or dy, which are the same for every contender. */
    public static float[] values(Shape shape) {
        return Values.signed(shape.hashCode(), Math.toIntExact(shape.count()));
    }

    /** The bias's shape. */
    public Shape bias() {
        return Shape.of(w.dim(0));
    }
}
