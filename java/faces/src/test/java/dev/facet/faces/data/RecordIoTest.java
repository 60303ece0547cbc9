package dev.facet.faces.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.data.Problems.Kind;
import dev.facet.faces.internal.HeapBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RecordIoTest {

    @TempDir
    Path dir;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = dir.resolve("train.rec");
    }

    private static byte[] picture(int i) {
        return Tree.encoded(i, 16, 16, "jpg");
    }

    /** Two people, with two and one picture, as InsightFace's script writes them. */
    private void insightFace() {
        try (RecordIoWriter writer = RecordIoWriter.create(file)) {
            writer.picture(1, 0, picture(1));
            writer.picture(2, 0, picture(2));
            writer.picture(3, 1, picture(3));
            writer.range(0, 4, 6);
            writer.range(4, 1, 3);
            writer.range(5, 3, 4);
        }
    }

    private FaceSource open(Path path) {
        return DataFormats.open(path.toString());
    }

    @Test
    void peopleAndPicturesOfInsightFace() throws IOException {
        insightFace();
        Files.writeString(dir.resolve("property"), "2,16,16\n");
        Files.writeString(dir.resolve("train.lst"), "1\tZo\u00eb/1.jpg\t0\n1\tZo\u00eb/2.jpg\t0\n1\tBob/3.jpg\t1\n");
        FaceSource source = open(dir);
        assertThat(source.format().id()).isEqualTo("recordio");
        FaceDataset data = source.faces();
        assertThat(data.size()).isEqualTo(3);
        assertThat(data.identities()).containsExactly("Zo\u00eb", "Bob");
        assertThat(data.identity(2)).isEqualTo(1);
        assertThat(data.sample(1).id()).isEqualTo("2");
        assertThat(data.sample(1).encoded()).hasValue(picture(2));
        assertThat(data.sample(1).image().width()).isEqualTo(16);
        assertThat(open(file).faces().size()).isEqualTo(3);
    }

    @Test
    void aFileWithoutIndexIsWalkedOver() throws IOException {
        insightFace();
        Files.delete(dir.resolve("train.idx"));
        FaceDataset walked = open(dir).faces();
        assertThat(walked.size()).isEqualTo(3);
        assertThat(walked.identities()).containsExactly("0", "1");
        assertThat(walked.sample(2).encoded()).hasValue(picture(3));
        try (RecordIoWriter writer = RecordIoWriter.create(file)) {
            writer.picture(0, 5, picture(1));
            writer.picture(1, 2, picture(2));
        }
        Files.delete(dir.resolve("train.idx"));
        FaceDataset data = open(dir).faces();
        assertThat(data.identities()).containsExactly("2", "5");
        assertThat(data.sample(0).identityName()).isEqualTo("5");
        assertThat(data.sample(1).encoded()).hasValue(picture(2));
    }

    @Test
    void theMagicNumberInsideOfAPictureSplitsItsRecord() {
        byte[] magic = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(RecordIo.MAGIC)
                .array();
        for (int[] places : new int[][] {{0}, {4}, {4, 8}, {12, 40}, {2}, {96}, {0, 4, 96}}) {
            byte[] bytes = new byte[100];
            Arrays.fill(bytes, (byte) 7);
            for (int at : places) {
                System.arraycopy(magic, 0, bytes, at, 4);
            }
            try (RecordIoWriter writer = RecordIoWriter.create(file)) {
                writer.record(0, bytes);
                writer.record(1, new byte[] {1, 2, 3});
            }
            HeapBytes written = bytes(file);
            assertThat(RecordIo.read(written, 0)).isEqualTo(bytes);
            RecordIndex index = RecordIndex.scan(written);
            assertThat(index.size()).isEqualTo(2);
            assertThat(RecordIo.read(written, index.place(1))).containsExactly(1, 2, 3);
            assertThat(RecordIo.readStart(written, 0, 10).length()).isEqualTo(100);
        }
    }

    private static HeapBytes bytes(Path file) {
        try {
            return new HeapBytes(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void cutOffAndDamagedFilesAreNamedWithThePlace() throws IOException {
        insightFace();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 50));
        assertThatThrownBy(() -> open(dir))
                .isInstanceOf(FaceDataException.class)
                .hasMessageContaining("train.rec at byte")
                .hasMessageContaining("cut off");
        byte[] damaged = whole.clone();
        damaged[0]++;
        Files.write(file, damaged);
        assertThatThrownBy(() -> open(dir)).hasMessageContaining("no magic number");
        Files.write(file, whole);
        Files.writeString(dir.resolve("train.idx"), "0\t0\n1 5\n");
        assertThatThrownBy(() -> open(dir)).hasMessageContaining("train.idx line 2");
        Files.writeString(dir.resolve("train.idx"), "0\t0\n0\t0\n");
        assertThatThrownBy(() -> open(dir)).hasMessageContaining("key 0 twice");
    }

    @Test
    void rangesThatLieAreRefused() {
        try (RecordIoWriter writer = RecordIoWriter.create(file)) {
            writer.picture(1, 0, picture(1));
            writer.range(0, 2, 2_000_000_000);
        }
        assertThatThrownBy(() -> open(dir)).hasMessageContaining("claims people");
        try (RecordIoWriter writer = RecordIoWriter.create(file)) {
            writer.picture(1, 0, picture(1));
            writer.range(0, 2, 5);
            writer.range(2, 1, 4);
            writer.range(3, 1, 4);
            writer.range(4, 1, 4);
        }
        assertThatThrownBy(() -> open(dir)).isInstanceOf(FaceDataException.class);
    }

    @Test
    void recordsOfAnotherWriterAreCountedAndPeopleLeftOut() throws IOException {
        byte[] range = ByteBuffer.allocate(ImageRecord.HEADER + 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(2)
                .array();
        byte[] jpeg = picture(1);
        byte[] record = ByteBuffer.allocate(ImageRecord.HEADER + jpeg.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0)
                .putFloat(3)
                .putLong(0)
                .putLong(0)
                .put(jpeg)
                .array();
        try (RecordIoWriter writer = RecordIoWriter.create(file)) {
            writer.record(1, record);
            writer.record(2, record);
            writer.record(0, range);
        }
        Files.delete(dir.resolve("train.idx"));
        FaceDataset data = open(dir).faces();
        assertThat(data.size()).isEqualTo(2);
        assertThat(data.identities()).containsExactly("3");
    }

    @Test
    @Timeout(20)
    void manyRangesOverMissingRecordsTakeNoTime() {
        int people = 100_000;
        try (RecordIoWriter writer = RecordIoWriter.create(file)) {
            writer.range(0, 1, people + 1);
            for (int key = 1; key <= people; key++) {
                writer.range(key, 1_000_000, 1_000_000 + people);
            }
        }
        assertThatThrownBy(() -> open(dir)).hasMessageContaining("no picture");
    }

    @Test
    void picturesInNoRangeAreRemarkedOnAndWrongLabelsRefused() {
        try (RecordIoWriter writer = RecordIoWriter.create(file)) {
            writer.picture(1, 0, picture(1));
            writer.picture(2, 0, picture(2));
            writer.picture(3, 1, picture(3));
            writer.range(0, 4, 5);
            writer.range(4, 1, 3);
        }
        Problems problems = new Problems();
        assertThat(DataFormats.open(dir.toString(), problems).faces().size()).isEqualTo(2);
        assertThat(problems.listed(Kind.REMARK))
                .singleElement()
                .asString()
                .contains("1 records")
                .contains("key 3");
        try (RecordIoWriter writer = RecordIoWriter.create(file)) {
            writer.picture(1, 0, picture(1));
            writer.picture(2, 1, picture(2));
            writer.range(0, 3, 4);
            writer.range(3, 1, 3);
        }
        assertThatThrownBy(() -> open(dir)).hasMessageContaining("its first picture 1 is labelled 0, its last 2 1");
    }

    @Test
    void largeKeysKeepAllTheirDigits() {
        try (RecordIoWriter writer = RecordIoWriter.create(file)) {
            writer.range(0, 16_777_217, 16_777_219);
        }
        byte[] record = RecordIo.read(bytes(file), 0);
        ImageRecord read = ImageRecord.parse(record, record.length, "record 0");
        assertThat(read.labels()).containsExactly(16_777_217, 16_777_219);
        assertThat(read.isHeaderOnly(record.length)).isTrue();
    }

    @Test
    void missingRecordsAreCounted() {
        try (RecordIoWriter writer = RecordIoWriter.create(file)) {
            writer.picture(1, 0, picture(1));
            writer.range(0, 4, 5);
            writer.range(4, 1, 4);
        }
        Problems problems = new Problems();
        assertThat(DataFormats.open(dir.toString(), problems).faces().size()).isEqualTo(1);
        assertThat(problems.count(Kind.MISSING_PICTURE)).isEqualTo(2);
        assertThatThrownBy(() -> open(dir)).hasMessageContaining("there are no records 2 to 3");
    }

    @Test
    void labelsMayBeSeveralAndOf64Bits() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(ImageRecord.HEADER + 16).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(2).putFloat(0).putLong(0).putLong(0).putDouble(2).putDouble(3);
        ByteBuffer person = ByteBuffer.allocate(ImageRecord.HEADER + 16).order(ByteOrder.LITTLE_ENDIAN);
        person.putInt(2).putFloat(0).putLong(2).putLong(0).putDouble(1).putDouble(2);
        byte[] jpeg = picture(1);
        ByteBuffer aligned =
                ByteBuffer.allocate(ImageRecord.HEADER + 8 + jpeg.length).order(ByteOrder.LITTLE_ENDIAN);
        aligned.putInt(2)
                .putFloat(0)
                .putLong(1)
                .putLong(0)
                .putFloat(17)
                .putFloat(1)
                .put(jpeg);
        try (RecordIoWriter writer = RecordIoWriter.create(file)) {
            writer.record(0, header.array());
            writer.record(1, aligned.array());
            writer.record(2, person.array());
        }
        FaceDataset data = open(dir).faces();
        assertThat(data.identities()).containsExactly("17");
        assertThat(data.sample(0).encoded()).hasValue(jpeg);
    }

    @Test
    void anotherNumberOfPeopleIsRemarkedOn() throws IOException {
        insightFace();
        Files.writeString(dir.resolve("property"), "3,16,16\n");
        Problems problems = new Problems();
        DataFormats.open(dir.toString(), problems);
        assertThat(problems.listed(Kind.REMARK)).singleElement().asString().contains("announces 3 people");
        assertThat(problems.nothingLeftOut()).isTrue();
        Files.writeString(dir.resolve("property"), "3,16\n");
        assertThatThrownBy(() -> open(dir)).hasMessageContaining("people,height,width");
    }

    @Test
    void theIndexIsReadInPiecesAndSorted() {
        StringBuilder text = new StringBuilder();
        for (int i = 20_000; i > 0; i--) {
            text.append(i).append('\t').append(8L * i).append(i % 2 == 0 ? "\r\n" : "\n");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        RecordIndex index = RecordIndex.parse(new HeapBytes("x.idx", bytes), 1 << 20);
        assertThat(index.size()).isEqualTo(20_000);
        assertThat(index.key(0)).isEqualTo(1);
        assertThat(index.place(index.find(7))).isEqualTo(56);
        assertThat(index.find(0)).isNegative();
        assertThatThrownBy(() -> RecordIndex.parse(new HeapBytes("x.idx", bytes), 80))
                .hasMessageContaining("more records");
        assertThatThrownBy(() -> RecordIndex.parse(
                        new HeapBytes("x.idx", "1\t99999999999999999999\n".getBytes(StandardCharsets.US_ASCII)), 80))
                .hasMessageContaining("too large");
    }
}
