package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceSample;
import dev.facet.faces.data.Problems.Kind;
import dev.facet.faces.internal.ByteSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Faces in a RecordIO file as InsightFace writes it. Record 0 may be a header whose labels are [a, b): then the records
 * a to b - 1 are people, whose labels are the range of their pictures' keys. Without it every record is a picture.
 * A picture's first label is its person's number; people are in the order of their numbers.
 *
 * <p>Source: {@code image_iter.py} and {@code face2rec2.py} of deepinsight/insightface.
 */
final class RecordIoFaces implements FaceDataset {

    // Header, and the first two labels even where they are 64 bits long.
    private static final int START = ImageRecord.HEADER + 2 * Double.BYTES;

    private final String name;
    private final ByteSource file;
    private final int[] keys;
    private final long[] places;
    private final int[] labels;
    private final List<String> identities;

    private RecordIoFaces(
            String name, ByteSource file, int[] keys, long[] places, int[] labels, List<String> identities) {
        this.name = name;
        this.file = file;
        this.keys = keys;
        this.places = places;
        this.labels = labels;
        this.identities = List.copyOf(identities);
    }

    /**
     * Finds the pictures and their people; a few bytes of each person's records are read, or of every record where there
     * is no header.
     *
     * @param names of people by number; others are called by their number
     */
    static RecordIoFaces open(
            String name, ByteSource file, RecordIndex index, Map<Integer, String> names, Problems problems) {
        Collector pictures = new Collector(file, index);
        int zero = index.find(0);
        double[] header = zero < 0 ? null : headerLabels(file, index, zero);
        if (header == null) {
            for (int i = 0; i < index.size(); i++) {
                if (headerLabels(file, index, i) == null) {
                    pictures.add(i, pictures.person(i));
                }
            }
        } else {
            pictures.addPeople(header, problems);
        }
        if (pictures.count == 0) {
            throw new FaceDataException(file.name() + " has no picture. Copy it again.");
        }
        return pictures.build(name, names);
    }

    /** The labels of a record that has nothing else; null if it is a picture. */
    private static double[] headerLabels(ByteSource file, RecordIndex index, int i) {
        RecordIo.Start start = RecordIo.readStart(file, index.place(i), START);
        ImageRecord record = ImageRecord.parse(start.bytes(), start.length(), where(file, index.key(i)));
        return record.isHeaderOnly(start.length()) ? record.labels() : null;
    }

    private static String where(ByteSource file, int key) {
        return file.name() + " record " + key;
    }

    /** Collects pictures as numbers into the index. */
    private static final class Collector {
        private final ByteSource file;
        private final RecordIndex index;
        private final int[] numbers;
        private final int[] people;
        private final BitSet taken = new BitSet();
        private int count;

        Collector(ByteSource file, RecordIndex index) {
            this.file = file;
            this.index = index;
            numbers = new int[index.size()];
            people = new int[index.size()];
        }

        /** The number of the person in a picture. */
        int person(int i) {
            String where = where(file, index.key(i));
            RecordIo.Start start = RecordIo.readStart(file, index.place(i), START);
            double label =
                    ImageRecord.parse(start.bytes(), start.length(), where).labels()[0];
            if (!(label >= 0 && label <= Integer.MAX_VALUE)) {
                throw new FaceDataException(where + ": " + label + " is no number of a person. Copy the file again.");
            }
            return (int) label;
        }

        void add(int i, int person) {
            if (taken.get(i)) {
                throw new FaceDataException(
                        where(file, index.key(i)) + ": the picture belongs to several people. Copy the file again.");
            }
            taken.set(i);
            numbers[count] = i;
            people[count++] = person;
        }

