package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FacePairs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Celebrities in Frontal-Profile: {@code Protocol/Pair_list_F.txt} and {@code Pair_list_P.txt} number the frontal and the
 * profile pictures ({@code 1 ../Data/Images/001/frontal/01.jpg}, from 1, relative to {@code Protocol}), and
 * {@code Protocol/Split/FF/01/same.txt}, {@code diff.txt} hold the pairs of fold 1 as {@code a,b}. In FF both numbers are
 * of frontal pictures, in FP the second is of a profile. The data set's folder opens as FF, or as FP where it has no FF;
 * {@code Protocol/Split/FP} opens as FP.
 *
 * <p>Source: the data set's Readme.txt; the lists are in {@code Protocol/} although it shows them in {@code Split/}, which
 * is read, too.
 */
final class CfpFormat implements DataFormat {

    private static final String FRONTAL = "Pair_list_F.txt";
    private static final String PROFILE = "Pair_list_P.txt";

    @Override
    public String id() {
        return "cfp";
    }

    @Override
    public String title() {
        return "Celebrities in Frontal-Profile";
    }

    @Override
    public String sign() {
        return "Protocol/Split/FF or FP";
    }

    @Override
    public boolean recognises(Path path) {
        Path protocol = protocolOf(path);
        return protocol != null
                && (Files.isDirectory(protocol.resolve("Split/FF")) || Files.isDirectory(protocol.resolve("Split/FP")));
    }

    /** The folder Protocol that a path contains, is or lies in; null if there is none. */
    private static Path protocolOf(Path path) {
        if (!Files.isDirectory(path)) {
            return null;
        }
        if (Files.isDirectory(path.resolve("Protocol/Split"))) {
            return path.resolve("Protocol");
        }
        Path up = path.toAbsolutePath().normalize();
        for (int i = 0; i < 3 && up != null && up.getFileName() != null; i++, up = up.getParent()) {
            if (up.getFileName().toString().equals("Protocol")) {
                return up;
            }
        }
        return null;
    }

    @Override
    public FaceSource open(Path path, Problems problems) {
        Path protocol = protocolOf(path);
        if (protocol == null) {
            throw new FaceDataException(path + " has no folder Protocol. Name CFP's own folder.");
        }
        boolean onlyProfile = !Files.isDirectory(protocol.resolve("Split/FF"));
        boolean profile = onlyProfile || path.toAbsolutePath().normalize().endsWith("FP");
        List<Path> frontal = pictures(protocol, FRONTAL);
        List<Path> second = profile ? pictures(protocol, PROFILE) : frontal;
        Path split = protocol.resolve(profile ? "Split/FP" : "Split/FF");
        List<Path> folds = Listing.of(split).stream().filter(Files::isDirectory).toList();
        PairCollector collector = new PairCollector(profile ? "CFP-FP" : "CFP-FF", split, problems);
        for (int fold = 0; fold < folds.size(); fold++) {
            collect(collector, folds.get(fold).resolve("same.txt"), frontal, second, true, fold);
            collect(collector, folds.get(fold).resolve("diff.txt"), frontal, second, false, fold);
        }
        FacePairs pairs = collector.build(folds.size());
        return FaceSource.of(this, path, pairs);
    }

    private static void collect(
            PairCollector collector, Path file, List<Path> first, List<Path> second, boolean same, int fold) {
        List<int[]> rows = parsePairs(file, Listing.lines(file, "list of pairs"), first.size(), second.size());
        for (int[] row : rows) {
            String where = file + " line " + row[2];
            int a = picture(collector, first.get(row[0]), where);
            int b = picture(collector, second.get(row[1]), where);
            collector.pair(a, b, same, fold, where);
        }
    }

    // .../001/frontal/01.jpg shows person 001.
    private static int picture(PairCollector collector, Path file, String where) {
        int n = file.getNameCount();
        String person = n >= 3 ? file.getName(n - 3).toString() : file.toString();
        return collector.picture(file.subpath(Math.max(0, n - 3), n).toString(), person, file, where);
    }

    private static List<Path> pictures(Path protocol, String name) {
        Path list = protocol.resolve(name);
        Path file = Files.exists(list) ? list : protocol.resolve("Split").resolve(name);
        Path root = protocol.toAbsolutePath().normalize().getParent();
        List<String> names = parseNames(file, Listing.lines(file, "list of pictures"));
        List<Path> pictures = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            pictures.add(Listing.within(root, protocol.toAbsolutePath(), names.get(i), file, i + 1));
        }
        return pictures;
    }

    /** The names of pictures in the order of their numbers. */
    static List<String> parseNames(Path file, List<String> lines) {
        List<String> names = new ArrayList<>();
        for (int n = 0; n < lines.size(); n++) {
            String line = lines.get(n).trim();
            if (line.isEmpty()) {
                continue;
            }
            String[] f = line.split("\\s+", 2);
            if (f.length != 2 || Listing.integer(f[0], file, n + 1) != names.size() + 1) {
                throw Listing.bad(file, n + 1, "expected \"" + (names.size() + 1) + " picture\", got \"" + line + "\"");
            }
            names.add(f[1]);
        }
        return names;
    }

    /** Both pictures of each pair, from 0, and its line, from 1. */
    static List<int[]> parsePairs(Path file, List<String> lines, int firsts, int seconds) {
        List<int[]> rows = new ArrayList<>();
        for (int n = 0; n < lines.size(); n++) {
            String line = lines.get(n).trim();
            if (line.isEmpty()) {
                continue;
            }
            String[] f = line.split("\\s*,\\s*");
            if (f.length != 2) {
                throw Listing.bad(file, n + 1, "expected \"a,b\", got \"" + line + "\"");
            }
            int a = Listing.integer(f[0], file, n + 1);
            int b = Listing.integer(f[1], file, n + 1);
            if (a < 1 || a > firsts || b < 1 || b > seconds) {
                throw Listing.bad(
                        file,
                        n + 1,
                        "there are pictures 1 to " + firsts + " and 1 to " + seconds + ", got \"" + line + "\"");
            }
            rows.add(new int[] {a - 1, b - 1, n + 1});
        }
        return rows;
    }
}
