package dev.facet.faces.convert;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FacePair;
import dev.facet.faces.FacePairs;
import dev.facet.faces.data.BinPackWriter;
import dev.facet.faces.data.FaceSource;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** InsightFace's verification pack, one file. Pairs are in the order of their folds; a picture is written for each pair. */
final class BinPackSetWriter implements DatasetWriter {

    @Override
    public String id() {
        return "bin";
    }

    @Override
    public String title() {
        return "InsightFace verification pack of a protocol's pairs";
    }

    @Override
    public void write(FaceSource source, Path out, Pictures pictures) {
        FacePairs pairs = source.requirePairs();
        if (Files.exists(out)) {
            throw new FaceDataException(out + " exists already. Name a new file.");
        }
        Path partial = out.resolveSibling(out.getFileName() + ".partial");
        try {
            if (out.toAbsolutePath().getParent() != null) {
                Files.createDirectories(out.toAbsolutePath().getParent());
            }
            write(pairs, partial, pictures);
            Files.move(partial, out, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Output.failed(out, e);
        } finally {
            deletePartial(partial);
        }
    }

    private static void deletePartial(Path partial) {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            throw Output.failed(partial, e);
        }
    }

    private static void write(FacePairs pairs, Path file, Pictures pictures) throws IOException {
        List<Boolean> same = new ArrayList<>();
        try (BinPackWriter writer = new BinPackWriter(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (FacePair pair : pairs.pairs()) {
                Optional<StoredPicture> first = pictures.get(pairs.images(), pair.first());
                Optional<StoredPicture> second = pictures.get(pairs.images(), pair.second());
                if (first.isPresent() && second.isPresent()) {
                    writer.picture(first.get().file());
                    writer.picture(second.get().file());
                    same.add(pair.same());
                } else {
                    pictures.pairLeftOut(pair.toString());
                }
            }
            for (boolean truth : same) {
                writer.pair(truth);
            }
        }
        if (same.isEmpty()) {
            throw new FaceDataException("No pair has two readable pictures; nothing is written.");
        }
    }
}
