package dev.facet.interpret.probe;

import dev.facet.interpret.pls.PlsTarget;

/** A label with the rows of its pictures in the matrices of a {@link RowLayout}. */
final class LabelRows {
    private final LabelSample sample;
    private final PoolSplit split;
    private final int[] train;
    private final int[] validation;
    private final int[] test;

    LabelRows(LabelSample sample, PoolSplit split, RowLayout layout) {
        this.sample = sample;
        this.split = split;
        this.train = layout.trainRows(sample);
        this.validation = layout.validationRows(sample);
        this.test = layout.testRows(sample);
    }

    ProbeLabel label() {
        return sample.label();
    }

    boolean isNumber() {
        return label().kind() == LabelKind.VALUE;
    }

    int classes() {
        return label().classes().size();
    }

    /** Rows of the matrix that is fitted on, ascending. */
    int[] train() {
        return train;
    }

    /** Rows of the matrix that is judged. */
    int[] validation() {
        return validation;
    }

    /** Rows of the matrix that is judged. */
    int[] test() {
        return test;
    }

    int[] trainClasses() {
        return label().classesOf(sample.train());
    }

    double[] trainValues() {
        return label().valuesOf(sample.train());
    }

    int[] validationClasses() {
        return label().classesOf(sample.validation());
    }

    double[] validationValues() {
        return label().valuesOf(sample.validation());
    }

    int[] validationPeople() {
        return split.peopleOf(sample.validation());
    }

    int[] testClasses() {
        return label().classesOf(sample.test());
    }

    double[] testValues() {
        return label().valuesOf(sample.test());
    }

    int[] testPeople() {
        return split.peopleOf(sample.test());
    }

    /**
     * What partial least squares predicts: a number, or a column a class.
     *
     * @param rows where the pictures to fit on stand
     */
    PlsTarget target(int... rows) {
        return label().kind() == LabelKind.CLASSES
                ? PlsTarget.ofClasses(label().name(), rows, trainClasses(), classes())
                : PlsTarget.of(label().name(), rows, trainValues());
    }
}
