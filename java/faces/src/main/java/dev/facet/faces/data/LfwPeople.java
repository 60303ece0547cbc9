package dev.facet.faces.data;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.data.Problems.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * People in the format of LFW's {@code people.txt}: a line with the number of folds, then for each fold a line with its
 * number of people and lines {@code name<TAB>pictures}. The lists of View 1 ({@code peopleDevTrain.txt}) have one fold and
 * no line for it: they start with the number of people.
 */
final class LfwPeople {

    /**
     * A line of the list.
     *
     * @param line where it stands, from 1
     * @param name of the person
     * @param pictures how many there are, numbered from 1
     */
    record Row(int line, String name, int pictures) {}

    // LFW's most frequent person has 530.
    private static final int MAX_PICTURES = 100_000;

    // The largest face data sets have this order of magnitude.
    private static final long MAX_SUM = 10_000_000;

    private LfwPeople() {}

    static FaceDataset collect(Path list, List<Row> rows, Path images, String ending, Problems problems) {
        List<ListedFaces.Entry> entries = new ArrayList<>();
        for (Row row : rows) {
            Path folder = Listing.folderOf(
                    Listing.within(images, images, LfwPairs.file(row.name, 1, ending), list, row.line));
            // Listed once: a list can claim far more pictures than can be asked for one by one.
            Set<String> there = Listing.fileNames(folder);
            for (int i = 1; i <= row.pictures; i++) {
                String id = LfwPairs.file(row.name, i, ending);
                String name = id.substring(id.lastIndexOf('/') + 1);
                if (there.contains(name)) {
                    entries.add(new ListedFaces.Entry(id, row.name, folder.resolve(name)));
                } else {
                    problems.add(Kind.MISSING_PICTURE, list + " line " + row.line + ": " + folder + "/" + name);
                }
            }
        }
        Listing.requireSome(entries, list, problems);
        return new ListedFaces("LFW", entries);
    }

    static List<Row> parse(Path file, List<String> lines) {
        List<Row> rows = new ArrayList<>();
        int first = 0;
        while (first < lines.size() && lines.get(first).isBlank()) {
            first++;
        }
        if (first == lines.size()) {
            throw Listing.bad(file, 1, "expected the number of folds or of people. Copy the file again.");
        }
        int announced = Listing.integer(lines.get(first).trim(), file, first + 1);
        int second = first + 1;
        boolean folds = second < lines.size() && lines.get(second).trim().matches("\\d+");
        int left = folds ? 0 : announced;
        long sum = 0;
        for (int n = second; n < lines.size(); n++) {
            String line = lines.get(n).trim();
            if (line.isEmpty()) {
                continue;
            }
            if (folds && left == 0) {
                left = Listing.integer(line, file, n + 1);
                announced--;
                if (left < 1 || announced < 0) {
                    throw Listing.bad(file, n + 1, "there is a fold more than announced, or it has no people");
                }
                continue;
            }
            String[] f = line.split("\\s+");
            if (f.length != 2) {
                throw Listing.bad(file, n + 1, "expected \"name pictures\", got \"" + line + "\"");
            }
            int pictures = Listing.integer(f[1], file, n + 1);
            if (pictures < 1 || pictures > MAX_PICTURES) {
                throw Listing.bad(file, n + 1, pictures + " is no number of pictures of one person");
            }
            sum += pictures;
            if (sum > MAX_SUM) {
                throw Listing.bad(
                        file,
                        n + 1,
                        "the list claims more than " + MAX_SUM + " pictures. Check that it is the right file.");
            }
            rows.add(new Row(n + 1, f[0], pictures));
            left--;
        }
        if (left != 0 || folds && announced != 0) {
            throw Listing.bad(file, lines.size(), "the list has fewer or more people than announced. Copy it again.");
        }
        return rows;
    }
}
