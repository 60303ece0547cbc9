package dev.facet.torch;

import dev.facet.engine.DType;
import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Gradients;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.Shape;
import dev.facet.engine.Variables;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;

/**
 * A function of random tensors, computed with all its gradients by Facet and by libtorch. The function returns one tensor; its
 * upstream gradient is random too. libtorch computes in float64.
 */
@SuppressWarnings("try") // scopes work by being open
final class Probe {
    private static final double F64_TOLERANCE = 1e-11;
    private static final double F32_TOLERANCE = 2e-5;

    private final SplittableRandom random;
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private final Map<String, double[]> values = new LinkedHashMap<>();
    private int[] labels = {};

    Probe(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Adds an input, uniform in [-1, 1), rounded to f32. */
    Probe input(String name, long... dims) {
        shapes.put(name, Shape.of(dims));
        values.put(name, uniform(Math.toIntExact(Shape.of(dims).count())));
        return this;
    }

    /** Adds class labels, the input {@code labels} of Facet's graph. */
    Probe labels(int... classes) {
        labels = classes;
        return this;
    }

    /** A random integer, bounds included. */
    int between(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    boolean coin() {
        return random.nextBoolean();
    }

    private double[] uniform(int count) {
        double[] made = new double[count];
        for (int i = 0; i < count; i++) {
            made[i] = (float) (2 * random.nextDouble() - 1);
        }
        return made;
    }

    /** Compares Facet's answers in both float types with libtorch's. */
    void compare(BiFunction<Graph, Map<String, Node>, Node> facet, Function<Map<String, Tensor>, Tensor> torch) {
        Map<String, double[]> expected = torch(torch);
        double[] upstream = expected.remove("upstream");
        facet(DType.F64, facet, upstream)
                .forEach((name, v) -> Closeness.check(name + " f64 " + shapes, expected.get(name), v, F64_TOLERANCE));
        facet(DType.F32, facet, upstream)
                .forEach((name, v) -> Closeness.check(name + " f32 " + shapes, expected.get(name), v, F32_TOLERANCE));
    }

    private Map<String, double[]> facet(
            DType type, BiFunction<Graph, Map<String, Node>, Node> function, double[] upstream) {
        Graph graph = new Graph(type);
        Map<String, Node> inputs = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> inputs.put(name, graph.input(name, shape.toArray())));
        Node y = function.apply(graph, inputs);
        Node loss = graph.reshape(graph.sum(graph.mul(y, graph.constant("upstream", y.shape(), upstream))), 1);
        Gradients gradients = Gradients.of(graph, loss, inputs.values());
        Map<String, Node> wanted = new LinkedHashMap<>();
        wanted.put("y", y);
        inputs.forEach((name, node) -> wanted.put("d" + name, gradients.of(node)));
        Map<String, double[]> results = new LinkedHashMap<>();
        try (Device device = Device.cpu(2);
                Variables variables = Variables.allocate(device, graph);
                Executable program = Executable.compile(device, Plan.of(graph, wanted.values()), variables)) {
            values.forEach((name, v) -> program.input(name).set(v));
            if (labels.length > 0) {
                program.input("labels").set(labels);
            }
            program.run();
            wanted.forEach(
                    (name, node) -> results.put(name, program.output(node).toDoubles()));
        }
        return results;
    }

    private Map<String, double[]> torch(Function<Map<String, Tensor>, Tensor> function) {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> inputs = new LinkedHashMap<>();
            shapes.forEach((name, shape) -> inputs.put(
                    name, Tensors.of(values.get(name), shape.toArray()).set_requires_grad(true)));
            Tensor y = function.apply(inputs);
            Map<String, double[]> results = new LinkedHashMap<>();
            results.put("y", Tensors.values(y));
            double[] upstream = uniform(results.get("y").length);
            results.put("upstream", upstream);
            y.backward(Tensors.of(upstream, y.shape()), new BoolOptional(), false, new TensorArrayRefOptional());
            inputs.forEach((name, t) -> results.put("d" + name, Tensors.values(t.grad())));
            return results;
        }
    }
}
