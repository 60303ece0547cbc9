package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a data set lacks or has wrong, although the rest of it can be used: counted by kind, the first {@value #LISTED} of
 * each kind by name. What is counted here is left out of the data set, never dropped in silence: who wants all or nothing
 * calls {@link #orThrow}.
 */
public final class Problems {

    /** How many of each kind are listed. */
    public static final int LISTED = 10;

    /** Kinds of problems. */
    public enum Kind {
        /** A list names a picture that is not there. */
        MISSING_PICTURE("pictures are listed but not there", true),
        /** A picture has no mask or landmarks beside it, or one of these has no picture. */
        MISSING_ANNOTATION("pictures lack their annotation", true),
        /** A picture's own annotation cannot be used. */
        BAD_ANNOTATION("annotations cannot be read", true),
        /** A file's name should tell about its face and does not. */
        BAD_NAME("file names do not follow the format", true),
        /** A file is called a picture and is none. */
        NOT_A_PICTURE("files are called pictures and are none", true),
        /** A person's folder has no picture in it. */
        EMPTY_FOLDER("folders have no picture in them", true),
        /** Pairs that were left out because a picture of theirs was. */
        PAIR_LEFT_OUT("pairs are left out with their pictures", true),
        /** A picture cannot be decoded. Found by looking at pictures, not when a data set is opened. */
        UNREADABLE_PICTURE("pictures cannot be decoded", true),
        /** Landmarks do not lie in their picture. Found by looking at pictures. */
        LANDMARKS_OUTSIDE("faces have landmarks outside of their picture", false),
        /** Nothing is left out, but a figure made from the data would surprise. */
        REMARK("remarks", false);

        private final String text;
        private final boolean leavesOut;

        Kind(String text, boolean leavesOut) {
            this.text = text;
            this.leavesOut = leavesOut;
        }

        /** Ends the sentence that starts with their number. */
        public String text() {
            return text;
        }
    }

    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private final Map<Kind, List<String>> listed = new EnumMap<>(Kind.class);
    private final Map<Kind, Integer> told = new EnumMap<>(Kind.class);

    /**
     * Counts a problem.
     *
     * @param what file, line where there is one, and reason
     */
    public void add(Kind kind, String what) {
        add(kind, 1, what);
    }

    /**
     * Counts problems that are told in one line.
     *
     * @param count of the problems, at least 1; sums stop at 2^31 - 1
     * @param what file, line where there is one, and reason
     */
    public void add(Kind kind, long count, String what) {
        counts.merge(kind, saturated(count), (a, b) -> saturated((long) a + b));
        List<String> first = listed.computeIfAbsent(kind, k -> new ArrayList<>());
        if (first.size() < LISTED) {
            first.add(what);
            told.merge(kind, saturated(count), (a, b) -> saturated((long) a + b));
        }
    }

    private static int saturated(long count) {
        return (int) Math.min(Integer.MAX_VALUE, count);
    }

    /** Number of problems of each kind that occurred. */
    public Map<Kind, Integer> counts() {
        return new EnumMap<>(counts);
    }

    /** Number of problems of a kind. */
    public int count(Kind kind) {
        return counts.getOrDefault(kind, 0);
    }

    /** The first {@value #LISTED} problems of a kind. */
    public List<String> listed(Kind kind) {
        return List.copyOf(listed.getOrDefault(kind, List.of()));
    }

    /** Whether nothing was left out. */
    public boolean nothingLeftOut() {
        return counts.keySet().stream().noneMatch(kind -> kind.leavesOut);
    }

    /**
     * Does nothing if nothing was left out.
     *
     * @param dataset what was opened
     * @throws FaceDataException with the number and the first {@value #LISTED} problems of each kind
     */
    public void orThrow(Path dataset) {
        if (nothingLeftOut()) {
            return;
        }
        StringBuilder message = new StringBuilder("Data set " + dataset + " is not whole.");
        counts.forEach((kind, count) -> {
            if (kind.leavesOut) {
                message.append(System.lineSeparator()).append(describe(kind, count));
            }
        });
        message.append(System.lineSeparator())
                .append("Copy what is missing, or write a copy without it: facet dataset convert --skip-missing.");
        throw new FaceDataException(message.toString());
    }

    private String describe(Kind kind, int count) {
        StringBuilder text = new StringBuilder(count + " " + kind.text + ":");
        for (String what : listed.get(kind)) {
            text.append(System.lineSeparator()).append("  ").append(what);
        }
        int rest = count - told.get(kind);
        if (rest > 0) {
            text.append(System.lineSeparator()).append("  and ").append(rest).append(" more");
        }
        return text.toString();
    }
}
