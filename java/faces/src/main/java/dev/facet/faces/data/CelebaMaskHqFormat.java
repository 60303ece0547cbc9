package dev.facet.faces.data;

import java.nio.file.Files;
import java.nio.file.Path;

/** CelebAMask-HQ with one indexed mask a picture; see {@link CelebaMaskHq}. */
final class CelebaMaskHqFormat implements DataFormat {

    @Override
    public String id() {
        return "celebamask-hq";
    }

    @Override
    public String title() {
        return "CelebAMask-HQ";
    }

    @Override
    public String sign() {
        return "images/ and masks/";
    }

    @Override
    public boolean recognises(Path path) {
        return Files.isDirectory(path.resolve("images")) && Files.isDirectory(path.resolve("masks"));
    }

    @Override
    public FaceSource open(Path path, Problems problems) {
        return FaceSource.of(this, path, CelebaMaskHq.open(path, problems));
    }
}
