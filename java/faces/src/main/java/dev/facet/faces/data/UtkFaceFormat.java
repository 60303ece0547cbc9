package dev.facet.faces.data;

import dev.facet.faces.data.Problems.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * UTKFace: files {@code AGE_GENDER_RACE_DATE.jpg} or {@code .jpg.chip.jpg}. Age from 0 to 116 becomes the measure
 * {@code age_years}, gender (0 male, 1 female) the attribute {@code Male}, race (0 to 4) one of the attributes
 * {@code White}, {@code Black}, {@code Asian}, {@code Indian}, {@code Other_Race}. The release has a few files without a
 * gender or a race; what is missing stays unknown. Who is shown is not known: every picture is an identity of its own.
 */
final class UtkFaceFormat implements DataFormat {

    private static final Pattern NAME =
            Pattern.compile("(\\d{1,3})_([01])?_(?:([0-4])_)?\\d{8,}.*", Pattern.CASE_INSENSITIVE);
    private static final List<String> RACES = List.of("White", "Black", "Asian", "Indian", "Other_Race");
    private static final List<String> ATTRIBUTES = attributes();

    /** What a file's name tells. */
    record Face(int age, Map<String, Boolean> attributes) {}

    private static List<String> attributes() {
        List<String> names = new ArrayList<>(List.of("Male"));
        names.addAll(RACES);
        return List.copyOf(names);
    }

    @Override
    public String id() {
        return "utkface";
    }

    @Override
    public String title() {
        return "UTKFace";
    }

    @Override
    public String sign() {
        return "files AGE_GENDER_RACE_DATE.jpg";
    }

    @Override
    public boolean recognises(Path path) {
        return NamedPictures.follow(path, NAME);
    }

    @Override
    public FaceSource open(Path path, Problems problems) {
        List<ListedFaces.Entry> entries = new ArrayList<>();
        for (Path file : NamedPictures.of(path)) {
            Optional<Face> face = parse(file.getFileName().toString());
            if (face.isEmpty()) {
                problems.add(Kind.BAD_NAME, file + " is not called AGE_GENDER_RACE_DATE");
                continue;
            }
            Face known = face.get();
            String id = path.relativize(file).toString();
            entries.add(new ListedFaces.Entry(
                    id,
                    id,
                    file,
                    builder -> builder.attributes(known.attributes).measures(Map.of("age_years", (float) known.age))));
        }
        Listing.requireSome(entries, path, problems);
        return FaceSource.of(this, path, new ListedFaces("UTKFace", entries, Set.of(), ATTRIBUTES, List.of()));
    }

    static Optional<Face> parse(String name) {
        Matcher m = NAME.matcher(name);
        if (!m.matches()) {
            return Optional.empty();
        }
        Map<String, Boolean> attributes = new HashMap<>();
        if (m.group(2) != null) {
            attributes.put("Male", m.group(2).equals("0"));
        }
        if (m.group(3) != null) {
            int race = Integer.parseInt(m.group(3));
            for (int k = 0; k < RACES.size(); k++) {
                attributes.put(RACES.get(k), k == race);
            }
        }
        return Optional.of(new Face(Integer.parseInt(m.group(1)), Map.copyOf(attributes)));
    }
}
