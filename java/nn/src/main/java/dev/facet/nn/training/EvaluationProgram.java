package dev.facet.nn.training;

import dev.facet.engine.DType;
import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.Tensor;
import dev.facet.engine.Variables;
import dev.facet.nn.Mode;
import dev.facet.nn.Network;
import dev.facet.nn.Outputs;
import java.util.List;

/** Judges a network in inference mode on labelled batches; reads the variables, never changes them. */
final class EvaluationProgram implements AutoCloseable {
    private final Executable executable;
    private final Node crossEntropy;
    private final Node correct;
    private final int batchSize;

    EvaluationProgram(Network network, Device device, Variables variables, int batchSize) {
        this.batchSize = batchSize;
        Graph graph = new Graph();
        Node images = graph.input("images", batchSize, network.inputSize(), network.inputSize(), network.channels());
        Node labels = graph.input("labels", DType.I32, batchSize);
        Outputs ends = network.build(graph, images, Mode.INFERENCE, null);
        crossEntropy = graph.softmaxCrossEntropy(ends.logits(), labels, 0);
        correct = graph.correctCount(ends.logits(), labels);
        executable = Executable.compile(device, Plan.of(graph, List.of(crossEntropy, correct)), variables);
    }

    /** One epoch of {@code source}; rows labelled −1 do not count. */
    Evaluation evaluate(BatchSource source) {
        Tensor images = executable.input("images");
        Tensor labels = executable.input("labels");
        long seen = 0;
        double lossSum = 0;
        double rightSum = 0;
        for (int batch = 0; batch < source.batchesPerEpoch(); batch++) {
            int rows = BatchFeed.next(source, images, labels);
            executable.run();
            seen += rows;
            lossSum += (double) executable.output(crossEntropy).item() * rows;
            rightSum += executable.output(correct).item();
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
