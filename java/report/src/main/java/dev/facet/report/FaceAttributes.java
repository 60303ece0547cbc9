package dev.facet.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How a report names and groups the attributes of faces that data sets such as CelebA tell. */
final class FaceAttributes {
    /** Kinds of attributes by what they say about who somebody is. */
    enum Group {
        /** What recognition itself goes by: the shape of the face and its parts. */
        PRIMARY(
                "Primary biometric",
                "Arched_Eyebrows",
                "Bags_Under_Eyes",
                "Big_Lips",
                "Big_Nose",
                "Bushy_Eyebrows",
                "Chubby",
                "Double_Chin",
                "High_Cheekbones",
                "Narrow_Eyes",
                "Oval_Face",
                "Pointy_Nose"),
        /** What many people share but few change from day to day: sex, age, skin, hair and beard. */
        SOFT(
                "Soft biometric",
                "5_o_Clock_Shadow",
                "Bald",
                "Bangs",
                "Black_Hair",
                "Blond_Hair",
                "Brown_Hair",
                "Goatee",
                "Gray_Hair",
                "Male",
                "Mustache",
                "No_Beard",
                "Pale_Skin",
                "Receding_Hairline",
                "Sideburns",
                "Straight_Hair",
                "Wavy_Hair",
                "Young"),
        /** What says nothing about who somebody is: clothes, make-up, expression, the picture. */
        OTHER(
                "Non-biometric",
                "Attractive",
                "Blurry",
                "Eyeglasses",
                "Heavy_Makeup",
                "Mouth_Slightly_Open",
                "Rosy_Cheeks",
                "Smiling",
                "Wearing_Earrings",
                "Wearing_Hat",
                "Wearing_Lipstick",
                "Wearing_Necklace",
                "Wearing_Necktie"),
        /** Labels of other names. */
        UNGROUPED("Other labels");

        private final String title;
        private final Set<String> names;

        Group(String title, String... names) {
            this.title = title;
            this.names = Set.of(names);
        }

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        String title() {
            return title;
        }
    }

    /** Colours of hair, in the order of a chart; no hair among them. */
    static final List<String> HAIR = List.of("Black_Hair", "Brown_Hair", "Blond_Hair", "Gray_Hair", "Bald");

    private FaceAttributes() {}

    static Group group(String label) {
        return Arrays.stream(Group.values())
                .filter(group -> group.names.contains(label))
                .findFirst()
                .orElse(Group.UNGROUPED);
    }

    /** A label's name for people. */
    static String title(String label) {
        return label.replace("5_o_Clock", "5 o'clock").replace('_', ' ');
    }
}
