package dev.facet.nn.training;

import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.Variables;
import dev.facet.nn.Mode;
import dev.facet.nn.Network;
import dev.facet.nn.Outputs;
import dev.facet.nn.heads.Objective;
import dev.facet.nn.heads.Targets;
import java.util.ArrayList;
import java.util.List;

/** Judges a network in inference mode on labelled batches; reads the variables, never changes them. */
final class EvaluationProgram implements AutoCloseable {
    private final Executable executable;
    private final Objective objective;
    private final Node loss;
    private final Node right;
    private final int batchSize;

    EvaluationProgram(Network network, Device device, Variables variables, int batchSize) {
        this.batchSize = batchSize;
        Graph graph = new Graph();
        Node images =
                graph.input(BatchFeed.IMAGES, batchSize, network.inputSize(), network.inputSize(), network.channels());
        objective = network.head().objective();
        Targets targets = Targets.inputs(graph, objective.targets(), batchSize, network.classes());
        Outputs ends = network.build(graph, images, Mode.INFERENCE, null);
        loss = objective.loss(graph, ends.logits(), targets);
        right = objective.right(graph, ends.logits(), targets);
        List<Node> outputs = new ArrayList<>(List.of(loss));
        if (right != null) {
            outputs.add(right);
        }
        executable = Executable.compile(device, Plan.of(graph, outputs), variables);
    }

    /** One epoch of {@code source}; unknown targets do not count. */
    Evaluation evaluate(BatchStream source) {
        long seen = 0;
        double lossSum = 0;
        double rightSum = 0;
        BatchesAhead ahead = new BatchesAhead(source, stream -> BatchFeed.next(stream, executable, objective));
        for (int batch = source.batchesPerEpoch(); batch > 0; batch--) {
            int known = ahead.take();
            executable.run(batch > 1 ? ahead::fetch : null);
            seen += known;
            lossSum += (double) executable.output(loss).item() * known;
            rightSum += right == null ? Double.NaN : executable.output(right).item();
        }
        return new Evaluation(seen, lossSum / Math.max(1, seen), rightSum / Math.max(1, seen));
    }

    int batchSize() {
        return batchSize;
    }

    @Override
    public void close() {
        executable.close();
    }
}
