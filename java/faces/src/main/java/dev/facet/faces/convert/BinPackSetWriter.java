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
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * InsightFace's verification pack, one file. A picture is written for each pair that shows it. Readers cut the pairs into
 * ten folds in their order, so pairs are written in the order of their own folds, and in each fold those of one person and
 * those of two take turns: however many folds there were, every new one has both kinds.
 */
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

    private static List<FacePair> inTurns(FacePairs pairs) {
        List<FacePair> order = new ArrayList<>();
        for (int f = 0; f < pairs.folds(); f++) {
            int fold = f;
            Map<Boolean, List<FacePair>> kinds = pairs.pairs().stream()
                    .filter(pair -> pair.fold() == fold)
                    .collect(Collectors.partitioningBy(FacePair::same));
            List<FacePair> same = kinds.get(true);
            List<FacePair> different = kinds.get(false);
            int all = same.size() + different.size();
            for (int k = 0, taken = 0; k < all; k++) {
                // As many of one person among the first k + 1 as their share of the fold.
                boolean next = taken < (long) same.size() * (k + 1) / all;
                order.add(next ? same.get(taken++) : different.get(k - taken));
            }
        }
        return order;
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
            for (FacePair pair : inTurns(pairs)) {
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
