package dev.facet.faces.data;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** AgeDB: files {@code NUMBER_PERSON_AGE_GENDER.jpg}, such as {@code 0_MariaCallas_35_f.jpg}. The gender becomes the attribute {@code Male}. */
final class AgeDbFormat extends NamedFacesFormat {

    private static final Pattern NAME =
            Pattern.compile("\\d+_(.+)_(\\d{1,3})_([mf])\\.(?:jpe?g|png)", Pattern.CASE_INSENSITIVE);

    AgeDbFormat() {
        super("NUMBER_PERSON_AGE_GENDER", NAME, List.of("Male"));
    }

    @Override
    public String id() {
        return "agedb";
    }

    @Override
    public String title() {
        return "AgeDB";
    }

    @Override
    Optional<Face> face(String name) {
        Matcher m = NAME.matcher(name);
        return m.matches()
                ? Optional.of(new Face(
                        Optional.of(m.group(1)),
                        Integer.parseInt(m.group(2)),
                        Map.of("Male", m.group(3).equalsIgnoreCase("m"))))
                : Optional.empty();
    }
}
