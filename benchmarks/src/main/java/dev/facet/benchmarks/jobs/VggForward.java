package dev.facet.benchmarks.jobs;

import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.Variables;
import dev.facet.nn.Mode;
import dev.facet.nn.Network;
import java.util.List;

/** VGG16 inference of one batch: from pixels in memory to logits in memory. */
public final class VggForward implements Job {
    private final Device device;
    private final Variables variables;
    private final Executable executable;
    private final Network network = VggNetwork.create();
    private final Node logits;

    public VggForward(int batch, int threads) {
        this(batch, Device.cpu(threads));
    }

    /** @param device closed with the job */
    public VggForward(int batch, Device device) {
        Graph graph = new Graph();
        Node images = graph.input("images", batch, VggNetwork.INPUT, VggNetwork.INPUT, 3);
        logits = network.build(graph, images, Mode.INFERENCE, null).logits();
        this.device = device;
        variables = Variables.allocate(device, graph);
        VggNetwork.initialize(network, variables);
        executable = Executable.compile(device, Plan.of(graph, List.of(logits)), variables);
        executable.input("images").set(VggNetwork.images(batch));
    }

    public Network network() {
        return network;
    }

    public Variables variables() {
        return variables;
    }

    @Override
    public String who() {
        return "facet";
    }

    @Override
    public void run() {
        executable.run();
    }

    /** All logits. */
    @Override
    public double[] result() {
        return executable.output(logits).toDoubles();
    }

    @Override
    public void close() {
        executable.close();
        variables.close();
        device.close();
    }
}
