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

/** A network's inference of one batch: from pixels in memory to logits in memory. */
public final class NetworkForward extends FacetJob {
    private final Device device;
    private final Variables variables;
    private final Executable executable;
    private final Node logits;

    public NetworkForward(Subject subject, int batch, int threads) {
        this(subject, batch, Device.cpu(threads));
    }

    /** @param device closed with the job */
    public NetworkForward(Subject subject, int batch, Device device) {
        Network network = subject.network();
        Graph graph = new Graph();
        Node images = graph.input("images", batch, subject.input(), subject.input(), 3);
        logits = network.build(graph, images, Mode.INFERENCE, null).logits();
        this.device = device;
        variables = Variables.allocate(device, graph);
        Subject.initialize(network, variables);
        executable = Executable.compile(device, Plan.of(graph, List.of(logits)), variables);
        executable.input("images").set(subject.images(batch));
    }

    @Override
    public Executable executable() {
        return executable;
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
