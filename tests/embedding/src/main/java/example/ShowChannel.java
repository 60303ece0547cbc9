package example;

import dev.facet.engine.Device;
import dev.facet.faces.Image;
import dev.facet.interpret.evaluation.NetworkInputs;
import dev.facet.interpret.maps.BilinearUpsampler;
import dev.facet.interpret.maps.FeatureMaps;
import dev.facet.interpret.maps.TopMask;
import dev.facet.interpret.overlay.MaskedFace;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.checkpoint.Checkpoint;
import java.nio.file.Path;
import java.util.List;

/** Taps a layer and draws where one of its channels looks. */
public final class ShowChannel {

    private ShowChannel() {}

    /** The face with everything darkened but the strongest tenth of the channel's map. */
    public static Image overlay(Path checkpoint, Image face, String layer, int channel, int mapSide, int channels) {
        try (Device device = Device.cpu();
                TrainedNetwork network = Checkpoint.load(checkpoint, device)) {
            float[] input = NetworkInputs.of(List.of(face), network.network().inputSize());
            float[] activations = network.activations(input, List.of(layer)).get(layer);
            float[] map = FeatureMaps.of(activations, 1, mapSide, mapSide, channels).map(0, channel);
            TopMask strongest = TopMask.of(map, BilinearUpsampler.of(mapSide, mapSide, face.height(), face.width()));
            return Image.of(face.width(), face.height(), MaskedFace.of(face.rgb(), strongest, 0.3));
        }
    }
}
