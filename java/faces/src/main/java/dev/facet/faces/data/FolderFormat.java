package dev.facet.faces.data;

import java.nio.file.Files;
import java.nio.file.Path;

/** One folder a person; see {@link FolderDataset}. */
final class FolderFormat implements DataFormat {

    @Override
    public String id() {
        return "folder";
    }

    @Override
    public String title() {
        return "folder per identity";
    }

    @Override
    public String sign() {
        return "a folder of one folder a person with pictures inside";
    }

    @Override
    public boolean recognises(Path path) {
        return !Look.entries(path, Files::isDirectory).isEmpty();
    }

    @Override
    public FaceSource open(Path path, Problems problems) {
        return FaceSource.of(this, path, FolderDataset.open(path, problems));
    }
}
