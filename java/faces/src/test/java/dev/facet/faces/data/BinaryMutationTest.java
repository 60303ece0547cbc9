package dev.facet.faces.data;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.Mutations;
import dev.facet.faces.internal.HeapBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged RecordIO files and pickles: see {@link Mutations}. */
@Timeout(600)
class BinaryMutationTest {

    @TempDir
    Path dir;

    /** Two people with three pictures, which are not decoded and so may be anything. */
    private byte[] records() throws IOException {
        Path file = dir.resolve("train.rec");
        byte[] split = ByteBuffer.allocate(24)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(1)
                .putInt(RecordIo.MAGIC)
                .putInt(7)
                .array();
        try (RecordIoWriter writer = RecordIoWriter.create(file)) {
            writer.range(0, 4, 6);
            writer.picture(1, 0, new byte[] {1, 2, 3});
            writer.picture(2, 0, split);
            writer.picture(3, 1, new byte[9]);
            writer.range(4, 1, 3);
            writer.range(5, 3, 4);
        }
        return Files.readAllBytes(file);
    }

    private static void readAll(FaceDataset faces) {
        for (int i = 0; i < faces.size(); i++) {
            faces.sample(i).encoded();
        }
    }

    @Test
    void recordsWithTheirIndex() throws IOException {
        byte[] whole = records();
        RecordIndex index =
                RecordIndex.parse(new HeapBytes("x.idx", Files.readAllBytes(dir.resolve("train.idx"))), whole.length);
        Mutations.run(
                bytes -> readAll(
                        RecordIoFaces.open("x", new HeapBytes("x.rec", bytes), index, Map.of(), new Problems())),
                whole);
    }

    @Test
    void recordsWithoutIndex() throws IOException {
        Mutations.run(
                bytes -> {
                    HeapBytes file = new HeapBytes("x.rec", bytes);
                    readAll(RecordIoFaces.open("x", file, RecordIndex.scan(file), Map.of(), new Problems()));
                },
                records());
    }

    @Test
    void index() {
        byte[] good = "0\t0\n1\t48\n2\t100\n3\t148\n".getBytes(StandardCharsets.US_ASCII);
        Mutations.run(bytes -> RecordIndex.parse(new HeapBytes("x.idx", bytes), 200), good);
    }

    @Test
    void verificationPacks() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BinPackWriter writer = new BinPackWriter(out)) {
            for (int i = 0; i < 8; i++) {
                writer.picture(new byte[] {1, 2, (byte) i});
            }
            for (int i = 0; i < 4; i++) {
                writer.pair(i % 2 == 0);
            }
        }
        byte[] protocol4 = HexFormat.of().parseHex("80049514000000000000005d9428430261629443016394655d94886186942e");
        Mutations.run(
                bytes -> {
                    var pairs = BinPackFormat.parse(new HeapBytes("x.bin", bytes), "x");
                    readAll(pairs.images());
                },
                out.toByteArray(),
                protocol4);
    }
}
