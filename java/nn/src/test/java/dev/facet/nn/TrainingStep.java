package dev.facet.nn;

import dev.facet.engine.DType;
import dev.facet.engine.Gradients;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.PlanOptions;
import dev.facet.engine.Recomputation;
import dev.facet.engine.testing.SgdUpdates;
import java.util.List;

/** A training step of a network: forward, cross-entropy, backward, SGD with momentum. */
final class TrainingStep {
    private final Graph graph = new Graph();
    private final Network network;
    private final Node loss;

    TrainingStep(Network network, int batch) {
        this.network = network;
        int size = network.inputSize();
        Node images = graph.input("images", batch, size, size, network.channels());
        Node labels = graph.input("labels", DType.I32, batch);
        Node rate = graph.input("learning_rate", 1);
        Node seed = network.stochastic() ? graph.input("seed", DType.I32, 1) : null;
        loss = graph.softmaxCrossEntropy(
                network.build(graph, images, Mode.TRAINING, seed).logits(), labels, 0);
        List<Node> parameters = network.variables().stream()
                .filter(spec -> spec.role().trained())
                .map(spec -> graph.node(spec.name()))
                .toList();
        Gradients gradients = Gradients.of(graph, loss, parameters);
        SgdUpdates.append(graph, gradients, parameters, rate, 5e-4, false);
    }

    /** The published network of that name for 224 pixels and 1,000 classes, without dropout. */
    static Network published(String name) {
        return switch (name) {
            case "VGG16" -> new Vgg(VggConfig.of(16, 1000).withDropout(0));
            case "ResNet50" -> new ResNet(ResNetConfig.of(50, 1000));
            case "MobileNetV2" -> new MobileNetV2(MobileNetV2Config.of(1000).withDropout(0));
            default -> throw new IllegalArgumentException("no published network is called " + name);
        };
    }

    Graph graph() {
        return graph;
    }

    Network network() {
        return network;
    }

    Node loss() {
        return loss;
    }

    Plan plan() {
        return Plan.of(graph, List.of(loss));
    }

    Plan plan(Recomputation recomputation) {
        return Plan.of(graph, List.of(loss), PlanOptions.defaults().recomputation(recomputation));
    }
}
