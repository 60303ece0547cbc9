package dev.facet.faces;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Which pictures of which people a data set has, in any order, as one number; what the pictures show is not looked at. */
public final class DataFingerprint {
    private DataFingerprint() {}

    /** SHA-256 of all samples' ids and people, in hexadecimal. */
    public static String of(FaceDataset faces) {
        String[] lines = new String[faces.size()];
        for (int i = 0; i < lines.length; i++) {
            FaceSample sample = faces.sample(i);
            lines[i] = sample.id() + '\t' + sample.identityName() + '\n';
        }
        Arrays.sort(lines);
        MessageDigest digest = sha256();
        for (String line : lines) {
            digest.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256; this one does not", e);
        }
    }
}
