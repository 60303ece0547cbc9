package dev.facet.interpret.probe;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Something to tell from a face, with its value for each picture of a data set where that is known. Immutable. */
public final class ProbeLabel {
    private final String name;
    private final LabelKind kind;
    private final List<String> classes;
    private final double[] values;

    private ProbeLabel(String name, LabelKind kind, List<String> classes, double[] values) {
        this.name = name;
        this.kind = kind;
        this.classes = List.copyOf(classes);
        this.values = values;
    }

    /** A yes-or-no attribute: 1, 0, or NaN where it is not known, one for each picture. */
    public static ProbeLabel binary(String name, double... values) {
        return ofClasses(name, LabelKind.BINARY, List.of("without " + name, "with " + name), values);
    }

    /** One of several classes: its number, or NaN where it is not known, one for each picture. */
    public static ProbeLabel classes(String name, List<String> classes, double... values) {
        return ofClasses(name, LabelKind.CLASSES, classes, values);
    }

    /** A number, NaN where it is not known, for each picture. */
    public static ProbeLabel value(String name, double... values) {
        if (Arrays.stream(values).anyMatch(Double::isInfinite)) {
            throw new IllegalArgumentException("label " + name + " has an infinite value");
        }
        return new ProbeLabel(name, LabelKind.VALUE, List.of(), values.clone());
    }

    private static ProbeLabel ofClasses(String name, LabelKind kind, List<String> classes, double[] values) {
        if (classes.size() < 2) {
            throw new IllegalArgumentException(
                    "label " + name + " has " + classes.size() + " class; at least two differ");
        }
        for (double value : values) {
            if (!Double.isNaN(value) && !(value >= 0 && value < classes.size() && value == Math.rint(value))) {
                throw new IllegalArgumentException(
                        "label " + name + ": " + value + " is none of its " + classes.size() + " classes");
            }
        }
        return new ProbeLabel(name, kind, classes, values.clone());
    }

    public String name() {
        return name;
    }

    public LabelKind kind() {
        return kind;
    }

    /** The classes' names; empty for numbers. */
    public List<String> classes() {
        return classes;
    }

    /** How many pictures there are, those without a value included. */
    public int pictures() {
        return values.length;
    }

    public boolean isKnown(int picture) {
        return !Double.isNaN(values[picture]);
    }

    /** The value or the class's number of a picture; NaN where it is not known. */
    public double value(int picture) {
        return values[picture];
    }

    /** The class of each of some pictures, all known. */
    int[] classesOf(int... pictures) {
        return Arrays.stream(pictures).map(picture -> (int) values[picture]).toArray();
    }

    /** The value of each of some pictures, all known. */
    double[] valuesOf(int... pictures) {
        return Arrays.stream(pictures).mapToDouble(picture -> values[picture]).toArray();
    }

    /** Those of some pictures whose value is known. */
    int[] known(int... pictures) {
        return Arrays.stream(pictures).filter(this::isKnown).toArray();
    }

    /** This with the values of some pictures dealt anew among them: what can be told then is chance. */
    ProbeLabel shuffled(long seed, int... pictures) {
        int[] order = Shuffle.of(pictures, seed);
        double[] dealt = values.clone();
        IntStream.range(0, order.length).forEach(i -> dealt[pictures[i]] = values[order[i]]);
        return new ProbeLabel(name, kind, classes, dealt);
    }

    @Override
    public String toString() {
        return name;
    }
}
