package dev.facet.report;

import dev.facet.faces.Image;
import dev.facet.interpret.evaluation.NetworkInputs;
import dev.facet.interpret.maps.FeatureMaps;
import dev.facet.interpret.overlay.MapSheet;
import dev.facet.interpret.probe.BestOf;
import dev.facet.interpret.probe.LabelResult;
import dev.facet.interpret.probe.LayerResult;
import dev.facet.interpret.probe.NetworkResult;
import dev.facet.interpret.probe.ProbedLayer;
import dev.facet.interpret.probe.UnitScore;
import dev.facet.nn.TrainedNetwork;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The maps of the channels that tell a label best by themselves. */
public final class BestChannels {
    private BestChannels() {}

    /**
     * The best channels of the layer that has the best one, on some faces.
     *
     * @param result of the network
     * @param count how many channels, at most
     * @param faces as the network is shown them
     * @return empty if no layer with maps was probed for the label
     */
    public static Optional<MapSheet> of(
            NetworkResult result, TrainedNetwork network, String label, int count, List<Image> faces) {
        return result.best().stream()
                .filter(best -> best.label().equals(label) && best.channel() != null)
                .map(BestOf::channel)
                .findFirst()
                .flatMap(best -> result.layers().stream()
                        .filter(layer -> layer.layer().name().equals(best.layer()))
                        .findFirst())
                .map(layer -> sheet(result, network, layer.layer(), channels(layer, label, count), faces));
    }

    private static int[] channels(LayerResult layer, String label, int count) {
        return layer.labels().stream()
                .filter(of -> of.label().equals(label))
                .map(LabelResult::channels)
                .flatMap(channels -> channels.units().stream())
                .sorted(Comparator.comparingDouble(UnitScore::validation).reversed())
                .limit(count)
                .mapToInt(UnitScore::unit)
                .toArray();
    }

    private static MapSheet sheet(
            NetworkResult result, TrainedNetwork network, ProbedLayer layer, int[] channels, List<Image> faces) {
        int size = network.network().inputSize();
        float[] values = network.activations(NetworkInputs.of(faces, size), List.of(layer.name()))
                .get(layer.name());
        FeatureMaps maps = FeatureMaps.of(values, faces.size(), layer.height(), layer.width(), layer.channels());
        List<Image> shown = faces.stream().map(face -> face.resize(size, size)).toList();
        return MapSheet.of(result.network(), layer.name(), shown, channels, maps);
    }
}
