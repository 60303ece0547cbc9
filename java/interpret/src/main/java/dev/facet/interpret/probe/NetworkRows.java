package dev.facet.interpret.probe;

import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Variables;
import dev.facet.interpret.pls.FeatureRows;
import dev.facet.nn.Mode;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import java.util.List;

/** Features that are computed anew in every pass: the network and what is done with its layer are one program. */
final class NetworkRows implements FeatureRows {
    private static final String IMAGES = "probed_images";

    private final TrainedNetwork network;
    private final ProbedLayer layer;
    private final ProbePictures pictures;
    private final PassProgress progress;
    private final int[] shown;
    private final int blockRows;

    /**
     * @param progress hears of every block of every pass
     * @param shown the pictures, one a row
     */
    NetworkRows(
            TrainedNetwork network, ProbedLayer layer, ProbePictures pictures, PassProgress progress, int... shown) {
        this.network = network;
        this.layer = layer;
        this.pictures = pictures;
        this.progress = progress;
        this.shown = shown;
        this.blockRows = Math.min(ForwardPass.BATCH, shown.length);
    }

    @Override
    public int rows() {
        return shown.length;
    }

    @Override
    public int features() {
        return layer.features();
    }

    @Override
    public int blockRows() {
        return blockRows;
    }

    @Override
    public Device device() {
        return network.device();
    }

    @Override
    public Node declare(Graph graph) {
        Network architecture = network.network();
        Node images = graph.input(
                IMAGES, blockRows, architecture.inputSize(), architecture.inputSize(), architecture.channels());
        architecture.build(graph, images, Mode.INFERENCE, null);
        return graph.reshape(graph.node(layer.name()), blockRows, layer.features());
    }

    @Override
    public List<Variables> variables() {
        return List.of(network.variables());
    }

    /** @throws ProbeStoppedException if the listener asks to stop */
    @Override
    public void feed(Executable program, int first, int count) {
        progress.showing(count);
        program.input(IMAGES).fillFloats(to -> pictures.write(shown, first, count, to));
    }
}
