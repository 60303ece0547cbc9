package dev.facet.faces;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Feeds a parser with damaged copies of good inputs, the same ones in every run. A parser may succeed or throw
 * {@link FaceDataException}; anything else fails the test, which tells the number of the input. Hanging and filling the
 * memory fail it by the test's timeout and heap.
 */
public final class Mutations {

    /** How many inputs each parser gets. */
    public static final int INPUTS = 100_000;

    private static final int MAX_EDITS = 4;
    private static final int MAX_GROWTH = 4096;

    private static final List<byte[]> TOKENS = tokens();

    /** What is tested. */
    public interface Parser {

        /** @throws FaceDataException if the input is refused */
        void parse(byte[] input);
    }

    private Mutations() {}

    private static List<byte[]> tokens() {
        return List.of(
                        "\n",
                        "\t",
                        " ",
                        ",",
                        "0",
                        "1",
                        "-1",
                        "99999999999",
                        "2147483647",
                        "1e38",
                        "NaN",
                        "{",
                        "}",
                        "\"",
                        ";",
                        "../",
                        "\u0000",
                        "\u00ff",
                        "\u00e9")
                .stream()
                .map(token -> token.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** Runs {@value #INPUTS} inputs, of which at least some must be taken and some refused. */
    public static void run(Parser parser, byte[]... good) {
        SplittableRandom random = new SplittableRandom(20_26);
        int taken = 0;
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = mutate(good[random.nextInt(good.length)], random);
            try {
                parser.parse(input);
                taken++;
            } catch (FaceDataException e) {
                if (e.getMessage() == null || e.getMessage().isBlank()) {
                    throw new AssertionError("input " + i + " is refused without a message", e);
                }
            } catch (RuntimeException | Error e) {
                throw new AssertionError("input " + i + ": " + preview(input), e);
            }
        }
        assertThat(taken).as("inputs that are taken").isBetween(1, INPUTS - 1);
    }

    /** The same for text. */
    public static void runText(Parser parser, String... good) {
        run(
                parser,
                Arrays.stream(good)
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new));
    }

    private static String preview(byte[] input) {
        return new String(Arrays.copyOf(input, Math.min(200, input.length)), StandardCharsets.ISO_8859_1);
    }

    private static byte[] mutate(byte[] good, SplittableRandom random) {
        byte[] bytes = good;
        int edits = 1 + random.nextInt(MAX_EDITS);
        for (int k = 0; k < edits; k++) {
            bytes = edit(bytes, good, random);
        }
        return bytes;
    }

    private static byte[] edit(byte[] b, byte[] good, SplittableRandom random) {
        int at = random.nextInt(b.length + 1);
        int length = random.nextInt(1 + Math.min(16, b.length - at));
        switch (random.nextInt(7)) {
            case 0:
                return replace(b, at, length, new byte[0]);
            case 1:
                return replace(b, at, 0, TOKENS.get(random.nextInt(TOKENS.size())));
            case 2:
                return replace(b, at, length, TOKENS.get(random.nextInt(TOKENS.size())));
            case 3:
                byte[] noise = new byte[1 + random.nextInt(4)];
                random.nextBytes(noise);
                return replace(b, at, Math.min(noise.length, b.length - at), noise);
            case 4:
                return random.nextInt(4) == 0 ? Arrays.copyOf(b, at) : b;
            case 5:
                int from = random.nextInt(good.length);
                int to = from + random.nextInt(1 + Math.min(64, good.length - from));
                return b.length > good.length + MAX_GROWTH ? b : replace(b, at, 0, Arrays.copyOfRange(good, from, to));
            default:
                if (at == b.length) {
                    return b;
                }
                byte[] flipped = b.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                return flipped;
        }
    }

    private static byte[] replace(byte[] b, int at, int length, byte[] by) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(b.length + by.length);
        out.write(b, 0, at);
        out.writeBytes(by);
        out.write(b, at + length, b.length - at - length);
        return out.toByteArray();
    }
}
