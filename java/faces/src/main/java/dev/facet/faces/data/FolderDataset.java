package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceSample;
import dev.facet.faces.ImageFiles;
import dev.facet.faces.data.Problems.Kind;
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
     * @throws FaceDataException if the folder is missing, has no folder in it, people's folders have no picture, or
     *     files are called pictures and are none; the message names them
     */
    public static FolderDataset read(Path root) {
        Problems problems = new Problems();
        FolderDataset dataset = open(root, problems);
        problems.orThrow(root);
        return dataset;
    }

    static FolderDataset open(Path root, Problems problems) {
        List<String> identities = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        boolean anyFolder = false;
        for (Path person : Listing.of(root)) {
            if (!Files.isDirectory(person)) {
                continue;
            }
            anyFolder = true;
            List<Path> pictures = pictures(person, problems);
            if (pictures.isEmpty()) {
                problems.add(Kind.EMPTY_FOLDER, person.toString());
                continue;
            }
            for (Path picture : pictures) {
                files.add(picture);
                labels.add(identities.size());
            }
            identities.add(person.getFileName().toString());
        }
        if (!anyFolder) {
            throw new FaceDataException("Folder " + root
                    + " has no folders in it. Faces are expected as one folder per person with pictures inside.");
        }
        Listing.requireSome(files, root, problems);
        return new FolderDataset(
                root,
                identities,
                files,
                labels.stream().mapToInt(Integer::intValue).toArray());
    }

    private static List<Path> pictures(Path person, Problems problems) {
        List<Path> pictures = new ArrayList<>();
        int passedOver = 0;
        for (Path file : Listing.of(person)) {
            if (Files.isDirectory(file) || !isPicture(file, problems)) {
                passedOver++;
            } else {
                pictures.add(file);
            }
        }
        if (passedOver > 0) {
            LOG.info("{}: passed over {} files that are no pictures", person, passedOver);
        }
        return pictures;
    }

    private static boolean isPicture(Path file, Problems problems) {
        try {
            return ImageFiles.isPicture(file);
        } catch (FaceDataException e) {
            problems.add(Kind.NOT_A_PICTURE, e.getMessage());
            return false;
        }
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
        return FaceSample.ofFile(person + "/" + file.getFileName(), labels[i], person, file)
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
