package dev.facet.faces.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.facet.faces.FaceSample;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * Pictures, part masks and landmarks of fixed seeds are what they always were, bit for bit: figures that were measured on
 * drawn faces stay comparable however drawing is made faster. Who means to change how faces look changes the digests.
 */
class SamePicturesTest {

    @Test
    void ofTheDemosSize() throws NoSuchAlgorithmException {
        String expected = expected("a5d4f8c918777ad9c29d37fa645876af", "31333d502661757b88d3ce6065023710");
        assertThat(digest(new SynthFaces(20, 4, 112, 7))).isEqualTo(expected);
    }

    @Test
    void ofAnOddSize() throws NoSuchAlgorithmException {
        String expected = expected("a71319496a7ba44484e54605997d128d", "d1357b546b070350e6388e5f914fa9f1");
        assertThat(digest(new SynthFaces(12, 2, 65, 3))).isEqualTo(expected);
    }

    // Java leaves the last bit of sine, cosine and power to the machine, virtual and real, and Java2D how borders blend
    // to the
    // release and the system. Asked before anything is drawn, for drawing takes seconds.
    private static String expected(String java17, String java25) {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the digests are those of x86-64");
        assumeTrue(System.getProperty("os.name").equals("Linux"), "the digests are those of Linux");
        String machine = System.getProperty("java.vm.name");
        assumeTrue(machine.contains("HotSpot") || machine.startsWith("OpenJDK"), "the digests are those of HotSpot");
        int release = Runtime.version().feature();
        assumeTrue(release == 17 || release == 25, "the digests are those of Java 17 and 25");
        return release == 17 ? java17 : java25;
    }

    private static String digest(SynthFaces faces) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < faces.size(); i++) {
            FaceSample sample = faces.sample(i);
            digest.update(sample.image().rgb());
            digest.update(sample.parts().orElseThrow().labels());
            float[] landmarks = sample.landmarks().orElseThrow();
            ByteBuffer bytes = ByteBuffer.allocate(landmarks.length * Float.BYTES);
            bytes.asFloatBuffer().put(landmarks);
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, 32);
    }
}
