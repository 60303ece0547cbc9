package dev.facet.cli;

/** Draws the stages of an evaluation, each with a bar of its own. */
final class EvaluationProgress implements dev.facet.interpret.evaluation.Progress, AutoCloseable {

    private final String name;
    private String stage = "";
    private Progress bar;

    EvaluationProgress(String name) {
        this.name = name;
    }

    @Override
    public void at(String newStage, int done, int total) {
        if (!newStage.equals(stage)) {
            close();
            stage = newStage;
            bar = Progress.start(name + ": " + newStage, total);
        }
        bar.to(done, total, "");
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
        stage = "";
    }
}
