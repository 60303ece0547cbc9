package dev.facet.cli;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceSample;
import dev.facet.faces.ImageFiles;
import dev.facet.faces.data.DataFormats;
import dev.facet.faces.data.DlibXml68;
import dev.facet.faces.data.PictureFaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Lists the pictures that arguments name: pictures, folders of pictures, and data whose faces are labelled. */
final class FacePhotos {

    static final String HELP =
            "pictures (JPEG or PNG), folders of pictures, and to measure against labels a dlib XML file, or YouTube"
                    + " Faces, 300-W or LaPa";

    /** Formats of one labelled face a picture. */
    private static final Set<String> LABELLED = Set.of("ytf68", "300w", "lapa");

    private FacePhotos() {}

    /**
     * The pictures in the order of the arguments, those of a folder sorted by name; nothing is decoded yet.
     *
     * @throws FaceDataException naming the path if it does not exist or holds no picture
     */
    static List<FacePhoto> of(List<Path> paths) {
        List<FacePhoto> photos = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new FaceDataException("there is no " + path + "; give " + HELP);
            }
            if (Files.isRegularFile(path)) {
                photos.addAll(
                        isXml(path)
                                ? dlib(path)
                                : List.of(picture(path, path.getFileName().toString())));
            } else if (DataFormats.recognise(path)
                    .filter(format -> LABELLED.contains(format.id()))
                    .isPresent()) {
                photos.addAll(frames(DataFormats.open(path.toString()).faces()));
            } else {
                photos.addAll(folder(path));
            }
        }
        return photos;
    }

    /** Whether a path is a picture, by its first bytes. */
    static boolean isPicture(Path path) {
        return Files.isRegularFile(path) && ImageFiles.isPicture(path);
    }

    /** Whether a path is a folder with pictures directly in it, which no data set is. */
    static boolean isPlainFolder(Path path) {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.anyMatch(FacePhotos::isPicture);
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(path, e);
        }
    }

    private static FaceDataException unreadable(Path folder, Exception e) {
        return new FaceDataException(
                "Cannot list folder " + folder + ": " + e.getMessage()
                        + ". Check that it and the folders in it may be read.",
                e);
    }

    private static boolean isXml(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".xml");
    }

    private static FacePhoto picture(Path file, String name) {
        return new FacePhoto(name, () -> ImageFiles.read(file), List.of());
    }

    private static List<FacePhoto> folder(Path folder) {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(ImageFiles::isPicture)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(folder, e);
        }
        if (files.isEmpty()) {
            throw new FaceDataException("there is no picture in " + folder + "; give " + HELP);
        }
        return files.stream()
                .map(file -> picture(file, folder.relativize(file).toString()))
                .toList();
    }

    private static List<FacePhoto> dlib(Path file) {
        List<FacePhoto> photos = new ArrayList<>();
        for (PictureFaces picture : DlibXml68.pictures(file)) {
            photos.add(new FacePhoto(
                    picture.file().getFileName().toString(),
                    () -> ImageFiles.read(picture.file()),
                    picture.faces().stream()
                            .map(face -> new FacePhoto.Labelled(Optional.of(face.box()), face.landmarks()))
                            .toList()));
        }
        return photos;
    }

    private static List<FacePhoto> frames(FaceDataset dataset) {
        List<FacePhoto> photos = new ArrayList<>();
        for (int i = 0; i < dataset.size(); i++) {
            FaceSample sample = dataset.sample(i);
            photos.add(new FacePhoto(
                    sample.id(),
                    sample::image,
                    List.of(new FacePhoto.Labelled(
                            Optional.empty(), sample.landmarks().orElseThrow()))));
        }
        return photos;
    }
}
