package dev.facet.nn.ecloss;

import dev.facet.nn.ecloss.EcLossTemplates.Template;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Left-right and top-bottom mirroring of the templates of a map, told by their peaks. Image 0 of a template is itself, 1 its
 * left-right mirror, 2 its top-bottom mirror, 3 both.
 *
 * @param height rows of the map
 * @param width columns of the map
 */
record MirrorOrbits(int height, int width) {
    static final int IMAGES = 4;

    private static final int LEFT_RIGHT = 1;
    private static final int TOP_BOTTOM = 2;

    /** The number of distinct images of a template that comes first among them in the ordered list; 0 for all others. */
    int sizeFromFirst(Template template) {
        int equal = 1;
        for (int image = 1; image < IMAGES; image++) {
            long index = image(template, image).index();
            if (index < template.index()) {
                return 0;
            }
            equal += index == template.index() ? 1 : 0;
        }
        return IMAGES / equal;
    }

    /** The distinct images of a template, in the images' order. */
    List<Template> orbit(Template template) {
        return IntStream.range(0, IMAGES)
                .mapToObj(image -> image(template, image))
                .distinct()
                .toList();
    }

    /** The orbits of four of which every image is among the templates and none twice, by their first one's place. */
    List<List<Template>> fullOrbits(List<Template> templates) {
        Map<Template, Integer> times = new LinkedHashMap<>();
        templates.forEach(template -> times.merge(template, 1, Integer::sum));
        Set<Template> done = new HashSet<>();
        List<List<Template>> orbits = new ArrayList<>();
        for (Template template : times.keySet()) {
            List<Template> orbit = done.contains(template) ? List.of() : orbit(template);
            done.addAll(orbit);
            if (orbit.size() == IMAGES && orbit.stream().allMatch(image -> times.getOrDefault(image, 0) == 1)) {
                orbits.add(orbit);
            }
        }
        return orbits;
    }

    /** Writes an image of the cells at {@code from} to {@code to}. */
    void mirror(float[] values, int from, int to, int image) {
        if (image == 0) {
            return;
        }
        for (int cell = 0; cell < height * width; cell++) {
            values[to + cell] = values[from + image(cell, image)];
        }
    }

    /** The image, its peaks in ascending order unless the template's are not. */
    private Template image(Template template, int image) {
        if (template.first() < 0 || image == 0) {
            return template;
        }
        int first = image(template.first(), image);
        if (template.second() < 0) {
            return new Template((long) cells() * cells() + first, first, template.second());
        }
        int second = image(template.second(), image);
        boolean swap = (first > second) != (template.first() > template.second());
        int a = swap ? second : first;
        int b = swap ? first : second;
        return new Template((long) a * cells() + b, a, b);
    }

    private int image(int cell, int image) {
        int row = cell / width;
        int column = cell % width;
        return ((image & TOP_BOTTOM) != 0 ? height - 1 - row : row) * width
                + ((image & LEFT_RIGHT) != 0 ? width - 1 - column : column);
    }

    private int cells() {
        return height * width;
    }
}
