package dev.facet.benchmarks.compare;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The times of one contender, in milliseconds a run. */
final class Series {
    private static final int ENOUGH = 3;

    private final String who;
    private final List<Double> quiet = new ArrayList<>();
    private final List<Double> disturbed = new ArrayList<>();

    Series(String who) {
        this.who = who;
    }

    String who() {
        return who;
    }

    void add(double milliseconds, boolean undisturbed) {
        (undisturbed ? quiet : disturbed).add(milliseconds);
    }

    int quietCount() {
        return quiet.size();
    }

    int disturbedCount() {
        return disturbed.size();
    }

    /** Whether disturbed times had to be counted, for want of quiet ones. */
    boolean isDisturbed() {
        return quiet.size() < ENOUGH;
    }

    /** Undisturbed times, ascending; all times where there are too few of those. */
    private List<Double> counted() {
        List<Double> times = new ArrayList<>(quiet);
        if (isDisturbed()) {
            times.addAll(disturbed);
        }
        Collections.sort(times);
        return times;
    }

    double median() {
        List<Double> times = counted();
        int n = times.size();
        return (times.get((n - 1) / 2) + times.get(n / 2)) / 2;
    }

    double fastest() {
        return counted().get(0);
    }

    double slowest() {
        List<Double> times = counted();
        return times.get(times.size() - 1);
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("who", who);
        json.addProperty("median_ms", median());
        json.addProperty("fastest_ms", fastest());
        json.addProperty("slowest_ms", slowest());
        json.addProperty("turns", quietCount());
        json.addProperty("disturbed_turns", disturbedCount());
        json.addProperty("disturbed", isDisturbed());
        return json;
    }
}
