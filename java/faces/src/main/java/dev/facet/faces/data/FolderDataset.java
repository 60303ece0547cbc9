package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceSample;
import dev.facet.faces.ImageFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder with one folder of pictures for each person. People and pictures are in the order of their names. Hidden
 * files, and files that neither are nor are called pictures, are passed over.
 */
public final class FolderDataset implements FaceDataset {

    private static final Logger LOG = LoggerFactory.getLogger(FolderDataset.class);

    private final Path root;
    private final List<String> identities;
    private final List<Path> files;
    private final int[] labels;

    private FolderDataset(Path root, List<String> identities, List<Path> files, int[] labels) {
        this.root = root;
        this.identities = List.copyOf(identities);
        this.files = List.copyOf(files);
        this.labels = labels;
    }

    /**
     * Lists the pictures. Their first bytes are read, the rest later.
     *
     * @throws FaceDataException if the folder is missing, has no folder in it, a person's folder has no picture, or a
     *     file is called a picture and is none; the message names it
     */
    public static FolderDataset read(Path root) {
        List<String> identities = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (Path person : Listing.of(root)) {
            if (!Files.isDirectory(person)) {
                continue;
            }
            int before = files.size();
            int passedOver = 0;
            for (Path file : Listing.of(person)) {
                if (Files.isDirectory(file) || !ImageFiles.isPicture(file)) {
                    passedOver++;
                    continue;
                }
                files.add(file);
                labels.add(identities.size());
            }
            if (files.size() == before) {
                throw new FaceDataException("Folder " + person
                        + " has no JPEG or PNG picture in it. Add the person's pictures or remove the folder.");
            }
            if (passedOver > 0) {
                LOG.info("{}: passed over {} files that are no pictures", person, passedOver);
            }
            identities.add(person.getFileName().toString());
        }
        if (identities.isEmpty()) {
            throw new FaceDataException("Folder " + root
                    + " has no folders in it. Faces are expected as one folder per person with pictures inside.");
        }
        return new FolderDataset(
                root,
                identities,
                files,
                labels.stream().mapToInt(Integer::intValue).toArray());
    }

    @Override
    public String name() {
        return root.toAbsolutePath().normalize().getFileName().toString();
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public FaceSample sample(int i) {
        Path file = files.get(i);
        String person = identities.get(labels[i]);
        return FaceSample.of(person + "/" + file.getFileName(), labels[i], person, () -> ImageFiles.read(file))
                .build();
    }

    @Override
    public int identity(int i) {
        return labels[i];
    }

    @Override
    public List<String> identities() {
        return identities;
    }
}
