package dev.facet.interpret.overlay;

import dev.facet.faces.Image;
import dev.facet.interpret.maps.BilinearUpsampler;
import dev.facet.interpret.maps.FeatureMaps;
import dev.facet.interpret.maps.MapSize;
import dev.facet.interpret.maps.TopMask;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The maps of some channels of a network on some faces: a row is one channel over many faces, a column one face through
 * many channels. Two sheets of the same faces set two networks side by side. Immutable, provided nobody writes to the
 * maps.
 *
 * @param network the network's name
 * @param layer the layer's name, such as {@code relu5_3}
 * @param faces the faces as the network saw them, all of one size
 * @param channels the channels' numbers
 * @param mapHeight height of a map in cells
 * @param mapWidth width of a map in cells
 * @param maps by position in {@code channels}, then by position in {@code faces}: mapHeight × mapWidth values
 */
public record MapSheet(
        String network,
        String layer,
        List<Image> faces,
        List<Integer> channels,
        int mapHeight,
        int mapWidth,
        List<List<float[]>> maps) {
    public MapSheet {
        faces = List.copyOf(faces);
        channels = List.copyOf(channels);
        maps = maps.stream().map(List::copyOf).toList();
        if (faces.isEmpty() || channels.isEmpty()) {
            throw new IllegalArgumentException("a sheet of maps needs faces and channels");
        }
        for (Image face : faces) {
            if (face.width() != faces.get(0).width()
                    || face.height() != faces.get(0).height()) {
                throw new IllegalArgumentException(
                        "faces of one sheet have one size, not " + faces.get(0) + " and " + face);
            }
        }
        if (maps.size() != channels.size()) {
            throw new IllegalArgumentException(maps.size() + " rows of maps for " + channels.size() + " channels");
        }
        for (List<float[]> row : maps) {
            if (row.size() != faces.size()) {
                throw new IllegalArgumentException(row.size() + " maps of a channel for " + faces.size() + " faces");
            }
            for (float[] map : row) {
                MapSize.require(map, mapHeight, mapWidth);
            }
        }
    }

    /**
     * The maps of some channels, from a layer's activations on the faces.
     *
     * @param maps of as many images as there are faces
     */
    public static MapSheet of(String network, String layer, List<Image> faces, int[] channels, FeatureMaps maps) {
        return new MapSheet(
                network,
                layer,
                faces,
                Arrays.stream(channels).boxed().toList(),
                maps.height(),
                maps.width(),
                Arrays.stream(channels)
                        .mapToObj(channel -> IntStream.range(0, faces.size())
                                .mapToObj(face -> maps.map(face, channel))
                                .toList())
                        .toList());
    }

    /** One map, mapHeight × mapWidth values; must not be written. */
    public float[] map(int row, int face) {
        return maps.get(row).get(face);
    }

    /** The strongest tenth of one map on the face's pixels. */
    public TopMask top(int row, int face) {
        Image picture = faces.get(face);
        return TopMask.of(map(row, face), BilinearUpsampler.of(mapHeight, mapWidth, picture.height(), picture.width()));
    }
}
