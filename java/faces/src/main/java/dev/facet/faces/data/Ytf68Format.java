package dev.facet.faces.data;

import java.nio.file.Files;
import java.nio.file.Path;

/** Frames of YouTube Faces with 68 landmarks; see {@link Ytf68}. */
final class Ytf68Format implements DataFormat {

    @Override
    public String id() {
        return "ytf68";
    }

    @Override
    public String title() {
        return "YouTube Faces, 68 points";
    }

    @Override
    public String sign() {
        return "keypoints.csv and images/";
    }

    @Override
    public boolean recognises(Path path) {
        return Files.isRegularFile(path.resolve("keypoints.csv")) && Files.isDirectory(path.resolve("images"));
    }

    @Override
    public FaceSource open(Path path, Problems problems) {
        return FaceSource.of(this, path, Ytf68.open(path, problems));
    }
}
