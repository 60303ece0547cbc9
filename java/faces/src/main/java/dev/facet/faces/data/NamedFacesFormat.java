package dev.facet.faces.data;

import dev.facet.faces.data.Problems.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Pictures whose files' names tell age and attributes. The age becomes the measure {@code age_years}. */
abstract class NamedFacesFormat implements DataFormat {

    /**
     * What a file's name tells.
     *
     * @param person who is shown; empty if not known: the picture is an identity of its own
     * @param age in years
     * @param attributes those that are known
     */
    record Face(Optional<String> person, int age, Map<String, Boolean> attributes) {}

    private final String rule;
    private final Pattern names;
    private final List<String> attributes;

    /**
     * @param rule how names are built, without their ending
     * @param names what nearly all names match
     * @param attributes that names can tell
     */
    NamedFacesFormat(String rule, Pattern names, List<String> attributes) {
        this.rule = rule;
        this.names = names;
        this.attributes = attributes;
    }

    /** What a file's name tells; empty if it is not built by the rule. */
    abstract Optional<Face> face(String name);

    @Override
    public String sign() {
        return "files " + rule + ".jpg";
    }

    @Override
    public boolean recognises(Path path) {
        return NamedPictures.follow(path, names);
    }

    @Override
    public FaceSource open(Path path, Problems problems) {
        List<ListedFaces.Entry> entries = new ArrayList<>();
        for (Path file : NamedPictures.of(path)) {
            Optional<Face> known = face(file.getFileName().toString());
            if (known.isEmpty()) {
                problems.add(Kind.BAD_NAME, file + " is not called " + rule);
                continue;
            }
            Face face = known.get();
            String id = path.relativize(file).toString();
            entries.add(new ListedFaces.Entry(
                    id,
                    face.person.orElse(id),
                    file,
                    builder -> builder.attributes(face.attributes).measures(Map.of("age_years", (float) face.age))));
        }
        Listing.requireSome(entries, path, problems);
        return FaceSource.of(this, path, new ListedFaces(title(), entries, Set.of(), attributes, List.of()));
    }
}
