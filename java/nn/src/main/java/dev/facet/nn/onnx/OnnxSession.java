package dev.facet.nn.onnx;

import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.Shape;
import dev.facet.engine.Tensor;
import dev.facet.engine.Variables;
import dev.facet.nn.Mode;
import dev.facet.nn.internal.onnx.BuiltModel;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model ready to run, for any number of images and any sizes that it allows, with all of its outputs. A program is compiled for
 * each combination of sizes and kept until the programs' memory exceeds a bound; then those not used for longest are closed. Calls
 * are serialised.
 *
 * <p>Images are fed as [N,H,W,C] whether the model was made for that or for [N,C,H,W], with the pixel values that the model was
 * trained on.
 */
public final class OnnxSession implements AutoCloseable {
    /** Native memory of compiled programs kept, unless told. */
    private static final long DEFAULT_MAX_BYTES = 256L << 20;

    private final OnnxModel model;
    private final Device device;
    private final long maxBytes;
    private final Map<Map<String, Shape>, Program> programs = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private Variables variables;
    private boolean closed;

    private record Program(Executable executable, Map<String, BuiltModel.Output> outputs, long bytes) {}

    private OnnxSession(OnnxModel model, Device device, long maxBytes) {
        this.model = model;
        this.device = device;
        this.maxBytes = maxBytes;
    }

    /** A session on a file. The device must stay open as long as the session. */
    public static OnnxSession open(Path file, Device device) {
        return open(OnnxModel.read(file), device);
    }

    /** A session on a model. */
    public static OnnxSession open(OnnxModel model, Device device) {
        return open(model, device, DEFAULT_MAX_BYTES);
    }

    /**
     * A session on a model that runs with many sizes.
     *
     * @param maxBytes native memory of the programs that are kept, without the weights; the one in use may exceed it alone
     */
    public static OnnxSession open(OnnxModel model, Device device, long maxBytes) {
        return new OnnxSession(model, device, maxBytes);
    }

    public OnnxModel model() {
        return model;
    }

    /**
     * Runs a model of one input.
     *
     * @param values row-major in {@code dims}
     * @param dims for images N, H, W, C
     * @return every output by name
     */
    public Map<String, OnnxResult> run(float[] values, long... dims) {
        List<OnnxTensorInfo> inputs = model.inputs();
        if (inputs.size() != 1) {
            throw new IllegalArgumentException(
                    model.name() + " has " + inputs.size() + " inputs " + inputs + "; feed them by name");
        }
        String name = inputs.get(0).name();
        return run(Map.of(name, values), Map.of(name, Shape.of(dims)));
    }

    /**
     * Runs the model.
     *
     * @param values for each input its elements, row-major in its shape
     * @param shapes for each input its shape; [N,H,W,C] for images
     * @throws OnnxException if the model does not work for these sizes
     */
    public synchronized Map<String, OnnxResult> run(Map<String, float[]> values, Map<String, Shape> shapes) {
        if (closed) {
            throw new IllegalStateException("this session of " + model.name() + " is closed; open another");
        }
        for (OnnxTensorInfo input : model.inputs()) {
            if (values.get(input.name()) == null) {
                throw new IllegalArgumentException("the input " + input + " is not fed: it has no values");
            }
        }
        Program program = program(Map.copyOf(shapes));
        for (String name : program.executable.inputNames()) {
            program.executable.input(name).set(values.get(name));
        }
        program.executable.run();
        Map<String, OnnxResult> results = new LinkedHashMap<>();
        program.outputs.forEach((name, output) -> {
            Tensor tensor = program.executable.output(output.node());
            results.put(name, new OnnxResult(tensor.toFloats(), tensor.shape(), output.order()));
        });
        return results;
    }

    /** Programs that are kept. */
    public synchronized int programs() {
        return programs.size();
    }

    /** Their native memory, at most the bound where there are several. */
    public synchronized long bytes() {
        return bytes;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        programs.values().forEach(program -> program.executable.close());
        programs.clear();
        bytes = 0;
        if (variables != null) {
            variables.close();
        }
    }

    private Program program(Map<String, Shape> shapes) {
        Program known = programs.get(shapes);
        if (known != null) {
            return known;
        }
        Graph graph = new Graph();
        Map<String, Node> fed = new LinkedHashMap<>();
        for (OnnxTensorInfo input : model.inputs()) {
            Shape shape = shapes.get(input.name());
            if (shape == null) {
                throw new IllegalArgumentException("the input " + input + " is not fed");
            }
            fed.put(input.name(), graph.input(input.name(), shape.toArray()));
        }
        BuiltModel built = OnnxWeights.build(model, graph, fed, Mode.INFERENCE, null);
        if (variables == null) {
            variables = OnnxWeights.allocate(model, built, graph, device);
        }
        List<Node> ends =
                built.outputs().values().stream().map(BuiltModel.Output::node).toList();
        Plan plan = Plan.of(graph, ends);
        long size = plan.arenaBytes(Plan.Arena.IO)
                + plan.arenaBytes(Plan.Arena.ACTIVATIONS)
                + plan.arenaBytes(Plan.Arena.CONSTANTS);
        makeRoom(size);
        Program program = new Program(Executable.compile(device, plan, variables), built.outputs(), size);
        programs.put(shapes, program);
        bytes += size;
        return program;
    }

    private void makeRoom(long size) {
        Iterator<Program> oldestFirst = programs.values().iterator();
        while (bytes + size > maxBytes && oldestFirst.hasNext()) {
            Program oldest = oldestFirst.next();
            oldest.executable.close();
            oldestFirst.remove();
            bytes -= oldest.bytes;
        }
    }
}