        void addPeople(double[] header, Problems problems) {
            long first = (long) header[0];
            long last = (long) header[1];
            if (!(first >= 1 && last >= first && last - first <= index.size())) {
                throw new FaceDataException(where(file, 0) + ": it claims people in the records " + header[0] + " to "
                        + header[1] + " of " + index.size() + ". Copy the file again.");
            }
            for (long key = first; key < last; key++) {
                int i = index.find(key);
                double[] range = i < 0 ? null : headerLabels(file, index, i);
                if (range == null) {
                    throw new FaceDataException(
                            file.name() + " has no record " + key + " with a person's range. Copy the file again.");
                }
                addRange((int) key, (long) range[0], (long) range[1], problems);
            }
            remarkOnTheRest(first, last, problems);
        }

        /** Counts the records that are neither header nor person and in no person's range. */
        private void remarkOnTheRest(long first, long last, Problems problems) {
            int rest = 0;
            int example = 0;
            for (int i = taken.nextClearBit(0); i < index.size(); i = taken.nextClearBit(i + 1)) {
                int key = index.key(i);
                if (key != 0 && (key < first || key >= last)) {
                    example = rest == 0 ? key : example;
                    rest++;
                }
            }
            if (rest > 0) {
                problems.add(
                        Kind.REMARK,
                        file.name() + ": " + rest + " records, the first with key " + example
                                + ", are in no person's range and not used");
            }
        }

        private void addRange(int key, long from, long to, Problems problems) {
            if (!(from >= 0 && to >= from && to - from <= index.size())) {
                throw new FaceDataException(where(file, key) + ": the pictures " + from + " to " + to
                        + " of a person are no range of " + index.size() + " records. Copy the file again.");
            }
            // Steps over the records that are there: a file of many ranges over missing ones would take for ever.
            int start = index.firstFrom(from);
            int end = start;
            long expected = from;
            int person = -1;
            for (; end < index.size() && index.key(end) < to; end++) {
                missing(key, expected, index.key(end), problems);
                expected = index.key(end) + 1L;
                person = person < 0 ? person(end) : person;
                add(end, person);
            }
            missing(key, expected, to, problems);
            if (end > start && person(end - 1) != person) {
                throw new FaceDataException(where(file, key) + ": its first picture " + index.key(start)
                        + " is labelled " + person + ", its last " + index.key(end - 1) + " " + person(end - 1)
                        + ". Copy the file again.");
            }
        }

        private void missing(int key, long from, long to, Problems problems) {
            if (from < to) {
                String which = to - from == 1
                        ? "there is no record " + from
                        : "there are no records " + from + " to " + (to - 1);
                problems.add(Kind.MISSING_PICTURE, to - from, where(file, key) + ": " + which);
            }
        }

        RecordIoFaces build(String name, Map<Integer, String> names) {
            TreeMap<Integer, Integer> labelOf = new TreeMap<>();
            for (int k = 0; k < count; k++) {
                labelOf.put(people[k], 0);
            }
            List<String> identities = new ArrayList<>();
            labelOf.replaceAll((person, unused) -> {
                identities.add(names.getOrDefault(person, person.toString()));
                return identities.size() - 1;
            });
            int[] keys = new int[count];
            long[] places = new long[count];
            int[] labels = new int[count];
            for (int k = 0; k < count; k++) {
                keys[k] = index.key(numbers[k]);
                places[k] = index.place(numbers[k]);
                labels[k] = labelOf.get(people[k]);
            }
            return new RecordIoFaces(name, file, keys, places, labels, identities);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return keys.length;
    }

    @Override
    public FaceSample sample(int i) {
        int label = labels[i];
        return FaceSample.ofEncoded(
                        Integer.toString(keys[i]), label, identities.get(label), () -> picture(i), where(file, keys[i]))
                .build();
    }

    private byte[] picture(int i) {
        byte[] record = RecordIo.read(file, places[i]);
        int start =
                ImageRecord.parse(record, record.length, where(file, keys[i])).picture();
        return Arrays.copyOfRange(record, start, record.length);
    }

    @Override
    public int identity(int i) {
        return labels[i];
    }

    @Override
    public List<String> identities() {
        return identities;
    }
}
