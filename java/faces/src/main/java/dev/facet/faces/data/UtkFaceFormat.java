package dev.facet.faces.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * UTKFace: files {@code AGE_GENDER_RACE_DATE.jpg} or {@code .jpg.chip.jpg}. Age is from 0 to 116; gender (0 male, 1 female)
 * becomes the attribute {@code Male}, race (0 to 4) one of the attributes {@code White}, {@code Black}, {@code Asian},
 * {@code Indian}, {@code Other_Race}. The release has a few files without a gender or a race; what is missing stays
 * unknown. Who is shown is not known.
 */
final class UtkFaceFormat extends NamedFacesFormat {

    private static final Pattern NAME =
            Pattern.compile("(\\d{1,3})_([01])?_(?:([0-4])_)?\\d{8,}.*", Pattern.CASE_INSENSITIVE);
    private static final List<String> RACES = List.of("White", "Black", "Asian", "Indian", "Other_Race");

    UtkFaceFormat() {
        super(
                "AGE_GENDER_RACE_DATE",
                NAME,
                Stream.concat(Stream.of("Male"), RACES.stream()).toList());
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
    Optional<Face> face(String name) {
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
        return Optional.of(new Face(Optional.empty(), Integer.parseInt(m.group(1)), Map.copyOf(attributes)));
    }
}
