package example;

import dev.facet.engine.Device;
import dev.facet.faces.FaceDataset;
import dev.facet.interpret.evaluation.ChannelEvaluation;
import dev.facet.interpret.evaluation.ChannelMetrics;
import dev.facet.interpret.evaluation.FaceSet;
import dev.facet.interpret.evaluation.Progress;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.checkpoint.Checkpoint;
import java.nio.file.Path;

/** Measures what the channels of a layer look at. */
public final class MeasureChannels {

    private MeasureChannels() {}

    /**
     * Part explainability, location consistency, peaks and dead maps with their intervals, and random maps beside them.
     *
     * @param faces with part masks or landmarks
     * @param count how many of them to look at
     */
    public static ChannelMetrics of(Path checkpoint, FaceDataset faces, int count, String layer) {
        try (Device device = Device.cpu();
                TrainedNetwork network = Checkpoint.load(checkpoint, device)) {
            FaceSet drawn = FaceSet.draw(faces, count, 1, network.network().inputSize(), Progress.NONE);
            return ChannelEvaluation.over(drawn).run(checkpoint.toString(), network, layer, Progress.NONE);
        }
    }
}
