package dev.facet.faces.data;

import java.nio.file.Files;
import java.nio.file.Path;

/** CelebA's folder; see {@link CelebaDataset}. */
final class CelebaFormat implements DataFormat {

    @Override
    public String id() {
        return "celeba";
    }

    @Override
    public String title() {
        return "CelebA";
    }

    @Override
    public String sign() {
        return "identity_CelebA.txt or list_attr_celeba.txt";
    }

    @Override
    public boolean recognises(Path path) {
        return Files.isDirectory(path)
                && (CelebaDataset.find(path, "identity_CelebA").isPresent()
                        || CelebaDataset.find(path, "list_attr_celeba").isPresent());
    }

    @Override
    public FaceSource open(Path path, Problems problems) {
        return FaceSource.of(this, path, CelebaDataset.open(path, problems));
    }
}
