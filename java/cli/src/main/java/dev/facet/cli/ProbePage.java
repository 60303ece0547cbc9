package dev.facet.cli;

import com.google.gson.JsonObject;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.Image;
import dev.facet.interpret.probe.NetworkResult;
import dev.facet.interpret.probe.PoolSplit;
import dev.facet.interpret.probe.ProbeLabel;
import dev.facet.interpret.probe.ProbeSubject;
import dev.facet.report.BestChannels;
import dev.facet.report.MeanFace;
import dev.facet.report.StudyPictures;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Collects the pictures of a probing study's page while its networks are open, and writes it. */
final class ProbePage {
    /** The page's name in the output folder. */
    static final String FILE_NAME = "report.html";

    private static final int FACES_OF_MEAN = 500;
    private static final int FACES_A_LABEL = 4;
    private static final int CHANNELS_A_LABEL = 3;

    private final List<ProbeLabel> labels;
    private final PoolSplit split;
    private final StudyPictures pictures = new StudyPictures();

    /**
     * A page without networks.
     *
     * @param labels of the study, those it skips too
     */
    ProbePage(List<ProbeLabel> labels, PoolSplit split) {
        this.labels = labels;
        this.split = split;
    }

    /** Adds the mean face, as the first network is shown faces. */
    void face(FaceDataset faces, int size) {
        int[] test = split.test();
        int count = Math.min(FACES_OF_MEAN, test.length);
        pictures.face(MeanFace.of(
                count,
                i -> faces.sample(test[(int) ((long) i * test.length / count)]).image(),
                size));
    }

    /** Adds what the network's best channels for every label see on faces that have it and on faces that do not. */
    void look(ProbeSubject subject, NetworkResult result) {
        for (ProbeLabel label : labels) {
            List<Image> faces = Arrays.stream(extremes(label))
                    .mapToObj(picture -> subject.faces().sample(picture).image())
                    .toList();
            if (!faces.isEmpty()) {
                BestChannels.of(result, subject.network(), label.name(), CHANNELS_A_LABEL, faces)
                        .ifPresent(sheet -> pictures.seen(result.network(), label.name(), sheet));
            }
        }
    }

    /** Test pictures with the highest values of a label, then with the lowest. */
    private int[] extremes(ProbeLabel label) {
        Integer[] known = Arrays.stream(split.test())
                .filter(label::isKnown)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer picture) -> -label.value(picture)))
                .toArray(Integer[]::new);
        int half = Math.min(FACES_A_LABEL, known.length) / 2;
        return IntStream.concat(IntStream.range(0, half), IntStream.range(known.length - half, known.length))
                .map(i -> known[i])
                .toArray();
    }

    /**
     * Writes the page, and its pictures beside it, from which {@code facet report} makes it again.
     *
     * @param results as they were written
     */
    Path write(Path folder, JsonObject results) {
        pictures.write(folder);
        Path file = folder.resolve(FILE_NAME);
        StudyPage.of(results, pictures).write(file);
        return file;
    }
}
