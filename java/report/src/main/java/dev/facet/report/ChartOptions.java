package dev.facet.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Locale;

/** Charts as the JSON that the charts library takes, plain and alike. */
final class ChartOptions {
    /**
     * One line of a chart.
     *
     * @param name for the legend
     * @param colour as CSS
     * @param x positions
     * @param y values; NaN leaves a gap
     */
    record Line(String name, String colour, double[] x, double[] y) {}

    /**
     * One set of bars.
     *
     * @param name for the legend
     * @param colour as CSS
     * @param values one a category
     */
    record Bars(String name, String colour, double[] values) {}

    private ChartOptions() {}

    /** Lines over a numeric axis that can be zoomed; {@code logarithmic} for values that span powers of ten. */
    static JsonObject lines(String xName, List<Line> lines, boolean logarithmic) {
        JsonObject option = frame();
        JsonObject x = axis("value", xName);
        option.add("xAxis", x);
        JsonObject y = axis(logarithmic ? "log" : "value", "");
        y.addProperty("scale", true);
        option.add("yAxis", y);
        JsonArray series = new JsonArray();
        for (Line line : lines) {
            JsonObject one = new JsonObject();
            one.addProperty("type", "line");
            one.addProperty("name", line.name);
            one.addProperty("color", line.colour);
            one.addProperty("showSymbol", false);
            JsonObject stroke = new JsonObject();
            stroke.addProperty("width", 2);
            one.add("lineStyle", stroke);
            JsonArray data = new JsonArray();
            for (int i = 0; i < line.x.length; i++) {
                if (!Double.isNaN(line.y[i]) && (!logarithmic || line.y[i] > 0)) {
                    data.add(pair(line.x[i], line.y[i]));
                }
            }
            one.add("data", data);
            series.add(one);
        }
        option.add("series", series);
        JsonObject inside = new JsonObject();
        inside.addProperty("type", "inside");
        inside.addProperty("zoomOnMouseWheel", "ctrl");
        JsonArray zoom = new JsonArray();
        zoom.add(inside);
        option.add("dataZoom", zoom);
        return option;
    }

    /** Bars beside each other over named categories; a value of NaN has no bar. */
    static JsonObject bars(String xName, List<String> categories, String yName, List<Bars> sets) {
        JsonObject option = frame();
        JsonObject x = axis("category", xName);
        JsonArray names = new JsonArray();
        categories.forEach(names::add);
        x.add("data", names);
        option.add("xAxis", x);
        option.add("yAxis", axis("value", yName));
        JsonArray series = new JsonArray();
        for (Bars set : sets) {
            JsonObject one = new JsonObject();
            one.addProperty("type", "bar");
            one.addProperty("name", set.name);
            one.addProperty("color", set.colour);
            one.addProperty("barGap", "8%");
            one.addProperty("barCategoryGap", "28%");
            JsonArray data = new JsonArray();
            for (double v : set.values) {
                data.add(Double.isNaN(v) ? JsonNull.INSTANCE : new JsonPrimitive(v));
            }
            one.add("data", data);
            series.add(one);
        }
        option.add("series", series);
        return option;
    }

    private static JsonObject frame() {
        JsonObject option = new JsonObject();
        option.addProperty("animation", false);
        JsonObject grid = new JsonObject();
        grid.addProperty("left", 8);
        grid.addProperty("right", 16);
        grid.addProperty("top", 34);
        grid.addProperty("bottom", 26);
        grid.addProperty("containLabel", true);
        option.add("grid", grid);
        JsonObject tooltip = new JsonObject();
        tooltip.addProperty("trigger", "axis");
        tooltip.addProperty("confine", true);
        option.add("tooltip", tooltip);
        JsonObject legend = new JsonObject();
        legend.addProperty("top", 0);
        legend.addProperty("left", 0);
        legend.addProperty("itemHeight", 9);
        legend.addProperty("itemWidth", 18);
        legend.addProperty("itemGap", 18);
        option.add("legend", legend);
        return option;
    }

    private static JsonObject axis(String type, String name) {
        JsonObject axis = new JsonObject();
        axis.addProperty("type", type);
        axis.addProperty("name", name);
        axis.addProperty("nameLocation", "middle");
        axis.addProperty("nameGap", 28);
        return axis;
    }

    private static JsonArray pair(double x, double y) {
        JsonArray pair = new JsonArray();
        pair.add(rounded(x));
        pair.add(rounded(y));
        return pair;
    }

    /** Six digits are more than a screen shows and halve the page. */
    private static double rounded(double v) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.6g", v));
    }
}
