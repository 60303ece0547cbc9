package dev.facet.faces.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file of dlib's imglab with 68 parts a box; see {@link DlibXml68}. */
final class DlibFormat implements DataFormat {

    private static final double MARGIN = 1.25;

    @Override
    public String id() {
        return "dlib";
    }

    @Override
    public String title() {
        return "dlib XML, 68 points";
    }

    @Override
    public String sign() {
        return "an .xml file, or a folder with one that starts with <dataset>";
    }

    @Override
    public boolean recognises(Path path) {
        return file(path) != null;
    }

    @Override
    public FaceSource open(Path path, Problems problems) {
        Path file = file(path);
        return FaceSource.of(this, path, DlibXml68.open(file == null ? path : file, MARGIN, problems));
    }

    private static Path file(Path path) {
        List<Path> candidates = Files.isDirectory(path)
                ? Look.entries(path, file -> Look.endsWith(file, ".xml")).stream()
                        .sorted()
                        .toList()
                : Look.endsWith(path, ".xml") ? List.of(path) : List.of();
        return candidates.stream().filter(DlibFormat::isDataset).findFirst().orElse(null);
    }

    private static boolean isDataset(Path file) {
        return Look.firstLines(file).stream().anyMatch(line -> line.contains("<dataset>"));
    }
}
