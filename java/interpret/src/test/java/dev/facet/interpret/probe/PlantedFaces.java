package dev.facet.interpret.probe;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceSample;
import dev.facet.faces.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Noise in which the middle of the picture tells the attribute {@code Planted} by its green channel alone; {@code Chance} is told by
 * nothing, {@code Rare} is true of few pictures, and every seventh picture's {@code Planted} is not known.
 */
final class PlantedFaces implements FaceDataset {
    static final int GREEN = 1;
    private static final int PICTURES_A_PERSON = 5;

    private final int side;
    private final List<FaceSample> samples = new ArrayList<>();
    private final int people;

    PlantedFaces(int people, int side) {
        this.people = people;
        this.side = side;
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < people * PICTURES_A_PERSON; i++) {
            boolean planted = random.nextBoolean();
            long seed = random.nextLong();
            boolean rare = i % 97 == 0;
            Map<String, Boolean> known = i % 7 == 0
                    ? Map.of("Chance", random.nextBoolean(), "Rare", rare)
                    : Map.of("Planted", planted, "Chance", random.nextBoolean(), "Rare", rare);
            int person = i / PICTURES_A_PERSON;
            samples.add(FaceSample.of("f" + i + ".png", person, "p" + person, () -> picture(planted, seed))
                    .attributes(known)
                    .build());
        }
    }

    boolean isMiddle(int neuron) {
        int x = neuron / 3 % side;
        int y = neuron / 3 / side;
        return inMiddle(x) && inMiddle(y);
    }

    private boolean inMiddle(int at) {
        return at >= side / 4 && at < side - side / 4;
    }

    private Image picture(boolean planted, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] rgb = new byte[3 * side * side];
        for (int i = 0; i < rgb.length; i++) {
            int shift = planted && i % 3 == GREEN && isMiddle(i) ? 40 : 0;
            rgb[i] = (byte) (60 + random.nextInt(100) + shift);
        }
        return Image.of(side, side, rgb);
    }

    @Override
    public String name() {
        return "planted";
    }

    @Override
    public int size() {
        return samples.size();
    }

    @Override
    public FaceSample sample(int i) {
        return samples.get(i);
    }

    @Override
    public List<String> identities() {
        return IntStream.range(0, people).mapToObj(i -> "p" + i).toList();
    }

    @Override
    public List<String> attributes() {
        return List.of("Planted", "Chance", "Rare");
    }
}
