package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FacePair;
import dev.facet.faces.FacePairs;
import dev.facet.faces.FaceSample;
import dev.facet.faces.ImageFiles;
import dev.facet.faces.data.Problems.Kind;
import dev.facet.faces.internal.ByteSource;
import dev.facet.faces.internal.MappedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * InsightFace's verification packs ({@code lfw.bin}, {@code cfp_fp.bin}, {@code agedb_30.bin}, ...): a pickle of a list of
 * JPEG or PNG files and a list of booleans; pictures 2i and 2i + 1 are pair i, the i-th boolean says whether they show one
 * person. {@link Pickle} reads it. Pairs are cut into ten folds in their order, as InsightFace's evaluation does
 * (scikit-learn's KFold without shuffling: the first folds have one more where ten does not divide the number).
 *
 * <p>Who is shown is not known: every picture is an identity of its own.
 */
final class BinPackFormat implements DataFormat {

    private static final int FOLDS = 10;
    private static final int PROTO = 0x80;

    @Override
    public String id() {
        return "bin";
    }

    @Override
    public String title() {
        return "InsightFace verification pack";
    }

    @Override
    public String sign() {
        return "a .bin file";
    }

    @Override
    public boolean recognises(Path path) {
        if (Files.isDirectory(path) || !Look.endsWith(path, ".bin")) {
            return false;
        }
        byte[] head = Look.head(path);
        return head.length > 1 && ((head[0] & 255) == PROTO || head[0] == '(' || head[0] == ']');
    }

    @Override
    public FaceSource open(Path path, Problems problems) {
        FacePairs pairs = parse(MappedFile.open(path, "verification pack"), Listing.stem(path));
        int[] all = new int[pairs.folds()];
        int[] same = new int[pairs.folds()];
        for (FacePair pair : pairs.pairs()) {
            all[pair.fold()]++;
            same[pair.fold()] += pair.same() ? 1 : 0;
        }
        long oneSided = IntStream.range(0, all.length)
                .filter(fold -> same[fold] == 0 || same[fold] == all[fold])
                .count();
        if (oneSided > 0) {
            problems.add(
                    Kind.REMARK,
                    path + ": " + oneSided + " of " + all.length
                            + " folds have pairs of one kind only; deal them anew (--stratify)");
        }
        return FaceSource.of(this, path, pairs);
    }

    /**
     * Reads a pack.
     *
     * @throws FaceDataException naming file and place if it is no pickle of two such lists
     */
    static FacePairs parse(ByteSource file, String name) {
        List<?> pack = list(Pickle.read(file), file, "the pack");
        if (pack.size() != 2) {
            throw bad(file, "the pack has " + pack.size() + " parts instead of pictures and booleans");
        }
        List<Pickle.Bytes> pictures = new ArrayList<>();
        for (Object entry : list(pack.get(0), file, "the first part")) {
            if (!(entry instanceof Pickle.Bytes bytes)) {
                throw bad(file, "entry " + pictures.size() + " of the pictures is no byte string");
            }
            if (bytes.length() > ImageFiles.MAX_BYTES) {
                throw bad(file, "entry " + pictures.size() + " of the pictures has " + bytes.length() + " bytes");
            }
            pictures.add(bytes);
        }
        List<?> same = list(pack.get(1), file, "the second part");
        if (same.isEmpty() || pictures.size() != 2L * same.size()) {
            throw bad(file, "there are " + pictures.size() + " pictures for " + same.size() + " pairs");
        }
        int folds = Math.min(FOLDS, same.size());
        List<FacePair> pairs = new ArrayList<>();
        for (int i = 0; i < same.size(); i++) {
            pairs.add(new FacePair(2 * i, 2 * i + 1, truth(same.get(i), i, file), fold(i, same.size(), folds)));
        }
        return new FacePairs(new Pack(name, file, pictures), pairs, folds);
    }

    private static List<?> list(Object value, ByteSource file, String what) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw bad(file, what + " is no list");
    }

    private static boolean truth(Object value, int index, ByteSource file) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        if (value instanceof Long number && (number == 0 || number == 1)) {
            return number == 1;
        }
        throw bad(file, "entry " + index + " of the booleans is none");
    }

    private static FaceDataException bad(ByteSource file, String reason) {
        return new FaceDataException(file.name() + " is no verification pack: " + reason
                + ". In Python it is (list of bytes, list of bool).");
    }

    /** The fold of pair i of n: the first n % folds of them have one pair more. */
    static int fold(int i, int n, int folds) {
        int small = n / folds;
        int larger = n % folds;
        int inLarger = larger * (small + 1);
        return i < inLarger ? i / (small + 1) : larger + (i - inLarger) / small;
    }

    /** The pictures of a pack. */
    private static final class Pack implements FaceDataset {
        private final String name;
        private final ByteSource file;
        private final List<Pickle.Bytes> pictures;
        private final List<String> identities;

        Pack(String name, ByteSource file, List<Pickle.Bytes> pictures) {
            this.name = name;
            this.file = file;
            this.pictures = pictures;
            this.identities = IntStream.range(0, pictures.size())
                    .mapToObj(Integer::toString)
                    .toList();
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int size() {
            return pictures.size();
        }

        @Override
        public FaceSample sample(int i) {
            Pickle.Bytes picture = pictures.get(i);
            String id = identities.get(i);
            return FaceSample.ofEncoded(
                            id, i, id, () -> file.read(picture.at(), picture.length()), file.name() + " picture " + i)
                    .build();
        }

        @Override
        public int identity(int i) {
            return i;
        }

        @Override
        public List<String> identities() {
            return identities;
        }
    }
}
