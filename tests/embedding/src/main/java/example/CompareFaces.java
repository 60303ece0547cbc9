package example;

import dev.facet.engine.Device;
import dev.facet.faces.Image;
import dev.facet.interpret.evaluation.NetworkInputs;
import dev.facet.interpret.verification.Embeddings;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.checkpoint.Checkpoint;
import java.nio.file.Path;
import java.util.List;

/** Loads a checkpoint, embeds two faces and compares them. */
public final class CompareFaces {

    private CompareFaces() {}

    /** The cosine of the two faces' embeddings: 1 for the same picture, lower for less alike. */
    public static double cosine(Path checkpoint, Image a, Image b) {
        try (Device device = Device.cpu();
                TrainedNetwork network = Checkpoint.load(checkpoint, device)) {
            float[] inputs = NetworkInputs.of(List.of(a, b), network.network().inputSize());
            float[][] embeddings = network.embed(inputs);
            return Embeddings.cosine(Embeddings.normalised(embeddings[0]), Embeddings.normalised(embeddings[1]));
        }
    }
}
