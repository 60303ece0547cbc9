package dev.facet.benchmarks.onnx;

import dev.facet.benchmarks.jobs.VggNetwork;
import dev.facet.torch.Weight;
import java.util.LinkedHashMap;
import java.util.Map;

/** VGG16 as an ONNX model in ONNX's layouts (NCHW, KCRS), from Facet's weights. */
final class OnnxVgg {
    private static final int[] CONVOLUTIONS = {2, 2, 3, 3, 3};
    private static final int LAST_SIDE = 7;

    private final int batch;
    private final Map<String, Weight> weights = new LinkedHashMap<>();

    OnnxVgg(int batch, Map<String, Weight> facet) {
        this.batch = batch;
        facet.forEach((name, w) -> weights.put(name, converted(name, w)));
    }

    private static Weight converted(String name, Weight w) {
        long[] d = w.dims();
        if (d.length == 4) {
            float[] values = channelsFirst(w.values(), (int) d[0], (int) (d[1] * d[2]), (int) d[3]);
            return new Weight(new long[] {d[0], d[3], d[1], d[2]}, values);
        }
        if (name.equals("fc6.weight")) {
            int cells = LAST_SIDE * LAST_SIDE;
            return new Weight(d, channelsFirst(w.values(), (int) d[0], cells, (int) (d[1] / cells)));
        }
        return w;
    }

    /** [n, cells, c] as [n, c, cells]. */
    static float[] channelsFirst(float[] values, int n, int cells, int c) {
        float[] moved = new float[values.length];
        for (int i = 0; i < n; i++) {
            int base = i * cells * c;
            for (int cell = 0; cell < cells; cell++) {
                for (int channel = 0; channel < c; channel++) {
                    moved[base + channel * cells + cell] = values[base + cell * c + channel];
                }
            }
        }
        return moved;
    }

    Map<String, Weight> weights() {
        return weights;
    }

    byte[] toModel() {
        OnnxGraph graph = new OnnxGraph();
        graph.input("images", batch, 3, VggNetwork.INPUT, VggNetwork.INPUT);
        graph.output("fc8", batch, VggNetwork.CLASSES);
        weights.forEach((name, w) -> graph.weight(name, w.dims()));
        String x = "images";
        for (int block = 1; block <= CONVOLUTIONS.length; block++) {
            for (int i = 1; i <= CONVOLUTIONS[block - 1]; i++) {
                String conv = "conv" + block + "_" + i;
                graph.node(
                        "Conv",
                        conv,
                        new String[] {x, conv + ".weight", conv + ".bias"},
                        OnnxGraph.ints("kernel_shape", 3, 3),
                        OnnxGraph.ints("pads", 1, 1, 1, 1));
                x = relu(graph, conv, "relu" + block + "_" + i);
            }
            String pool = "pool" + block;
            graph.node(
                    "MaxPool",
                    pool,
                    new String[] {x},
                    OnnxGraph.ints("kernel_shape", 2, 2),
                    OnnxGraph.ints("strides", 2, 2));
            x = pool;
        }
        graph.node("Flatten", "flat", new String[] {x}, OnnxGraph.integer("axis", 1));
        x = relu(graph, linear(graph, "flat", "fc6"), "relu6");
        x = relu(graph, linear(graph, x, "fc7"), "relu7");
        linear(graph, x, "fc8");
        return graph.toModel("vgg16");
    }

    private static String relu(OnnxGraph graph, String x, String name) {
        graph.node("Relu", name, new String[] {x});
        return name;
    }

    private static String linear(OnnxGraph graph, String x, String name) {
        graph.node("Gemm", name, new String[] {x, name + ".weight", name + ".bias"}, OnnxGraph.integer("transB", 1));
        return name;
    }
}
