package dev.facet.faces.synth;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceParts;
import dev.facet.faces.FaceSample;
import dev.facet.faces.Image;
import dev.facet.faces.Mix;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * Drawn faces of invented people: a data set that needs no file. People differ in the shape and colour of head, eyes,
 * brows, nose, mouth, hair and beard; the pictures of one person differ as photographs do, in pose, expression, light,
 * background, framing, focus, and in what the person wears. Every picture comes with its 68 landmarks, the exact masks of
 * all seven parts, attributes and measures, because it was drawn from them.
 *
 * <p>The head is a surface in space with the relief of a face, textured by Java2D and lit; hair is a second surface.
 * The same seed gives the same people and pictures. Works without a display. Pictures are drawn when first asked for, on
 * the calling thread, and then kept ({@code side * side * 3} bytes each); the memory they are drawn in
 * ({@code side * side * 100} bytes for each thread that draws) is kept while Java's heap has room.
 */
public final class SynthFaces implements FaceDataset {

    private static final List<String> ATTRIBUTES = List.of(
            "Bald",
            "Bangs",
            "Beard",
            "Big_Nose",
            "Black_Hair",
            "Blond_Hair",
            "Brown_Hair",
            "Eyeglasses",
            "Gray_Hair",
            "Long_Hair",
            "Mouth_Slightly_Open",
            "Mustache",
            "Pale_Skin",
            "Red_Hair",
            "Smiling",
            "Wearing_Hat",
            "Wearing_Lipstick");

    private final int images;
    private final int side;
    private final long seed;
    private final List<Person> people;
    private final List<String> names;
    private final AtomicReferenceArray<Image> drawn;
    /** At most as many as threads drew at once; softly, for they outlive the last picture and are large where pictures are. */
    private final Queue<SoftReference<Workspace>> idle = new ConcurrentLinkedQueue<>();

    /**
     * @param people how many, 1 to 100000
     * @param images of each, 1 to 100000
     * @param side of the square pictures in pixels, 32 to 1024
     * @param seed of everything
     */
    public SynthFaces(int people, int images, int side, long seed) {
        check("people", people, 1, 100_000);
        check("images", images, 1, 100_000);
        check("side", side, 32, 1024);
        this.images = images;
        this.side = side;
        this.seed = seed;
        drawn = new AtomicReferenceArray<>(Math.multiplyExact(people, images));
        List<Person> drawnPeople = new ArrayList<>();
        List<String> drawnNames = new ArrayList<>();
        for (int p = 0; p < people; p++) {
            drawnPeople.add(Person.draw(Mix.of(seed, p)));
            drawnNames.add(String.format("synth-%04d", p));
        }
        this.people = List.copyOf(drawnPeople);
        names = List.copyOf(drawnNames);
    }

    private static void check(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be from " + min + " to " + max + ", got " + value);
        }
    }

    @Override
    public String name() {
        return "SynthFaces";
    }

    @Override
    public int size() {
        return drawn.length();
    }

    @Override
    public int identity(int i) {
        return i / images;
    }

    @Override
    public List<String> identities() {
        return names;
    }

    @Override
    public Set<FaceParts> parts() {
        return EnumSet.allOf(FaceParts.class);
    }

    @Override
    public List<String> attributes() {
        return ATTRIBUTES;
    }

    @Override
    public FaceSample sample(int i) {
        int p = i / images;
        Person person = people.get(p);
        Shot shot = Shot.draw(person, Mix.of(Mix.of(seed, p), i % images + 1));
        return FaceSample.of(
                        String.format("%s/%04d", names.get(p), i % images),
                        p,
                        names.get(p),
                        () -> image(i, person, shot))
                .landmarks(() -> new Scene(person, shot, side).landmarks())
                .parts(() -> withWorkspace(new Scene(person, shot, side)::masks))
                .attributes(attributes(person, shot))
                .measures(measures(person, shot))
                .build();
    }

    private Image image(int i, Person person, Shot shot) {
        Image image = drawn.get(i);
        if (image == null) {
            image = withWorkspace(new Scene(person, shot, side)::image);
            drawn.set(i, image);
        }
        return image;
    }

    private <T> T withWorkspace(Function<Workspace, T> drawing) {
        Workspace space = workspace();
        try {
            return drawing.apply(space);
        } finally {
            idle.add(new SoftReference<>(space));
        }
    }

    private Workspace workspace() {
        for (SoftReference<Workspace> kept = idle.poll(); kept != null; kept = idle.poll()) {
            Workspace space = kept.get();
            if (space != null) {
                return space;
            }
        }
        return new Workspace(side * Scene.FINER);
    }

    private static Map<String, Boolean> attributes(Person person, Shot shot) {
        Map<String, Boolean> map = new HashMap<>();
        Person.Hair hair = person.hair();
        boolean bald = hair.cut() == Person.Cut.BALD;
        map.put("Bald", bald);
        map.put("Bangs", hair.cut() == Person.Cut.FRINGE);
        map.put("Beard", person.beard().chin() >= 0.5);
        map.put("Big_Nose", person.nose().width() * person.nose().rise() > 0.108);
        map.put("Black_Hair", !bald && hair.colourName() == Person.Hair.BLACK);
        map.put("Blond_Hair", !bald && hair.colourName() == Person.Hair.BLOND);
        map.put("Brown_Hair", !bald && hair.colourName() == Person.Hair.BROWN);
        map.put("Eyeglasses", shot.extras().glasses());
        map.put("Gray_Hair", !bald && hair.colourName() == Person.Hair.GRAY);
        map.put("Long_Hair", hair.cut() == Person.Cut.LONG || hair.cut() == Person.Cut.FRINGE);
        map.put("Mouth_Slightly_Open", shot.expression().open() > 0.02);
        map.put("Mustache", person.beard().lip() >= 0.5);
        map.put("Pale_Skin", person.skin().tone() < 0.15);
        map.put("Red_Hair", !bald && hair.colourName() == Person.Hair.RED);
        map.put("Smiling", shot.expression().smile() > 0.4);
        map.put("Wearing_Hat", shot.extras().hat() != Shot.Hat.NONE);
        map.put("Wearing_Lipstick", shot.extras().lipstick());
        return map;
    }

    private static Map<String, Float> measures(Person person, Shot shot) {
        return Map.of(
                "yaw_degrees", (float) Math.toDegrees(shot.pose().yaw()),
                "pitch_degrees", (float) Math.toDegrees(shot.pose().pitch()),
                "roll_degrees", (float) Math.toDegrees(shot.pose().roll()),
                "skin_tone", (float) person.skin().tone(),
                "age", (float) person.skin().age(),
                "smile", (float) shot.expression().smile(),
                "light_from_right", (float) shot.light().x(),
                "light_strength", (float) shot.light().strength());
    }
}
