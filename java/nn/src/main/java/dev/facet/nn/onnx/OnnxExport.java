package dev.facet.nn.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Variables;
import dev.facet.nn.Mode;
import dev.facet.nn.Network;
import dev.facet.nn.Outputs;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.checkpoint.AtomicFile;
import dev.facet.nn.checkpoint.CheckpointException;
import dev.facet.nn.checkpoint.FacetVersion;
import dev.facet.nn.internal.onnx.GraphWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Writes networks as ONNX models of opset 17, for any number of images. Images are [N,C,H,W] there; their pixels are scaled as
 * here, (v − 127.5) / 128, which the model's metadata says under {@value #PIXELS}; an {@link OnnxNetwork} without scaling says
 * nothing.
 */
public final class OnnxExport {
    /** Metadata entry that says what the model wants of pixels. */
    public static final String PIXELS = "facet.pixels";

    /** The name that a written network's input has. */
    public static final String IMAGES = "images";

    private OnnxExport() {}

    /** Writes a trained network: the input {@value #IMAGES}, the outputs its embedding and its scores under their layers' names. */
    public static void write(TrainedNetwork network, Path file) {
        write(network.network(), network.variables(), file);
    }

    /**
     * Writes a network for inference.
     *
     * @param variables the network's weights
     * @throws UnsupportedOnnxException if the network has an op without a counterpart in ONNX
     * @throws OnnxException if the file cannot be written
     */
    public static void write(Network network, Variables variables, Path file) {
        Graph graph = new Graph();
        Node images =
                graph.input(IMAGES, GraphWriter.IMAGES, network.inputSize(), network.inputSize(), network.channels());
        Outputs ends = network.build(graph, images, Mode.INFERENCE, null);
        write(
                network.architecture(),
                graph,
                List.of(ends.embedding(), ends.logits()),
                variables,
                file,
                takesFacetImages(network) ? Map.of(PIXELS, PixelScaling.FACET.toString()) : Map.of());
    }

    /** Networks that were read from ONNX files and not told their scaling take whatever they were trained on. */
    private static boolean takesFacetImages(Network network) {
        return !(network instanceof OnnxNetwork imported) || imported.scaling() != null;
    }

    /**
     * Writes any graph. Inputs of four axes become [N,C,H,W]. Where the first axis of an input or output is a multiple of
     * {@link #images()}, its size is left open.
     *
     * @param name of the model
     * @param outputs what the model shall give
     * @param variables the graph's parameters and states; null if it has none
     */
    public static void write(String name, Graph graph, Collection<Node> outputs, Variables variables, Path file) {
        write(name, graph, outputs, variables, file, Map.of());
    }

    /** The number of images for which a graph is built that shall be written for any number. */
    public static int images() {
        return GraphWriter.IMAGES;
    }

    private static void write(
            String name,
            Graph graph,
            Collection<Node> outputs,
            Variables variables,
            Path file,
            Map<String, String> metadata) {
        ModelProto model = GraphWriter.write(name, FacetVersion.current(), graph, outputs, variables, metadata);
        try {
            AtomicFile.write(file, channel -> {
                ByteBuffer bytes = model.toByteString().asReadOnlyByteBuffer();
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            });
        } catch (CheckpointException e) {
            throw new OnnxException(e.getMessage(), e);
        }
    }
}
