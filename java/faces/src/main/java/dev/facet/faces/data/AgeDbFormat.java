package dev.facet.faces.data;

import dev.facet.faces.data.Problems.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * AgeDB: files {@code NUMBER_PERSON_AGE_GENDER.jpg}, such as {@code 0_MariaCallas_35_f.jpg}. The age becomes the measure
 * {@code age_years}, the gender the attribute {@code Male}.
 */
final class AgeDbFormat implements DataFormat {

    private static final Pattern NAME =
            Pattern.compile("\\d+_(.+)_(\\d{1,3})_([mf])\\.(?:jpe?g|png)", Pattern.CASE_INSENSITIVE);

    /** What a file's name tells. */
    record Face(String person, int age, boolean male) {}

    @Override
    public String id() {
        return "agedb";
    }

    @Override
    public String title() {
        return "AgeDB";
    }

    @Override
    public String sign() {
        return "files NUMBER_PERSON_AGE_GENDER.jpg";
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
                problems.add(Kind.BAD_NAME, file + " is not called NUMBER_PERSON_AGE_GENDER");
                continue;
            }
            Face known = face.get();
            entries.add(new ListedFaces.Entry(
                    path.relativize(file).toString(),
                    known.person,
                    file,
                    builder -> builder.attributes(Map.of("Male", known.male))
                            .measures(Map.of("age_years", (float) known.age))));
        }
        Listing.requireSome(entries, path, problems);
        return FaceSource.of(this, path, new ListedFaces("AgeDB", entries, Set.of(), List.of("Male"), List.of()));
    }

    static Optional<Face> parse(String name) {
        Matcher m = NAME.matcher(name);
        return m.matches()
                ? Optional.of(new Face(
                        m.group(1), Integer.parseInt(m.group(2)), m.group(3).equalsIgnoreCase("m")))
                : Optional.empty();
    }
}
