package dev.facet.interpret.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The scores of every channel on every face, the table from which all channel metrics and their intervals are computed.
 * Faces are added one by one; tables of the same channels, parts and levels merge by appending faces. Not safe for
 * several threads while it grows.
 */
public final class ChannelScores {
    private static final byte DEAD = -2;

    private final int channels;
    private final List<String> parts;
    private final double[] rhos;
    private final List<byte[]> part = new ArrayList<>();
    private final List<float[]> iou = new ArrayList<>();
    private final List<boolean[]> sparse = new ArrayList<>();
    private final List<short[]> peaks = new ArrayList<>();

    /**
     * An empty table.
     *
     * @param channels the number of channels of the layer
     * @param parts the names of the parts, in the order of their masks; 2 to 127
     * @param rhos the prominence levels at which peaks are counted
     */
    public ChannelScores(int channels, List<String> parts, double... rhos) {
        if (channels < 1 || parts.size() < 2 || parts.size() > Byte.MAX_VALUE) {
            throw new IllegalArgumentException("a score table needs channels and 2 to 127 parts, not " + channels
                    + " channels and " + parts.size() + " parts");
        }
        this.channels = channels;
        this.parts = List.copyOf(parts);
        this.rhos = rhos.clone();
    }

    /**
     * Adds one face.
     *
     * @param scores one score a channel
     */
    public void add(List<MapScore> scores) {
        if (scores.size() != channels) {
            throw new IllegalArgumentException(scores.size() + " scores for " + channels + " channels");
        }
        byte[] partRow = new byte[channels];
        float[] iouRow = new float[channels];
        boolean[] sparseRow = new boolean[channels];
        short[] peakRow = new short[channels * rhos.length];
        for (int c = 0; c < channels; c++) {
            MapScore score = scores.get(c);
            partRow[c] = score.dead() ? DEAD : (byte) score.part();
            iouRow[c] = (float) score.iou();
            sparseRow[c] = score.sparse();
            for (int level = 0; level < rhos.length; level++) {
                peakRow[c * rhos.length + level] = (short) Math.min(Short.MAX_VALUE, score.peaks()[level]);
            }
        }
        part.add(partRow);
        iou.add(iouRow);
        sparse.add(sparseRow);
        peaks.add(peakRow);
    }

    /** Appends the faces of {@code other}, which stays as it is. */
    public void merge(ChannelScores other) {
        if (channels != other.channels || !parts.equals(other.parts) || !Arrays.equals(rhos, other.rhos)) {
            throw new IllegalArgumentException("cannot merge scores of " + other.channels + " channels, parts "
                    + other.parts + ", levels " + Arrays.toString(other.rhos) + " into " + channels
                    + " channels, parts "
                    + parts + ", levels " + Arrays.toString(rhos));
        }
        part.addAll(other.part);
        iou.addAll(other.iou);
        sparse.addAll(other.sparse);
        peaks.addAll(other.peaks);
    }

    public int faces() {
        return part.size();
    }

    public int channels() {
        return channels;
    }

    public List<String> parts() {
        return parts;
    }

    /** The prominence levels at which peaks were counted. */
    public double[] rhos() {
        return rhos.clone();
    }

    /** Whether the channel's map on the face is constant. */
    public boolean isDead(int face, int channel) {
        return part.get(face)[channel] == DEAD;
    }

    /** Whether less than a tenth of the channel's map on the face is above its lowest value. */
    public boolean isSparse(int face, int channel) {
        return sparse.get(face)[channel];
    }

    /** The part that the channel's region fits best on the face; {@link PartExplainability#NO_PART} for none or dead. */
    public int part(int face, int channel) {
        return Math.max(PartExplainability.NO_PART, part.get(face)[channel]);
    }

    /** The best intersection over union of the channel's region on the face. */
    public double iou(int face, int channel) {
        return iou.get(face)[channel];
    }

    /** The number of peaks of the channel's map on the face, at a level of {@link #rhos()}. */
    public int peaks(int face, int channel, int level) {
        return peaks.get(face)[channel * rhos.length + level];
    }

    /** The index of a level in {@link #rhos()}. */
    public int level(double rho) {
        for (int level = 0; level < rhos.length; level++) {
            if (rhos[level] == rho) {
                return level;
            }
        }
        throw new IllegalArgumentException("peaks were not counted at rho " + rho + " but at " + Arrays.toString(rhos));
    }
}
