package dev.facet.benchmarks.jobs;

import dev.facet.engine.DType;
import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Gradients;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.PlanOptions;
import dev.facet.engine.Variables;
import dev.facet.nn.Mode;
import dev.facet.nn.Network;
import dev.facet.nn.VariableSpec;
import java.util.List;

/** A network's training step: forward, cross-entropy, backward, SGD with momentum and weight decay. */
public final class NetworkTraining extends FacetJob {
    private final Device device;
    private final Variables variables;
    private final Executable executable;
    private final Node loss;

    public NetworkTraining(Subject subject, int batch, int threads) {
        this(subject, batch, Device.cpu(threads));
    }

    /** @param device closed with the job */
    public NetworkTraining(Subject subject, int batch, Device device) {
        Network network = subject.network();
        Graph graph = new Graph();
        Node images = graph.input("images", batch, subject.input(), subject.input(), 3);
        Node labels = graph.input("labels", DType.I32, batch);
        Node learningRate = graph.input("learning_rate", 1);
        Node logits = network.build(graph, images, Mode.TRAINING, null).logits();
        loss = graph.softmaxCrossEntropy(logits, labels, 0);
        addUpdates(graph, network, learningRate);
        this.device = device;
        variables = Variables.allocate(device, graph);
        Subject.initialize(network, variables);
        executable =
                Executable.compile(device, Plan.of(graph, List.of(loss), PlanOptions.of(device, graph)), variables);
        executable.input("images").set(subject.images(batch));
        executable.input("labels").set(subject.labels(batch));
        executable.input("learning_rate").set(Subject.LEARNING_RATE);
    }

    private void addUpdates(Graph graph, Network network, Node learningRate) {
        List<Node> parameters = network.variables().stream()
                .filter(spec -> spec.role().trained())
                .map(VariableSpec::name)
                .map(graph::node)
                .toList();
        Gradients gradients = Gradients.of(graph, loss, parameters);
        for (Node p : parameters) {
            Node velocity = graph.state(p.name() + ".velocity", p.shape().toArray());
            graph.sgdUpdate(p, gradients.of(p), velocity, learningRate, Subject.MOMENTUM, Subject.WEIGHT_DECAY, false);
        }
    }

    @Override
    public Executable executable() {
        return executable;
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
