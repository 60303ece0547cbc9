package dev.facet.nn.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.engine.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    @Test
    void returnsWhatWasWritten() {
        Path file = folder.resolve("two.safetensors");
        float[] large = new float[200_003];
        for (int i = 0; i < large.length; i++) {
            large[i] = i * 0.5f;
        }
        new SafetensorsWriter()
                .metadata("who", "a \"quoted\" naïve ☃ name")
                .add("a", Shape.of(2, 3), FloatBuffer.wrap(new float[] {1, -2, Float.MIN_VALUE, 4, -0f, 6e30f}))
                .add("b/large", Shape.of(large.length), FloatBuffer.wrap(large))
                .write(file);
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.metadata()).containsEntry("who", "a \"quoted\" naïve ☃ name");
            assertThat(read.entries().keySet()).containsExactly("a", "b/large");
            assertThat(read.entry("a").shape()).isEqualTo(Shape.of(2, 3));
            assertThat(read.readFloats("a")).containsExactly(1, -2, Float.MIN_VALUE, 4, -0f, 6e30f);
            assertThat(read.readFloats("b/large")).isEqualTo(large);
            assertThatThrownBy(() -> read.readFloats("c")).hasMessageContaining("no tensor 'c'");
            assertThatThrownBy(() -> read.readDoubles("a")).hasMessageContaining("F32 2x3, expected F64");
        }
    }

    @Test
    void readsTheBytesOfTheSpecification() throws IOException {
        Path file = file(
                "{\"x\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[0,8]},"
                        + "\"n\":{\"dtype\":\"I32\",\"shape\":[1,2],\"data_offsets\":[8,16]}}  ",
                16);
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.entry("x").shape()).isEqualTo(Shape.of(1));
            assertThat(read.readDoubles("x")).containsExactly(0.0);
            assertThat(read.entry("n").dtype()).isEqualTo(StoredType.I32);
        }
    }

    @Test
    void refusesAFileCutAnywhere() throws IOException {
        byte[] whole = Files.readAllBytes(small());
        for (int length = 0; length < whole.length; length++) {
            Path cut = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> SafetensorsFile.open(cut))
                    .as("cut to %d of %d bytes", length, whole.length)
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("cut.safetensors");
        }
        Path longer = Files.write(folder.resolve("long.safetensors"), Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> SafetensorsFile.open(longer)).hasMessageContaining("1 bytes follow the last tensor");
    }

    /** A flipped bit may still give a readable file (another name, say), but never another kind of error. */
    @Test
    void survivesEveryFlippedBitOfTheHeader() throws IOException {
        byte[] whole = Files.readAllBytes(small());
        int headerEnd =
                8 + (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        int refused = 0;
        for (int bit = 0; bit < headerEnd * 8; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Path file = Files.write(folder.resolve("flipped.safetensors"), damaged);
            try (SafetensorsFile read = SafetensorsFile.open(file)) {
                read.entries().values().stream()
                        .filter(e -> e.dtype() == StoredType.F32)
                        .forEach(e -> read.readFloats(e.name()));
            } catch (CheckpointException e) {
                assertThat(e).hasMessageContaining("flipped.safetensors");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(headerEnd * 4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}} | 'a' appears twice",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[4,16]}} | 'b' overlaps",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[12,16]}} | 'b' leaves a hole",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[5],\"data_offsets\":[0,20]}} | ends at byte 20 of the data, which has 16",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,16]}} | cannot take 16 bytes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[16,0]}} | cannot take -16 bytes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-4],\"data_offsets\":[0,16]}} | shape holds -4",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}} | has an empty axis",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,16]}} | malformed",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904],\"data_offsets\":[0,16]}} | malformed",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,4],\"data_offsets\":[0,16]}} | has rank 7",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4.0],\"data_offsets\":[0,16]}} | malformed",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[\"4\"],\"data_offsets\":[0,16]}} | not a number",
                "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[8],\"data_offsets\":[0,16]}} | unsupported type 'F8_E4M3'",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4]}} | lacks its dtype, shape or data_offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16],\"x\":1}} | unknown or repeated field 'x'",
                "{\"__metadata__\":{\"k\":1}} | 'k' is not a string",
                "{\"__metadata__\":{},\"__metadata__\":{}} | two __metadata__",
                "{\"a\":[]} | malformed",
                "{} {} | malformed",
                "[] | not a JSON object",
                "{} | 16 bytes follow the last tensor",
            })
    void refusesABadHeader(String header, String reason) throws IOException {
        Path file = file(header, 16);
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(reason);
    }

    @Test
    void refusesNoiseAndMissingFiles() throws IOException {
        Path noise =
                Files.write(folder.resolve("noise"), "this is no tensor file at all".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> SafetensorsFile.open(noise)).hasMessageContaining("claims a header of");
        assertThatThrownBy(() -> SafetensorsFile.open(folder.resolve("none"))).hasMessageContaining("no such file");
        assertThatThrownBy(() -> SafetensorsFile.open(folder)).isInstanceOf(CheckpointException.class);
    }

    @Test
    void writerRefusesWrongCountsAndRepeatedNames() {
        SafetensorsWriter writer = new SafetensorsWriter().add("a", Shape.of(1), FloatBuffer.allocate(1));
        assertThatThrownBy(() -> writer.add("a", Shape.of(1), FloatBuffer.allocate(1)))
                .hasMessageContaining("used twice");
        assertThatThrownBy(() -> writer.add("b", Shape.of(2), FloatBuffer.allocate(1)))
                .hasMessageContaining("was given 1 values");
    }

    @Test
    void aFailedWriteLeavesTheOldFile() throws IOException {
        Path target = small();
        byte[] before = Files.readAllBytes(target);
        assertThatThrownBy(() -> AtomicFile.write(target, channel -> {
                    channel.write(ByteBuffer.allocate(10));
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("previous file is intact");
        assertThat(Files.readAllBytes(target)).isEqualTo(before);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(target);
        }
    }

    @Test
    void anUnusableFolderIsNamed() throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[1]);
        SafetensorsWriter writer = new SafetensorsWriter();
        assertThatThrownBy(() -> writer.write(file.resolve("x.safetensors")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("x.safetensors")
                .hasMessageContaining("choose another folder");
    }

    private Path small() {
        Path file = folder.resolve("small.safetensors");
        new SafetensorsWriter()
                .metadata("k", "v")
                .add("conv1_1.weight", Shape.of(2, 2), FloatBuffer.wrap(new float[] {1, 2, 3, 4}))
                .add("conv1_1.bias", Shape.of(2), FloatBuffer.wrap(new float[] {5, 6}))
                .write(file);
        return file;
    }

    private Path file(String header, int dataBytes) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(text.length).put(text);
        return Files.write(folder.resolve("made.safetensors"), bytes.array());
    }
}
