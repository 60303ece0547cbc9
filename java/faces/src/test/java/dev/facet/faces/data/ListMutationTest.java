package dev.facet.faces.data;

import dev.facet.faces.Mutations;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damaged lists and annotations: see {@link Mutations}. */
@Timeout(600)
class ListMutationTest {

    private static final Path FILE = Path.of("list.txt");

    private static void lines(BiConsumer<Path, List<String>> parser, String... good) {
        Mutations.runText(bytes -> parser.accept(FILE, Listing.lines(bytes)), good);
    }

    @Test
    void lfwPairs() {
        lines(LfwPairs::parse, "2\t1\nAnn_A\t1\t2\nAnn_A\t1\tBob_B\t1\nBob_B\t2\t3\nAnn_A\t3\tBob_B\t3\n");
    }

    @Test
    void lfwPeople() {
        lines(LfwPeople::parse, "2\n1\nAnn_A\t3\n1\nBob_B\t2\n", "2\nAnn_A\t1\nBob_B\t1\n");
    }

    @Test
    void cfpNames() {
        lines(CfpFormat::parseNames, "1 ../Data/Images/001/frontal/01.jpg\n2 ../Data/Images/001/frontal/02.jpg\n");
    }

    @Test
    void cfpPairs() {
        lines((file, lines) -> CfpFormat.parsePairs(file, lines, 5000, 2000), "1,2\n300,1999\n 4 , 5\n");
    }

    @Test
    void calfwPairs() {
        lines(
                (file, lines) -> CrossLfwFormat.folds(CrossLfwFormat.parse(file, lines)),
                "Ann_0001.jpg 1\nAnn_0002.jpg 1\nAnn_0001.jpg 0\nBob_0001.jpg 0\n",
                "Ann_0001.jpg 7\nAnn_0002.jpg 7\nAnn_0001.jpg 0\nBob_0001.jpg 0\n");
    }

    @Test
    void celebaIdentities() {
        lines(CelebaTables::identities, "000001.jpg 10\n000002.jpg 9\n000003.jpg 10\n");
    }

    @Test
    void celebaAttributes() {
        lines(
                CelebaTables::attributes,
                "3\nBald  Smiling\n000001.jpg -1  1\n000002.jpg  1 -1\n000003.jpg 1 1\n",
                "image_id,Bald,Smiling\n000001.jpg,-1,1\n000002.jpg,1,0\n");
    }

    @Test
    void celebaParts() {
        lines(CelebaTables::partitions, "000001.jpg 0\n000002.jpg 1\n000003.jpg 2\n");
    }

    @Test
    void celebaLandmarks() {
        lines(
                CelebaTables::landmarks,
                "2\na b c d e f g h i j\n000001.jpg 69 109 106 113 77 142 73 152 108 154\n"
                        + "000002.jpg 69 110 107 112 81 135 70 151 108 153\n");
    }

    @Test
    void points68() {
        StringBuilder text = new StringBuilder("version: 1\nn_points: 68\n{\n");
        for (int i = 0; i < 68; i++) {
            text.append(i).append(".5 ").append(i).append('\n');
        }
        lines(PtsFormat::parse, text + "}\n");
    }

    @Test
    void points106() {
        StringBuilder text = new StringBuilder("106\n");
        for (int i = 0; i < 106; i++) {
            text.append(i).append(".5 ").append(i).append('\n');
        }
        lines(LapaFormat::parse, text.toString());
    }

    @Test
    void youTubeFaces() {
        lines(Ytf68::parse, ",0,1\nx_1.jpg" + ",1.5".repeat(136) + "\ny_2.jpg" + ",20".repeat(136) + "\n");
    }

    @Test
    void dlibXml() {
        StringBuilder box = new StringBuilder("<box top='2' left='2' width='10' height='10'>");
        for (int i = 0; i < 68; i++) {
            box.append("<part name='").append(i).append("' x='").append(i).append("' y='3'/>");
        }
        String small = "<dataset><images><image file='a.jpg'><box top='1' left='1' width='9' height='9' ignore='1'/>"
                + "</image></images></dataset>";
        String whole = "<dataset><images><image file='a.jpg'>" + box + "</box></image></images></dataset>";
        Mutations.runText(
                bytes -> DlibXmlReader.parse(FILE, new ByteArrayInputStream(bytes)), small, small, small, whole);
    }

    @Test
    void actionUnits() {
        lines(
                ActionUnitsFormat::parse,
                "image,AU1,AU_02,note\nhttp://host/a/x.jpg,1,999,\"a, b\"\ny.jpg,0,1,\n",
                "http://h/x.jpg http://e/p" + " 999".repeat(60) + "\n");
    }

    @Test
    void faceDictionary() {
        lines(
                FaceDictionaryFormat::parse,
                "image,labels\nAU/1/original.png,AU/1/AU_12.png;AU/1/AU_1.png\nparts/1/o.png,parts/1/nose.png\n");
    }

    @Test
    void ageDbNames() {
        Mutations.runText(
                bytes -> new AgeDbFormat()
                        .face(String.join(" ", Listing.lines(bytes)))
                        .orElseThrow(() -> Listing.bad(FILE, 1, "no such name")),
                "0_MariaCallas_35_f.jpg");
    }

    @Test
    void utkFaceNames() {
        Mutations.runText(
                bytes -> new UtkFaceFormat()
                        .face(String.join(" ", Listing.lines(bytes)))
                        .orElseThrow(() -> Listing.bad(FILE, 1, "no such name")),
                "26_0_3_20170116184028385.jpg.chip.jpg");
    }

    @Test
    void insightFaceProperty() {
        lines(RecordIoFormat::parseProperty, "85742,112,112\n");
    }

    @Test
    void insightFaceList() {
        Mutations.runText(
                bytes -> {
                    List<String> lines = Listing.lines(bytes);
                    lines.forEach(line -> RecordIoFormat.addName(new HashMap<>(), line));
                    if (lines.size() > 2) {
                        throw Listing.bad(FILE, 3, "a line more");
                    }
                },
                "1\tAnn/1.jpg\t0\n1\tBob/2.jpg\t1.0\n");
    }
}
