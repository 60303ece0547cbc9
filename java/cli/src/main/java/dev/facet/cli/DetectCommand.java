package dev.facet.cli;

import dev.facet.engine.Device;
import dev.facet.faces.FaceBox;
import dev.facet.faces.Image;
import dev.facet.faces.detect.FaceDetection;
import dev.facet.faces.detect.FaceDrawing;
import dev.facet.faces.detect.LandmarkNetwork;
import dev.facet.faces.detect.Mtcnn;
import dev.facet.interpret.stats.Bootstrap;
import java.awt.Color;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds faces and their landmarks in pictures. */
@Command(
        name = "detect",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Where are the faces? Finds faces (MTCNN) and 68 landmarks in each, on Facet's own engine. Where the data are "
                    + "labelled, says how many faces were found and how far the landmarks are off.",
            "Writes results.json and pictures with boxes (yellow), landmarks (green) and labels (red) to --out."
        })
final class DetectCommand implements Callable<Integer> {

    private static final Color BOX = new Color(0xF0E442);
    private static final Color FIVE = new Color(0x56B4E9);
    private static final Color LANDMARK = new Color(0x00C080);
    private static final Color LABEL = new Color(0xD0301E);
    private static final int NAMED = 10;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "What to look at: " + FacePhotos.HELP + ".")
    private List<Path> paths;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for results.json and the pictures.")
    private Path out;

    @Option(
            names = "--pictures",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Draw pictures into --out (default: ${DEFAULT-VALUE}).")
    private boolean draw;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the bootstrap (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private FaceNetworkOptions networks;

    @Mixin
    private DeviceOptions device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<FacePhoto> photos = FacePhotos.of(paths);
        PictureFolder folder = out == null || !draw ? null : new PictureFolder(out);
        try (Device opened = device.open();
                Mtcnn detector = networks.detector(opened);
                LandmarkNetwork landmarks = networks.landmarks(opened)) {
            FaceFindings findings = new FaceFindings(landmarks);
            long nanos = 0;
            try (Progress progress = Progress.start("detect", photos.size())) {
                for (int i = 0; i < photos.size(); i++) {
                    FacePhoto photo = photos.get(i);
                    Image picture = photo.picture().get();
                    long start = System.nanoTime();
                    List<FaceDetection> faces = detector.detect(picture);
                    List<float[]> points = faces.stream()
                            .map(face -> landmarks.landmarks(picture, face))
                            .toList();
                    nanos += System.nanoTime() - start;
                    findings.add(photo, picture, faces, points);
                    if (folder != null) {
                        folder.write(photo.name(), drawn(photo, picture, faces, points));
                    }
                    progress.to(i + 1, findings.faces() + " faces");
                }
            }
            report(photos.size(), findings, photos.size() / (nanos / 1e9), detector.smallestFace());
        }
        return 0;
    }

    private void report(int pictures, FaceFindings findings, double picturesPerSecond, double smallestFace) {
        Bootstrap bootstrap = Bootstrap.withSeed(seed);
        System.out.printf(
                "%n%,d faces in %,d pictures, %.1f pictures/s without reading them%n",
                findings.faces(), pictures, picturesPerSecond);
        List<String> without = findings.withoutFace();
        if (!without.isEmpty()) {
            System.out.printf(
                    "No face of %.0f pixels or more in %,d of them: %s%s%n",
                    smallestFace,
                    without.size(),
                    String.join(", ", without.subList(0, Math.min(NAMED, without.size()))),
                    without.size() > NAMED ? ", ..." : "");
        }
        findings.agreement(bootstrap).forEach(System.out::println);
        if (out != null) {
            Results.write(out, spec, findings.toJson(bootstrap, picturesPerSecond));
        }
    }

    private static Image drawn(FacePhoto photo, Image picture, List<FaceDetection> faces, List<float[]> points) {
        FaceDrawing drawing = new FaceDrawing(picture);
        for (FacePhoto.Labelled label : photo.labelled()) {
            label.box().ifPresent(box -> drawing.box(box, LABEL));
            drawing.points(
                    label.landmarks(),
                    LABEL,
                    dot(FaceBox.around(label.landmarks()).width()));
        }
        for (int i = 0; i < faces.size(); i++) {
            double dot = dot(faces.get(i).box().width());
            drawing.box(faces.get(i).box(), BOX)
                    .points(points.get(i), LANDMARK, dot)
                    .points(faces.get(i).points(), FIVE, 1.5 * dot);
        }
        return drawing.picture();
    }

    private static double dot(double faceWidth) {
        return Math.max(0.6, faceWidth / 90);
    }
}
