package dev.facet.interpret.classify;

/** How well predictions agree with the truth. */
public enum Metric {
    /** Share of samples whose likeliest class is theirs. */
    ACCURACY("accuracy", "Accuracy"),
    /** The mean over classes of the share of their samples that are recognised; 1 over the number of classes is guessing. */
    BALANCED_ACCURACY("balanced_accuracy", "Balanced accuracy"),
    /**
     * Area under the ROC curve: how often a sample of the class gets a higher probability of it than one of another, ties
     * counting half; of more than two classes the mean over classes that have samples, each against the rest. 0.5 is guessing.
     */
    AUC("auc", "AUC"),
    /** Coefficient of determination: 1 for exact predictions, 0 for the mean of what is predicted, below 0 for worse. */
    R_SQUARED("r_squared", "R²"),
    /** Pearson's correlation of predictions with the truth. */
    PEARSON("pearson", "Pearson correlation"),
    /** Spearman's correlation of predictions with the truth: that of their ranks. */
    SPEARMAN("spearman", "Spearman correlation");

    private final String key;
    private final String label;

    Metric(String key, String label) {
        this.key = key;
        this.label = label;
    }

    /** Its name in {@code results.json}. */
    public String key() {
        return key;
    }

    /** Its name for people. */
    public String label() {
        return label;
    }
}
