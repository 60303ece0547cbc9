package dev.facet.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.facet.faces.data.Problems;
import dev.facet.faces.data.Problems.Kind;
import dev.facet.faces.inspect.Inspection;
import dev.facet.faces.inspect.Inspection.Attribute;
import dev.facet.faces.inspect.Inspection.Range;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An {@link Inspection} for the terminal and for results.json. */
final class InspectionText {

    private static final int SIZES = 5;
    private static final int NAMES = 12;

    private InspectionText() {}

    static void print(Inspection found, PrintStream out) {
        List<String[]> rows = new ArrayList<>();
        rows.add(row(
                "format",
                found.source().format().id() + ": " + found.source().format().title()));
        rows.add(row("pictures", "%,d".formatted(found.pictures())));
        Range people = found.perIdentity();
        rows.add(row(
                "identities",
                "%,d, with %.0f to %.0f pictures each, median %.0f"
                        .formatted(people.count(), people.min(), people.max(), people.median())));
        found.pairs()
                .ifPresent(pairs -> rows.add(row(
                        "pairs",
                        "%,d in %d folds, %,d of one person".formatted(pairs.pairs(), pairs.folds(), pairs.same()))));
        add(rows, "parts of the set", counts(found.partitions(), part -> part.label()));
        add(rows, "attributes", attributes(found.attributes()));
        found.measures()
                .forEach((name, range) -> rows.add(row(
                        name,
                        "%s to %s, median %s, of %,d pictures"
                                .formatted(range.min(), range.max(), range.median(), range.count()))));
        add(rows, "landmarks", counts(found.landmarks(), scheme -> scheme.label()));
        add(
                rows,
                "part masks",
                found.parts().stream().sorted().map(part -> part.label()).collect(Collectors.joining(", ")));
        add(rows, "concept masks", counts(found.concepts(), name -> name));
        Inspection.LookedAt seen = found.lookedAt();
        rows.add(row("decoded", "%,d of %,d looked at".formatted(seen.readable(), seen.pictures())));
        add(rows, "sizes", sizes(seen.sizes()));
        rows.forEach(cells -> out.printf("%-18s%s%n", cells[0], cells[1]));
        print(found.problems(), out);
    }

    private static String[] row(String name, String value) {
        return new String[] {name, value};
    }

    private static void add(List<String[]> rows, String name, String value) {
        if (!value.isEmpty()) {
            rows.add(row(name, value));
        }
    }

    private static <K> String counts(Map<K, Integer> counts, Function<K, String> label) {
        return shortened(counts.entrySet().stream()
                .map(entry -> "%s %,d".formatted(label.apply(entry.getKey()), entry.getValue()))
                .toList());
    }

    private static String attributes(Map<String, Attribute> attributes) {
        List<String> texts = attributes.entrySet().stream()
                .map(entry -> "%s %.0f %%"
                        .formatted(
                                entry.getKey(),
                                100.0
                                        * entry.getValue().positive()
                                        / Math.max(1, entry.getValue().known())))
                .toList();
        return attributes.isEmpty() ? "" : attributes.size() + ": " + shortened(texts);
    }

    private static String shortened(List<String> texts) {
        String first = String.join(", ", texts.subList(0, Math.min(NAMES, texts.size())));
        return texts.size() > NAMES ? first + ", and " + (texts.size() - NAMES) + " more" : first;
    }

    private static String sizes(Map<String, Integer> sizes) {
        String first = sizes.entrySet().stream()
                .limit(SIZES)
                .map(entry -> "%s (%,d)".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
        return sizes.size() > SIZES ? first + ", and " + (sizes.size() - SIZES) + " more" : first;
    }

    static void print(Problems problems, PrintStream out) {
        if (problems.counts().isEmpty()) {
            out.println("no problems found");
            return;
        }
        problems.counts().forEach((kind, count) -> {
            out.printf("%n%,d %s:%n", count, kind.text());
            problems.listed(kind).forEach(what -> out.println("  " + what));
            if (count > Problems.LISTED) {
                out.printf("  and %,d more%n", count - Problems.LISTED);
            }
        });
    }

    static JsonObject json(Inspection found) {
        JsonObject json = new JsonObject();
        json.addProperty("data", found.source().path().toString());
        json.addProperty("format", found.source().format().id());
        json.addProperty("name", found.source().faces().name());
        json.addProperty("pictures", found.pictures());
        json.add("identities", range(found.perIdentity()));
        JsonObject attributes = new JsonObject();
        found.attributes().forEach((name, attribute) -> {
            JsonObject one = new JsonObject();
            one.addProperty("known", attribute.known());
            one.addProperty("positive", attribute.positive());
            attributes.add(name, one);
        });
        json.add("attributes", attributes);
        JsonObject measures = new JsonObject();
        found.measures().forEach((name, range) -> measures.add(name, range(range)));
        json.add("measures", measures);
        json.add(
                "landmarks",
                counts(found.landmarks().entrySet().stream()
                        .collect(Collectors.toMap(entry -> entry.getKey().label(), Map.Entry::getValue))));
        JsonArray parts = new JsonArray();
        found.parts().stream().sorted().forEach(part -> parts.add(part.label()));
        json.add("parts", parts);
        json.add("concepts", counts(found.concepts()));
        json.add(
                "partitions",
                counts(found.partitions().entrySet().stream()
                        .collect(Collectors.toMap(entry -> entry.getKey().label(), Map.Entry::getValue))));
        JsonObject decoded = new JsonObject();
        decoded.addProperty("looked_at", found.lookedAt().pictures());
        decoded.addProperty("readable", found.lookedAt().readable());
        decoded.add("sizes", counts(found.lookedAt().sizes()));
        json.add("decoded", decoded);
        found.pairs().ifPresent(pairs -> {
            JsonObject one = new JsonObject();
            one.addProperty("pairs", pairs.pairs());
            one.addProperty("same", pairs.same());
            one.addProperty("folds", pairs.folds());
            one.addProperty("one_sided_folds", pairs.oneSided());
            json.add("pairs", one);
        });
        json.add("problems", json(found.problems()));
        return json;
    }

    static JsonObject json(Problems problems) {
        JsonObject json = new JsonObject();
        for (Map.Entry<Kind, Integer> problem : problems.counts().entrySet()) {
            JsonObject one = new JsonObject();
            one.addProperty("count", problem.getValue());
            JsonArray first = new JsonArray();
            problems.listed(problem.getKey()).forEach(first::add);
            one.add("first", first);
            json.add(problem.getKey().name().toLowerCase(Locale.ROOT), one);
        }
        return json;
    }

    private static JsonObject range(Range range) {
        JsonObject json = new JsonObject();
        json.addProperty("count", range.count());
        if (range.count() > 0) {
            json.addProperty("min", range.min());
            json.addProperty("median", range.median());
            json.addProperty("max", range.max());
        }
        return json;
    }

    private static JsonObject counts(Map<String, Integer> counts) {
        JsonObject json = new JsonObject();
        counts.forEach(json::addProperty);
        return json;
    }
}
