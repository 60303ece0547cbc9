package dev.facet.faces.convert;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceSample;
import dev.facet.faces.LandmarkScheme;
import dev.facet.faces.data.FaceSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * CelebA's folder: {@code images/000001.jpg} and so on, {@code identity_CelebA.txt}, and, each if all written pictures
 * have it, {@code list_attr_celeba.txt}, {@code list_eval_partition.txt} and {@code list_landmarks_align_celeba.txt}. The
 * lists cannot say that an attribute is unknown, so only attributes known of every picture are written. People are
 * numbered from 1 in their order, unless all are called by numbers.
 */
final class CelebaWriter implements DatasetWriter {

    private static final String POINTS = "lefteye_x lefteye_y righteye_x righteye_y nose_x nose_y"
            + " leftmouth_x leftmouth_y rightmouth_x rightmouth_y";

    @Override
    public String id() {
        return "celeba";
    }

    @Override
    public String title() {
        return "CelebA's images/ and lists";
    }

    @Override
    public void write(FaceSource source, Path out, Pictures pictures) {
        Output.wholeFolder(out, folder -> writeInto(folder, source, pictures));
    }

    private static void writeInto(Path out, FaceSource source, Pictures pictures) {
        Path images = out.resolve("images");
        Output.folder(images);
        FaceDataset faces = source.faces();
        boolean numbers = faces.identities().stream().allMatch(name -> name.matches("\\d{1,9}"));
        List<String> files = new ArrayList<>();
        List<FaceSample> samples = new ArrayList<>();
        StringBuilder identities = new StringBuilder();
        for (int i = 0; i < faces.size(); i++) {
            Optional<StoredPicture> picture = pictures.get(faces, i);
            if (picture.isEmpty()) {
                continue;
            }
            String file = String.format(
                    Locale.ROOT, "%06d%s", files.size() + 1, picture.get().ending());
            Output.bytes(images.resolve(file), picture.get().file());
            FaceSample sample = picture.get().sample();
            identities.append(file).append(' ');
            identities.append(numbers ? sample.identityName() : Integer.toString(sample.identity() + 1));
            identities.append('\n');
            files.add(file);
            samples.add(sample);
        }
        Output.text(out.resolve("identity_CelebA.txt"), identities);
        writeAttributes(out, faces.attributes(), files, samples);
        writePartitions(out, files, samples);
        writeLandmarks(out, files, samples);
    }

    private static void writeAttributes(Path out, List<String> names, List<String> files, List<FaceSample> samples) {
        List<String> known = names.stream()
                .filter(name -> samples.stream().allMatch(s -> s.attributes().containsKey(name)))
                .toList();
        if (known.isEmpty() || samples.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder(files.size() + "\n");
        // Fields are between blanks.
        known.forEach(name -> text.append(name.replaceAll("\\s", "_")).append(' '));
        text.append('\n');
        for (int i = 0; i < files.size(); i++) {
            text.append(files.get(i));
            for (String name : known) {
                text.append(samples.get(i).attributes().get(name) ? "  1" : " -1");
            }
            text.append('\n');
        }
        Output.text(out.resolve("list_attr_celeba.txt"), text);
    }

    private static void writePartitions(Path out, List<String> files, List<FaceSample> samples) {
        if (samples.isEmpty() || !samples.stream().allMatch(s -> s.partition().isPresent())) {
            return;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < files.size(); i++) {
            text.append(files.get(i)).append(' ');
            text.append(samples.get(i).partition().orElseThrow().ordinal()).append('\n');
        }
        Output.text(out.resolve("list_eval_partition.txt"), text);
    }

    private static void writeLandmarks(Path out, List<String> files, List<FaceSample> samples) {
        boolean all = samples.stream().allMatch(s -> s.landmarkSchemes().contains(LandmarkScheme.FIVE));
        if (samples.isEmpty() || !all) {
            return;
        }
        StringBuilder text = new StringBuilder(files.size() + "\n" + POINTS + "\n");
        for (int i = 0; i < files.size(); i++) {
            text.append(files.get(i));
            for (float value : samples.get(i).landmarks(LandmarkScheme.FIVE).orElseThrow()) {
                text.append(' ')
                        .append(value == Math.rint(value) ? Integer.toString((int) value) : Float.toString(value));
            }
            text.append('\n');
        }
        Output.text(out.resolve("list_landmarks_align_celeba.txt"), text);
    }
}
