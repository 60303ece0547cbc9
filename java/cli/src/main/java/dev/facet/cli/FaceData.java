package dev.facet.cli;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.data.CelebaDataset;
import dev.facet.faces.data.CelebaMaskHq;
import dev.facet.faces.data.DlibXml68;
import dev.facet.faces.data.FolderDataset;
import dev.facet.faces.data.Ytf68;
import dev.facet.faces.synth.SynthFaces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens the data set that an argument names: {@code synth[:PEOPLExIMAGES]}, or a path whose format is recognised. */
final class FaceData {

    static final String HELP = "synth[:PEOPLExIMAGES] for generated faces, or a folder: one folder a person, CelebA,"
            + " CelebAMask-HQ, YouTube Faces with keypoints.csv, or a dlib XML file";

    private static final Pattern SYNTH = Pattern.compile("synth(?::(\\d{1,6})x(\\d{1,6}))?");
    private static final int SYNTH_PEOPLE = 150;
    private static final int SYNTH_IMAGES = 40;
    private static final double DLIB_MARGIN = 1.25;

    private FaceData() {}

    /**
     * Opens a data set.
     *
     * @param argument what {@link #HELP} says
     * @param seed of generated faces
     * @param pixels side of generated pictures
     */
    static FaceDataset open(String argument, long seed, int pixels) {
        Matcher synth = SYNTH.matcher(argument);
        if (synth.matches()) {
            int people = synth.group(1) == null ? SYNTH_PEOPLE : Integer.parseInt(synth.group(1));
            int images = synth.group(2) == null ? SYNTH_IMAGES : Integer.parseInt(synth.group(2));
            return new SynthFaces(people, images, pixels, seed);
        }
        return open(Path.of(argument));
    }

    private static FaceDataset open(Path path) {
        if (!Files.exists(path)) {
            throw new FaceDataException("no data set at " + path + "; give " + HELP);
        }
        if (Files.isRegularFile(path)) {
            return DlibXml68.read(path, DLIB_MARGIN);
        }
        if (Files.exists(path.resolve("identity_CelebA.txt"))) {
            return CelebaDataset.read(path);
        }
        if (Files.exists(path.resolve("keypoints.csv"))) {
            return Ytf68.read(path);
        }
        if (Files.isDirectory(path.resolve("masks")) && Files.isDirectory(path.resolve("images"))) {
            return CelebaMaskHq.read(path);
        }
        return FolderDataset.read(path);
    }
}
