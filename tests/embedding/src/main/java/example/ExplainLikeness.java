package example;

import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.GradientRules;
import dev.facet.engine.Gradients;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.ReluRule;
import dev.facet.faces.Image;
import dev.facet.interpret.evaluation.NetworkInputs;
import dev.facet.nn.Mode;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.checkpoint.Checkpoint;
import java.nio.file.Path;
import java.util.List;

/** An explainer of one's own: a graph that is built, differentiated and run. */
public final class ExplainLikeness {

    private ExplainLikeness() {}

    /**
     * Which pixels make one face look like another: the gradient of the product of their unit embeddings by the first
     * face's pixels, through guided ReLUs.
     *
     * @return values of the network's input, rows first, red, green and blue side by side
     */
    public static float[] pixels(Path checkpoint, Image face, Image other) {
        try (Device device = Device.cpu();
                TrainedNetwork network = Checkpoint.load(checkpoint, device)) {
            int side = network.network().inputSize();
            float[] wanted = network.unitEmbeddings(NetworkInputs.of(List.of(other), side))[0];
            Graph graph = new Graph();
            Node image = graph.input("image", 1, side, side, 3);
            Node reference = graph.input("reference", 1, wanted.length);
            Node embedding =
                    network.network().build(graph, image, Mode.INFERENCE, null).embedding();
            Node product = graph.mul(graph.l2Normalize(embedding, 1e-12), reference);
            Node likeness = graph.reshape(graph.sum(product), 1);
            Node pixels = Gradients.of(graph, likeness, List.of(image), new GradientRules(ReluRule.GUIDED))
                    .of(image);
            try (Executable program = Executable.compile(device, Plan.of(graph, List.of(pixels)), network.variables())) {
                program.input("image").set(NetworkInputs.of(List.of(face), side));
                program.input("reference").set(wanted);
                program.run();
                return program.output(pixels).toFloats();
            }
        }
    }
}
