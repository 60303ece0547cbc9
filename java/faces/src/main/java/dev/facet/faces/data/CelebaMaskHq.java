package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceParts;
import dev.facet.faces.FaceSample;
import dev.facet.faces.ImageFiles;
import dev.facet.faces.PartMasks;
import dev.facet.faces.PartMasks.Provenance;
import dev.facet.faces.data.Problems.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Faces with the 19 labels of CelebAMask-HQ: {@code images/X.jpg} and {@code masks/X.png}, whose values are 0 background,
 * 1 skin, 2 nose, 3 glasses, 4 and 5 eyes, 6 and 7 brows, 8 and 9 ears, 10 inside of the mouth, 11 and 12 lips, 13 hair,
 * 14 hat, 15 earring, 16 necklace, 17 neck, 18 cloth.
 *
 * <p>Only four parts follow from them: hair, eyes, nose, and mouth (inside and lips). Skin is one label, so forehead,
 * cheeks and jaw cannot be told apart and are not reported. Behind glasses the eyes have no label and stay unlabelled.
 * Who is shown is not known: every picture is an identity of its own.
 */
public final class CelebaMaskHq implements FaceDataset {

    private static final Set<FaceParts> PARTS =
            EnumSet.of(FaceParts.HAIR, FaceParts.EYES, FaceParts.NOSE, FaceParts.MOUTH);
    private static final Map<FaceParts, Provenance> PROVENANCE =
            PARTS.stream().collect(Collectors.toMap(p -> p, p -> Provenance.LABELLED));
    private static final int LABELS = 19;
    private static final byte[] PART_OF_LABEL = partOfLabel();

    private final Path root;
    private final List<String> files;
    private final List<String> identities;

    private CelebaMaskHq(Path root, List<String> files) {
        this.root = root;
        this.files = List.copyOf(files);
        this.identities =
                files.stream().map(file -> Listing.stem(Path.of(file))).toList();
    }

    private static byte[] partOfLabel() {
        byte[] map = new byte[LABELS];
        Arrays.fill(map, PartMasks.NONE);
        map[2] = (byte) FaceParts.NOSE.ordinal();
        map[4] = (byte) FaceParts.EYES.ordinal();
        map[5] = (byte) FaceParts.EYES.ordinal();
        map[10] = (byte) FaceParts.MOUTH.ordinal();
        map[11] = (byte) FaceParts.MOUTH.ordinal();
        map[12] = (byte) FaceParts.MOUTH.ordinal();
        map[13] = (byte) FaceParts.HAIR.ordinal();
        return map;
    }

    /**
     * Lists the pictures; they and the masks are read later.
     *
     * @throws FaceDataException naming the pictures that have no mask
     */
    public static CelebaMaskHq read(Path root) {
        Problems problems = new Problems();
        CelebaMaskHq dataset = open(root, problems);
        problems.orThrow(root);
        return dataset;
    }

    static CelebaMaskHq open(Path root, Problems problems) {
        List<String> files = new ArrayList<>();
        for (Path picture : Listing.of(root.resolve("images"))) {
            Path mask = root.resolve("masks").resolve(Listing.stem(picture) + ".png");
            if (Files.exists(mask)) {
                files.add(picture.getFileName().toString());
            } else {
                problems.add(Kind.MISSING_ANNOTATION, "Picture " + picture + " has no mask " + mask);
            }
        }
        Set<String> stems =
                files.stream().map(file -> Listing.stem(Path.of(file))).collect(Collectors.toSet());
        for (String mask : Listing.fileNames(root.resolve("masks"))) {
            if (!stems.contains(Listing.stem(Path.of(mask)))) {
                problems.add(
                        Kind.MISSING_ANNOTATION, "Mask " + root.resolve("masks").resolve(mask) + " has no picture");
            }
        }
        Listing.requireSome(files, root.resolve("images"), problems);
        return new CelebaMaskHq(root, files);
    }

    @Override
    public String name() {
        return "CelebAMask-HQ";
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public FaceSample sample(int i) {
        Path picture = root.resolve("images").resolve(files.get(i));
        Path mask = root.resolve("masks").resolve(identities.get(i) + ".png");
        return FaceSample.ofFile(files.get(i), i, identities.get(i), picture)
                .parts(() -> masks(mask, picture))
                .build();
    }

    private static PartMasks masks(Path mask, Path picture) {
        ImageFiles.LabelMap map = ImageFiles.readLabels(mask);
        byte[] labels = new byte[map.values().length];
        for (int i = 0; i < labels.length; i++) {
            int value = map.values()[i] & 255;
            if (value >= LABELS) {
                throw new FaceDataException(mask + ": label " + value + " at pixel " + i % map.width() + ","
                        + i / map.width() + " is not one of CelebAMask-HQ's 19. Copy the mask again.");
            }
            labels[i] = PART_OF_LABEL[value];
        }
        // The published masks are half the size of the pictures.
        ImageFiles.Size size = ImageFiles.size(picture);
        return PartMasks.of(map.width(), map.height(), labels, PROVENANCE).resize(size.width(), size.height());
    }

    @Override
    public int identity(int i) {
        return i;
    }

    @Override
    public List<String> identities() {
        return identities;
    }

    @Override
    public Set<FaceParts> parts() {
        return Collections.unmodifiableSet(PARTS);
    }
}
