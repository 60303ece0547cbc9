package dev.facet.faces.convert;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.data.FaceSource;
import dev.facet.faces.data.RecordIoWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * InsightFace's training set: {@code train.rec}, {@code train.idx}, {@code train.lst} and {@code property}, in the order
 * of its {@code face2rec2.py}: the pictures person by person with keys from 1, the header under key 0, the people.
 * People without a picture are left out and the others numbered anew. All pictures must have one size.
 */
final class RecordIoSetWriter implements DatasetWriter {

    @Override
    public String id() {
        return "recordio";
    }

    @Override
    public String title() {
        return "InsightFace train.rec, .idx, .lst, property";
    }

    @Override
    public void write(FaceSource source, Path out, Pictures pictures) {
        Output.wholeFolder(out, folder -> writeInto(folder, source, pictures));
    }

    private static void writeInto(Path out, FaceSource source, Pictures pictures) {
        FaceDataset faces = source.faces();
        List<int[]> ranges = new ArrayList<>();
        StringBuilder list = new StringBuilder();
        int[] size = null;
        int key = 1;
        try (RecordIoWriter writer = RecordIoWriter.create(out.resolve("train.rec"))) {
            for (List<Integer> person : byPerson(faces)) {
                int first = key;
                for (int i : person) {
                    Optional<StoredPicture> picture = pictures.get(faces, i);
                    if (picture.isPresent()) {
                        size = sameSize(size, picture.get());
                        writer.picture(key++, ranges.size(), picture.get().file());
                        addLine(list, picture.get(), ranges.size());
                    }
                }
                if (key > first) {
                    ranges.add(new int[] {first, key});
                }
            }
            if (size == null) {
                throw new FaceDataException("Data set " + faces.name() + " has no picture to write.");
            }
            writer.range(0, key, key + ranges.size());
            for (int person = 0; person < ranges.size(); person++) {
                writer.range(key + person, ranges.get(person)[0], ranges.get(person)[1]);
            }
        }
        Output.text(out.resolve("train.lst"), list);
        Output.text(out.resolve("property"), ranges.size() + "," + size[1] + "," + size[0] + "\n");
    }

    private static List<List<Integer>> byPerson(FaceDataset faces) {
        List<List<Integer>> people = new ArrayList<>();
        faces.identities().forEach(name -> people.add(new ArrayList<>()));
        for (int i = 0; i < faces.size(); i++) {
            people.get(faces.identity(i)).add(i);
        }
        return people;
    }

    private static int[] sameSize(int[] size, StoredPicture picture) {
        if (size != null && (size[0] != picture.width() || size[1] != picture.height())) {
            throw new FaceDataException("Picture " + picture.sample().id() + " is " + picture.width() + "x"
                    + picture.height() + " pixels, others are " + size[0] + "x" + size[1]
                    + ". RecordIO sets have pictures of one size; give one (--size 112).");
        }
        return new int[] {picture.width(), picture.height()};
    }

    // Tabs and line ends would end a field.
    private static void addLine(StringBuilder list, StoredPicture picture, int label) {
        String person = picture.sample().identityName().replaceAll("[\\t\\r\\n/]", "_");
        String name = FolderWriter.stem(picture.sample().id()).replaceAll("[\\t\\r\\n]", "_");
        list.append("1\t").append(person).append('/').append(name).append(picture.ending());
        list.append('\t').append(label).append('\n');
    }
}
