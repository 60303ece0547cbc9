package dev.facet.report;

import dev.facet.interpret.overlay.MapSheet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What some channels of a layer see on some faces, as pictures for a page.
 *
 * @param layer its name
 * @param channels their numbers
 * @param pictures by position in {@code channels}, then by face: the face with the channel's region on it, a data URI
 */
record SeenChannels(String layer, List<Integer> channels, List<List<String>> pictures) {
    SeenChannels {
        if (pictures.size() != channels.size()) {
            throw new IllegalArgumentException(
                    "pictures of " + pictures.size() + " channels, not of " + channels.size());
        }
    }

    static SeenChannels of(MapSheet sheet) {
        return new SeenChannels(
                sheet.layer(),
                sheet.channels(),
                IntStream.range(0, sheet.channels().size())
                        .mapToObj(row -> IntStream.range(0, sheet.faces().size())
                                .mapToObj(face -> Pictures.photo(
                                        Overlays.region(sheet.faces().get(face), sheet.top(row, face))))
                                .toList())
                        .toList());
    }
}
