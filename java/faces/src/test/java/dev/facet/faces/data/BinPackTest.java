package dev.facet.faces.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FacePair;
import dev.facet.faces.FacePairs;
import dev.facet.faces.data.Problems.Kind;
import dev.facet.faces.internal.HeapBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class BinPackTest {

    @TempDir
    Path dir;

    private static byte[] pack(int pairs) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BinPackWriter writer = new BinPackWriter(out)) {
            for (int i = 0; i < 2 * pairs; i++) {
                writer.picture(Tree.encoded(i, 16, 16, "jpg"));
            }
            for (int i = 0; i < pairs; i++) {
                writer.pair(i % 3 == 0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static FacePairs parse(byte[] pickle) {
        return BinPackFormat.parse(new HeapBytes("x.bin", pickle), "x");
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    @Test
    void pairsAreCutIntoTenFoldsInOrder() throws IOException {
        Files.write(dir.resolve("lfw.bin"), pack(23));
        Problems problems = new Problems();
        FacePairs pairs =
                DataFormats.open(dir.resolve("lfw.bin").toString(), problems).requirePairs();
        assertThat(pairs.images().name()).isEqualTo("lfw");
        assertThat(pairs.images().size()).isEqualTo(46);
        assertThat(pairs.folds()).isEqualTo(10);
        // KFold gives the first three folds of 23 one pair more.
        assertThat(pairs.pairs().stream().map(FacePair::fold))
                .containsExactly(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9);
        assertThat(pairs.pairs().get(3)).isEqualTo(new FacePair(6, 7, true, 1));
        assertThat(pairs.images().sample(5).encoded()).hasValue(Tree.encoded(5, 16, 16, "jpg"));
        assertThat(pairs.images().sample(5).image().width()).isEqualTo(16);
        assertThat(problems.count(Kind.REMARK)).isPositive();
    }

    /** What CPython writes for ([b'ab', b'c'], [True]) in protocol 2 of Python 2, and in 3, 4 and 5 of Python 3. */
    @ParameterizedTest
    @CsvSource({
        "80025d710028550261627101550163710265 5d7103886186 7104 2e",
        "80035d710028430261627101430163710265 5d7103886186 7104 2e",
        "80049514000000000000005d942843026162944301639465 5d9488618694 2e",
        "80059514000000000000005d942843026162944301639465 5d9488618694 2e",
        "286c70300a 550261626155016361 6c7031 0a"
    })
    void otherWritersPickles(String digits) {
        if (digits.startsWith("286c")) {
            // Protocol 1 with text instructions ("(lp0") is not what any pack is written in; its PUT is named.
            assertThatThrownBy(() -> parse(hex(digits))).hasMessageContaining("0x70");
            return;
        }
        FacePairs pairs = parse(hex(digits));
        assertThat(pairs.images().sample(0).encoded()).hasValue("ab".getBytes(StandardCharsets.US_ASCII));
        assertThat(pairs.images().sample(1).encoded()).hasValue("c".getBytes(StandardCharsets.US_ASCII));
        assertThat(pairs.pairs()).containsExactly(new FacePair(0, 1, true, 0));
    }

    @Test
    void aListOfBothAndNumbersForTruthAreTaken() {
        // [[b'ab', b'c'], [1]] in protocol 3.
        assertThat(parse(hex("80035d285d284302616243016365 5d4b01 61 652e")).pairs())
                .hasSize(1);
        assertThat(parse(hex("80035d284302616243016365 5d4930300a61 862e"))
                        .pairs()
                        .get(0)
                        .same())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "8003636f730a73797374656d0a4302 6c7385522e, GLOBAL",
        "80048c026f73 932e, 0x8c",
        "8003 5d 52 2e, REDUCE",
        "8003 5d 5d 62 2e, BUILD",
        "8003 5d 81 2e, NEWOBJ",
        "8003 82 01 2e, EXT1",
        "8004 93 2e, STACK_GLOBAL",
        "2869 6f730a73797374656d0a 2e, INST",
        "50 310a 2e, PERSID",
        "8003 7d 2e, 0x7d",
        "8003 4e 2e, 0x4e"
    })
    void instructionsThatCouldDoAnythingAreRefusedByName(String digits, String name) {
        assertThatThrownBy(() -> parse(hex(digits)))
                .isInstanceOf(FaceDataException.class)
                .hasMessageContaining("x.bin at byte")
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @CsvSource({
        "8003, the file ends",
        "8009 5d 2e, protocol 9",
        "8003 42 ffffff7f 61 2e, the file ends",
        "8003 42 ffffffff 61 2e, byte string",
        "8003 8e ffffffffffffffff 61 2e, byte string",
        "8003 61 2e, needs a value",
        "8003 5d 65 2e, needs a mark",
        "8003 28 2e, a mark",
        "8003 88 88 61 2e, no list",
        "8003 68 07 2e, nothing is remembered",
        "8003 49 7878 0a 2e, no number",
        "8003 88 2e, no verification pack",
        "8003 5d 5d 5d 87 2e, has 3 parts",
        "8003 5d 5d 86 2e, 0 pictures for 0 pairs",
        "8003 5d 43016161 5d8861 86 2e, 1 pictures for 1 pairs",
        "8003 5d 8861 8861 5d8861 86 2e, no byte string",
        "8003 5d 4301616143016161 5d4b0761 86 2e, booleans"
    })
    void malformedPacksAreNamed(String digits, String reason) {
        assertThatThrownBy(() -> parse(hex(digits)))
                .isInstanceOf(FaceDataException.class)
                .hasMessageContaining("x.bin")
                .hasMessageContaining(reason);
    }

    @Test
    void neitherDepthNorRepetitionFillsTheMemory() {
        int n = 5 << 19;
        List<byte[]> bombs = new ArrayList<>();
        bombs.add(repeated("5d", n, "2e")); // lists without end
        bombs.add(repeated("28", n, "2e")); // marks
        bombs.add(repeated("5d 85", n, "2e")); // tuples of tuples
        bombs.add(repeated("94", n, "2e")); // remembering
        bombs.add(repeated("32", n, "2e")); // duplicates
        for (byte[] bomb : bombs) {
            byte[] pickle = new byte[bomb.length + 3];
            pickle[0] = (byte) 0x80;
            pickle[1] = 4;
            pickle[2] = ']';
            System.arraycopy(bomb, 0, pickle, 3, bomb.length);
            assertThatThrownBy(() -> parse(pickle))
                    .isInstanceOf(FaceDataException.class)
                    .hasMessageContaining("more than");
        }
        // A list that holds itself twice, again and again: 2^40 entries to whoever walks over it.
        StringBuilder doubling = new StringBuilder("80035d7100");
        for (int i = 0; i < 40; i++) {
            doubling.append("5d2868").append("%02x".formatted(i)).append("68").append("%02x".formatted(i));
            doubling.append("6571").append("%02x".formatted(i + 1));
        }
        assertThatThrownBy(() -> parse(hex(doubling + "5d862e"))).isInstanceOf(FaceDataException.class);
    }

    private static byte[] repeated(String digits, int times, String end) {
        byte[] once = hex(digits);
        byte[] out = new byte[once.length * times + 1];
        for (int i = 0; i < times; i++) {
            System.arraycopy(once, 0, out, i * once.length, once.length);
        }
        out[out.length - 1] = hex(end)[0];
        return out;
    }
}
