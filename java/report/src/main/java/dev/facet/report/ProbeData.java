package dev.facet.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.facet.interpret.probe.LabelResult;
import dev.facet.interpret.probe.ProbedLayer;
import dev.facet.interpret.probe.UnitScore;
import dev.facet.interpret.probe.UnitScores;
import dev.facet.interpret.probe.VipRelation;
import dev.facet.interpret.stats.Estimate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The numbers and pictures that the page's script draws from, as compact JSON: lists by label, then by layer. */
final class ProbeData {
    private ProbeData() {}

    static JsonObject of(ProbeReport report) {
        JsonObject json = new JsonObject();
        JsonArray groups = new JsonArray();
        for (FaceAttributes.Group group : FaceAttributes.Group.values()) {
            JsonObject one = new JsonObject();
            one.addProperty("key", group.key());
            one.addProperty("label", group.title());
            groups.add(one);
        }
        json.add("groups", groups);
        report.face().ifPresent(face -> json.addProperty("face", face));
        json.add("networks", array(report.networks(), ProbeData::network));
        return json;
    }

    private static JsonObject network(ProbedNetwork network) {
        ProbeCurves curves = network.curves();
        JsonObject json = new JsonObject();
        json.addProperty("name", network.name());
        json.add("layers", array(curves.layers(), ProbeData::layer));
        json.add("labels", array(curves.labels(), label -> label(network, label)));
        json.add("curves", curves(network));
        json.addProperty("head", ProbeHeads.own(network));
        json.add("heads", array(ProbeHeads.others(curves), head -> head(network, head)));
        network.pixels()
                .ifPresent(pixels -> json.add(
                        "pixels",
                        array(curves.labels(), label -> value(pixels.validation(ProbeKind.LAYER, label, 0)))));
        json.add(
                "units",
                byLabelAndLayer(curves, (result, layer) -> units(curves.layers().get(layer), result)));
        json.add(
                "maps",
                byLabelAndLayer(curves, (result, layer) -> map(result.vip().map())));
        json.add("vip", vip(curves));
        if (!network.seen().isEmpty()) {
            json.add(
                    "seen",
                    array(curves.labels(), label -> seen(curves, network.seen().get(label))));
        }
        return json;
    }

    private static JsonObject layer(ProbedLayer layer) {
        JsonObject json = new JsonObject();
        json.addProperty("name", layer.name());
        json.addProperty("op", layer.operator());
        json.addProperty("h", layer.height());
        json.addProperty("w", layer.width());
        json.addProperty("c", layer.channels());
        if (layer.skip() != null) {
            json.addProperty("skip", layer.skip());
        }
        return json;
    }

    private static JsonObject label(ProbedNetwork network, String label) {
        boolean value = network.curves().isValue(label);
        JsonObject json = new JsonObject();
        json.addProperty("name", label);
        json.addProperty("title", FaceAttributes.title(label));
        json.addProperty("kind", network.kind(label).name().toLowerCase(Locale.ROOT));
        json.add("classes", array(network.labels().get(label).classes(), JsonPrimitive::new));
        json.addProperty("group", FaceAttributes.group(label).key());
        json.addProperty("chance", network.chance(label));
        json.addProperty("metric", value ? "R²" : "accuracy");
        json.addProperty("words", network.words(label));
        return json;
    }

    private static JsonObject curves(ProbedNetwork network) {
        JsonObject json = new JsonObject();
        for (ProbeKind kind : ProbeKind.values()) {
            json.add(kind.key(), curve(network.curves(), network.curves(), kind));
        }
        network.untrained().ifPresent(of -> json.add("untrained", curve(network.curves(), of, ProbeKind.LAYER)));
        network.shuffled().ifPresent(of -> json.add("shuffled", curve(network.curves(), of, ProbeKind.LAYER)));
        return json;
    }

    /** Whole layers told by another classifier, of the network and of its controls. */
    private static JsonObject head(ProbedNetwork network, String head) {
        JsonObject json = new JsonObject();
        json.addProperty("name", head);
        json.addProperty("title", ProbeHeads.title(head));
        json.add("layer", head(network.curves(), network.curves(), head));
        network.untrained().ifPresent(of -> json.add("untrained", head(network.curves(), of, head)));
        network.shuffled().ifPresent(of -> json.add("shuffled", head(network.curves(), of, head)));
        return json;
    }

    private static JsonArray head(ProbeCurves like, ProbeCurves of, String head) {
        return array(
                like.labels(),
                label -> array(
                        like.layers(),
                        layer -> estimate(
                                of.indexOf(layer.name()).flatMap(at -> ProbeHeads.validation(of, head, label, at)))));
    }

    /** A curve of a network or of its control, which may have probed fewer layers. */
    private static JsonArray curve(ProbeCurves like, ProbeCurves of, ProbeKind kind) {
        return array(
                like.labels(),
                label -> array(
                        like.layers(),
                        layer -> estimate(of.indexOf(layer.name()).flatMap(at -> of.validation(kind, label, at)))));
    }

    private static JsonElement estimate(Optional<Estimate> estimate) {
        if (estimate.isEmpty()) {
            return JsonNull.INSTANCE;
        }
        JsonArray array = new JsonArray();
        array.add(digits(estimate.get().value()));
        estimate.get().interval().ifPresent(interval -> {
            array.add(digits(interval.low()));
            array.add(digits(interval.high()));
        });
        return array;
    }

