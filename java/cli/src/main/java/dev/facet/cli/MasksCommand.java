package dev.facet.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.facet.engine.Device;
import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceParts;
import dev.facet.faces.Image;
import dev.facet.faces.LandmarkParts;
import dev.facet.faces.PartMasks;
import dev.facet.faces.PartOverlay;
import dev.facet.faces.detect.FaceAligner;
import dev.facet.faces.detect.LandmarkNetwork;
import dev.facet.faces.detect.Mtcnn;
import dev.facet.interpret.evaluation.PartAgreement;
import dev.facet.interpret.stats.Bootstrap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes part masks from landmarks, to look at and to measure. */
@Command(
        name = "masks",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Where are hair, forehead, cheeks, eyes, nose, mouth and jaw? Finds each picture's face and its landmarks, makes "
                    + "part masks from them and, where the data have labelled masks, says how well they agree.",
            "Writes results.json and pictures of the masks (left: from landmarks, right: labelled) to --out."
        })
final class MasksCommand implements Callable<Integer> {

    private static final double STRENGTH = 0.45;
    private static final int NAMED = 10;

    @Parameters(arity = "1..*", paramLabel = "DATA", description = "What to look at: " + MaskSubject.HELP + ".")
    private List<String> data;

    @Option(
            names = "--landmarks",
            paramLabel = "WHICH",
            defaultValue = "found",
            description = "found (by our networks) or labelled (the data's own, 106 or 68 points) "
                    + "(default: ${DEFAULT-VALUE}).")
    private String which;

    @Option(names = "--count", paramLabel = "N", description = "Faces to look at, from the first on (default: all).")
    private Integer count;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of generated faces and the bootstrap (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for results.json and the pictures.")
    private Path out;

    @Option(
            names = "--pictures",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Draw pictures into --out (default: ${DEFAULT-VALUE}).")
    private boolean draw;

    @Mixin
    private FaceNetworkOptions networks;

    @Mixin
    private DeviceOptions device;

    @Spec
    private CommandSpec spec;

    private final PartAgreement agreement = new PartAgreement();
    private final List<String> without = new ArrayList<>();

    @Override
    public Integer call() {
        if (count != null && count < 1) {
            throw new IllegalArgumentException("--count takes a number of faces, at least 1, got " + count);
        }
        List<MaskSubject> all = MaskSubject.of(data, seed);
        List<MaskSubject> subjects = all.subList(0, count == null ? all.size() : Math.min(count, all.size()));
        switch (which) {
            case "labelled" ->
                look(subjects, (subject, picture) -> subject.landmarks().get());
            case "found" -> {
                try (Device opened = device.open();
                        Mtcnn detector = networks.detector(opened);
                        LandmarkNetwork landmarks = networks.landmarks(opened)) {
                    look(
                            subjects,
                            (subject, picture) -> FaceAligner.central(detector.detect(picture), picture)
                                    .map(face -> landmarks.landmarks(picture, face)));
                }
            }
            default -> throw new IllegalArgumentException("--landmarks takes found or labelled, got '" + which + "'");
        }
        report(subjects.size());
        return 0;
    }

    private void look(List<MaskSubject> subjects, BiFunction<MaskSubject, Image, Optional<float[]>> landmarks) {
        PictureFolder folder = out == null || !draw ? null : new PictureFolder(out);
        try (Progress progress = Progress.start("masks", subjects.size())) {
            for (int i = 0; i < subjects.size(); i++) {
                MaskSubject subject = subjects.get(i);
                Image picture = subject.picture().get();
                Optional<float[]> points = landmarks.apply(subject, picture);
                if (points.isEmpty()) {
                    without.add(subject.name());
                } else {
                    look(subject, picture, points.get(), folder);
                }
                progress.to(i + 1, "");
            }
        }
    }

    private void look(MaskSubject subject, Image picture, float[] points, PictureFolder folder) {
        PartMasks masks = masks(subject, picture, points);
        Optional<PartMasks> labelled = subject.labelled();
        labelled.ifPresent(truth -> agreement.add(masks, truth));
        if (folder != null) {
            Image drawn = PartOverlay.draw(picture, masks, STRENGTH);
            folder.write(
                    subject.name(),
                    labelled.map(truth -> sideBySide(drawn, PartOverlay.draw(picture, truth, STRENGTH)))
                            .orElse(drawn));
        }
    }

    private static PartMasks masks(MaskSubject subject, Image picture, float[] points) {
        try {
            return LandmarkParts.of(points, picture.width(), picture.height());
        } catch (FaceDataException e) {
            throw new FaceDataException("Picture " + subject.name() + ": " + e.getMessage(), e);
        }
    }

    private static Image sideBySide(Image left, Image right) {
        int width = left.width();
        byte[] rgb = new byte[2 * left.rgb().length];
        for (int y = 0; y < left.height(); y++) {
            System.arraycopy(left.rgb(), 3 * y * width, rgb, 6 * y * width, 3 * width);
            System.arraycopy(right.rgb(), 3 * y * width, rgb, 6 * y * width + 3 * width, 3 * width);
        }
        return Image.of(2 * width, left.height(), rgb);
    }

    private void report(int pictures) {
        Bootstrap bootstrap = Bootstrap.withSeed(seed);
        System.out.printf(
                "%nMasks of %,d of %,d pictures, from %s landmarks%n", pictures - without.size(), pictures, which);
        if (!without.isEmpty()) {
            System.out.printf(
                    "%s in %,d of them: %s%s%n",
                    which.equals("found") ? "No face found" : "No landmarks labelled",
                    without.size(),
                    String.join(", ", without.subList(0, Math.min(NAMED, without.size()))),
                    without.size() > NAMED ? ", ..." : "");
        }
        if (!agreement.parts().isEmpty()) {
            System.out.println("Agreement with labelled masks, mean over faces with 95 % interval");
            List<String[]> rows = new ArrayList<>();
            for (FaceParts part : agreement.parts()) {
                rows.add(new String[] {
                    part.label(),
                    String.valueOf(agreement.faces(part)),
                    Texts.estimate(agreement.iou(part, bootstrap)),
                    Texts.estimate(agreement.inside(part, bootstrap)),
                    Texts.estimate(agreement.covered(part, bootstrap))
                });
            }
            Texts.printTable(
                    new String[] {"part", "faces", "IoU", "share of mask on label", "share of label covered"}, rows);
        }
        if (out != null) {
            JsonObject json = new JsonObject();
            json.addProperty("landmarks", which);
            json.addProperty("pictures", pictures);
            JsonArray names = new JsonArray();
            without.forEach(names::add);
            json.add("without_landmarks", names);
            json.add("parts", agreement.toJson(bootstrap));
            Results.write(out, spec, json);
        }
    }
}
