package dev.facet.interpret.probe;

import dev.facet.faces.FaceDataset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The labels that a data set tells. */
public final class ProbeLabels {
    private ProbeLabels() {}

    /**
     * The data set's yes-or-no attributes.
     *
     * @param wanted names; empty for all
     * @throws IllegalArgumentException if the data set tells none, or not one that is wanted
     */
    public static List<ProbeLabel> ofAttributes(FaceDataset faces, List<String> wanted) {
        List<String> known = faces.attributes();
        if (known.isEmpty()) {
            throw new IllegalArgumentException("data set " + faces.name()
                    + " tells no attributes; give them in a table (file, then a column a label) with --labels");
        }
        for (String name : wanted) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("data set " + faces.name() + " has no attribute " + name
                        + "; it has " + String.join(", ", known));
            }
        }
        List<String> names = wanted.isEmpty() ? known : wanted;
        Map<String, double[]> values = new LinkedHashMap<>();
        for (String name : names) {
            double[] unknown = new double[faces.size()];
            Arrays.fill(unknown, Double.NaN);
            values.put(name, unknown);
        }
        for (int i = 0; i < faces.size(); i++) {
            Map<String, Boolean> attributes = faces.sample(i).attributes();
            int picture = i;
            values.forEach((name, of) -> {
                Boolean value = attributes.get(name);
                if (value != null) {
                    of[picture] = value ? 1 : 0;
                }
            });
        }
        return values.entrySet().stream()
                .map(label -> ProbeLabel.binary(label.getKey(), label.getValue()))
                .toList();
    }
}