    private static JsonElement value(Optional<Estimate> estimate) {
        return estimate.<JsonElement>map(e -> new JsonPrimitive(digits(e.value())))
                .orElse(JsonNull.INSTANCE);
    }

    private interface OfResult {
        JsonElement of(LabelResult result, int layer);
    }

    private static JsonArray byLabelAndLayer(ProbeCurves curves, OfResult what) {
        return array(
                curves.labels(),
                label -> array(
                        IntStream.range(0, curves.layers().size()).boxed().toList(),
                        layer -> curves.at(label, layer)
                                .map(result -> what.of(result, layer))
                                .orElse(JsonNull.INSTANCE)));
    }

    /** Neurons as row, column, channel, VIP and score; channels as number, mean VIP and score. */
    private static JsonElement units(ProbedLayer layer, LabelResult result) {
        JsonObject json = new JsonObject();
        json.add("neurons", array(list(result.neurons()), unit -> {
            int place = unit.unit() / layer.channels();
            return numbers(
                    place / layer.width(),
                    place % layer.width(),
                    unit.unit() % layer.channels(),
                    unit.vip(),
                    unit.validation());
        }));
        json.add(
                "channels",
                array(list(result.channels()), unit -> numbers(unit.unit(), unit.vip(), unit.validation())));
        return json;
    }

    private static List<UnitScore> list(UnitScores units) {
        return units == null ? List.of() : units.units();
    }

    /** A map of VIP as its height, its width and one byte a place, base64, relative to its greatest value. */
    private static JsonElement map(double[][] map) {
        if (map == null) {
            return JsonNull.INSTANCE;
        }
        double most = Arrays.stream(map).flatMapToDouble(Arrays::stream).max().orElse(0);
        byte[] bytes = new byte[map.length * map[0].length];
        for (int i = 0; i < bytes.length && most > 0; i++) {
            bytes[i] = (byte) Math.round(255 * Math.max(0, map[i / map[0].length][i % map[0].length]) / most);
        }
        JsonArray json = new JsonArray();
        json.add(map.length);
        json.add(map[0].length);
        json.add(Base64.getEncoder().encodeToString(bytes));
        return json;
    }

    private static JsonArray vip(ProbeCurves curves) {
        JsonArray json = new JsonArray();
        for (int label = 0; label < curves.labels().size(); label++) {
            for (int layer = 0; layer < curves.layers().size(); layer++) {
                Optional<LabelResult> result = curves.at(curves.labels().get(label), layer);
                if (result.isPresent() && result.get().relation() != null) {
                    json.add(relation(label, layer, result.get()));
                }
            }
        }
        return json;
    }

    private static JsonObject relation(int label, int layer, LabelResult result) {
        VipRelation relation = result.relation();
        JsonObject json = new JsonObject();
        json.addProperty("label", label);
        json.addProperty("layer", layer);
        json.add(
                "neurons",
                array(
                        IntStream.range(0, relation.vip().length).boxed().toList(),
                        i -> numbers(relation.vip()[i], relation.mean()[i], relation.accuracy()[i])));
        json.addProperty("withVip", correlation(relation.withVip()));
        json.addProperty("withMean", correlation(relation.withMean()));
        json.addProperty("largest", digits(result.vip().largest()));
        json.add("counts", array(Arrays.stream(result.vip().histogram()).boxed().toList(), JsonPrimitive::new));
        return json;
    }

    static String correlation(Estimate estimate) {
        if (!estimate.isMeasured()) {
            return Numbers.NOT_MEASURED;
        }
        String value = String.format(Locale.ROOT, "%.2f", estimate.value());
        return estimate.interval()
                .map(i -> String.format(Locale.ROOT, "%s (%.2f to %.2f)", value, i.low(), i.high()))
                .orElse(value)
                .replace('-', '−');
    }

    /** Faces with what the best channels see in them. */
    private static JsonElement seen(ProbeCurves curves, SeenChannels seen) {
        if (seen == null) {
            return JsonNull.INSTANCE;
        }
        JsonObject json = new JsonObject();
        int layer = curves.indexOf(seen.layer())
                .orElseThrow(() -> StudyPictures.ofAnotherStudy("the layer '" + seen.layer() + "'"));
        json.addProperty("layer", layer);
        json.add("channels", array(seen.channels(), JsonPrimitive::new));
        json.add("pictures", array(seen.pictures(), row -> array(row, JsonPrimitive::new)));
        return json;
    }

    private static JsonArray numbers(double... values) {
        JsonArray array = new JsonArray();
        for (double value : values) {
            array.add(Double.isFinite(value) ? new JsonPrimitive(digits(value)) : JsonNull.INSTANCE);
        }
        return array;
    }

    private static <T> JsonArray array(List<T> items, Function<T, ? extends JsonElement> of) {
        JsonArray array = new JsonArray(items.size());
        items.forEach(item -> array.add(of.apply(item)));
        return array;
    }

    /** Four digits are more than a screen shows and halve the page; whole numbers without a point. */
    private static Number digits(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return (long) value;
        }
        return Double.parseDouble(String.format(Locale.ROOT, "%.4g", value));
    }
}
