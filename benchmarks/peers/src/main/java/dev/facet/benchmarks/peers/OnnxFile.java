package dev.facet.benchmarks.peers;

import dev.facet.benchmarks.jobs.Subject;
import dev.facet.engine.Device;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Variables;
import dev.facet.nn.Mode;
import dev.facet.nn.Network;
import dev.facet.nn.onnx.OnnxExport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A job's network as a temporary ONNX file, written by Facet's own exporter for one size of batch. */
final class OnnxFile {
    private OnnxFile() {}

    /** The file; it is deleted when the process ends. */
    static Path write(Subject subject, int batch) {
        Network network = subject.network();
        Graph graph = new Graph();
        Node images = graph.input(OnnxExport.IMAGES, batch, subject.input(), subject.input(), 3);
        Node logits = network.build(graph, images, Mode.INFERENCE, null).logits();
        try (Device device = Device.cpu(1);
                Variables variables = Variables.allocate(device, graph)) {
            Subject.initialize(network, variables);
            Path file = Files.createTempFile("facet-compare", ".onnx");
            file.toFile().deleteOnExit();
            OnnxExport.write(subject.title(), graph, List.of(logits), variables, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a model to the temporary folder", e);
        }
    }
}
