package dev.facet.cli;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.FacePairs;
import dev.facet.faces.data.DataFormats;
import dev.facet.faces.synth.SynthFaces;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens the data set that an argument names: {@code synth[:PEOPLExIMAGES]}, or a path whose format is recognised. */
final class FaceData {

    static final String HELP = "synth[:PEOPLExIMAGES] for generated faces, or a data set in one of the formats that"
            + " 'facet dataset formats' lists (PATH, or FORMAT:PATH where it is not recognised)";

    private static final Pattern SYNTH = Pattern.compile("synth(?::(\\d{1,6})x(\\d{1,6}))?");
    private static final int SYNTH_PEOPLE = 150;
    private static final int SYNTH_IMAGES = 40;

    private FaceData() {}

    /**
     * Opens a data set.
     *
     * @param argument what {@link #HELP} says
     * @param seed of generated faces
     * @param pixels side of generated pictures
     * @throws dev.facet.faces.FaceDataException naming what is missing if it is not whole
     */
    static FaceDataset open(String argument, long seed, int pixels) {
        Matcher synth = SYNTH.matcher(argument);
        if (synth.matches()) {
            int people = synth.group(1) == null ? SYNTH_PEOPLE : Integer.parseInt(synth.group(1));
            int images = synth.group(2) == null ? SYNTH_IMAGES : Integer.parseInt(synth.group(2));
            return new SynthFaces(people, images, pixels, seed);
        }
        return DataFormats.open(argument).faces();
    }

    /**
     * Opens a verification protocol.
     *
     * @param argument a path, or {@code FORMAT:PATH}
     */
    static FacePairs pairs(String argument) {
        return DataFormats.open(argument).requirePairs();
    }
}
