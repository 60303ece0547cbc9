package dev.facet.cli;

import dev.facet.engine.Device;
import dev.facet.faces.detect.LandmarkNetwork;
import dev.facet.faces.detect.Mtcnn;
import dev.facet.faces.detect.MtcnnOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the networks that find faces and landmarks are. */
final class FaceNetworkOptions {

    private static final String DETECTOR = "mtcnn";
    private static final String LANDMARKS = "faceplugin/fr_landmark.onnx";

    @Option(
            names = "--nets",
            paramLabel = "DIR",
            description = "Folder with " + DETECTOR + "/{pnet,rnet,onet}.onnx and " + LANDMARKS
                    + " (default: nets in FACET_DATA).")
    private Path nets;

    @Option(
            names = "--smallest-face",
            paramLabel = "PIXELS",
            defaultValue = "20",
            description = "Side of the smallest face to look for, at least 12; twice as large is four times as fast "
                    + "(default: ${DEFAULT-VALUE}).")
    private double smallestFace;

    /** Reads the detector. */
    Mtcnn detector(Device device) {
        return Mtcnn.load(existing(DETECTOR), device, MtcnnOptions.defaults().withSmallestFace(smallestFace));
    }

    /** Reads the landmark network. */
    LandmarkNetwork landmarks(Device device) {
        return LandmarkNetwork.load(existing(LANDMARKS), device);
    }

    /** Which networks, and how they are used. */
    String describe(boolean withLandmarks) {
        return "faces of " + smallestFace + " pixels and more by " + existing(DETECTOR)
                + (withLandmarks ? ", landmarks by " + existing(LANDMARKS) : "");
    }

    private Path existing(String name) {
        Path folder = nets;
        if (folder == null) {
            String data = System.getenv("FACET_DATA");
            if (data == null) {
                throw new IllegalArgumentException(
                        "faces are found by networks that are not part of Facet: give --nets DIR with " + DETECTOR
                                + "/{pnet,rnet,onet}.onnx and " + LANDMARKS
                                + ", or set FACET_DATA to the folder above");
            }
            folder = Path.of(data, "nets");
        }
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("there is no " + file + "; give --nets DIR with " + DETECTOR
                    + "/{pnet,rnet,onet}.onnx and " + LANDMARKS);
        }
        return file;
    }
}
