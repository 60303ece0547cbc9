package dev.facet.benchmarks.jobs;

import dev.facet.engine.DType;
import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Gradients;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.Variables;
import dev.facet.nn.Mode;
import dev.facet.nn.Network;
import dev.facet.nn.VariableSpec;
import java.util.List;

/** One VGG16 training step: forward, cross-entropy, backward, SGD with momentum and weight decay. */
public final class VggTraining implements Job {
    private final Device device;
    private final Variables variables;
    private final Executable executable;
    private final Network network = VggNetwork.create();
    private final Node loss;

    public VggTraining(int batch, int threads) {
        this(batch, Device.cpu(threads));
    }

    /** @param device closed with the job */
    public VggTraining(int batch, Device device) {
        Graph graph = new Graph();
        Node images = graph.input("images", batch, VggNetwork.INPUT, VggNetwork.INPUT, 3);
        Node labels = graph.input("labels", DType.I32, batch);
        Node learningRate = graph.input("learning_rate", 1);
        Node logits = network.build(graph, images, Mode.TRAINING, null).logits();
        loss = graph.softmaxCrossEntropy(logits, labels, 0);
        addUpdates(graph, learningRate);
        this.device = device;
        variables = Variables.allocate(device, graph);
        VggNetwork.initialize(network, variables);
        executable = Executable.compile(device, Plan.of(graph, List.of(loss)), variables);
        executable.input("images").set(VggNetwork.images(batch));
        executable.input("labels").set(VggNetwork.labels(batch));
        executable.input("learning_rate").set(VggNetwork.LEARNING_RATE);
    }

    private void addUpdates(Graph graph, Node learningRate) {
        List<Node> parameters = network.variables().stream()
                .map(VariableSpec::name)
                .map(graph::node)
                .toList();
        Gradients gradients = Gradients.of(graph, loss, parameters);
        for (Node p : parameters) {
            Node velocity = graph.state(p.name() + ".velocity", p.shape().toArray());
            graph.sgdUpdate(
                    p, gradients.of(p), velocity, learningRate, VggNetwork.MOMENTUM, VggNetwork.WEIGHT_DECAY, false);
        }
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

    /** The loss of the last step, before its update. */
    @Override
    public double[] result() {
        return executable.output(loss).toDoubles();
    }

    @Override
    public void close() {
        executable.close();
        variables.close();
        device.close();
    }
}
