package dev.facet.faces.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.faces.FaceDataException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingTest {

    @TempDir
    Path dir;

    @Test
    void aByteOrderMarkAndStrangeBytesDoNoHarm() {
        byte[] marked = "\uFEFFa\r\nb\n".getBytes(StandardCharsets.UTF_8);
        assertThat(Listing.lines(marked)).containsExactly("a", "b");
        assertThat(Listing.lines(new byte[] {'a', (byte) 0xFF, '\n'})).hasSize(1);
    }

    @Test
    void linesAreReadOneByOneAndEndlessOnesRefused() {
        Tree tree = new Tree(dir);
        List<String> seen = new ArrayList<>();
        Listing.forEachLine(tree.text("a.txt", "x\ny\n\nz"), "list", (line, number) -> seen.add(number + line));
        assertThat(seen).containsExactly("1x", "2y", "3", "4z");
        Path endless = tree.text("b.txt", "ok\n" + "x".repeat(1 << 17));
        assertThatThrownBy(() -> Listing.forEachLine(endless, "list", (line, number) -> {}))
                .isInstanceOf(FaceDataException.class)
                .hasMessageContaining("b.txt line 2");
    }

    @Test
    void namesStayInsideOfTheirFolder() {
        Path list = Path.of("list.txt");
        Path images = dir.resolve("images");
        assertThat(Listing.within(dir, images, "a/b.jpg", list, 1)).isEqualTo(images.resolve("a/b.jpg"));
        assertThat(Listing.within(dir, images, "../other/b.jpg", list, 1)).isEqualTo(dir.resolve("other/b.jpg"));
        assertThat(Listing.within(Path.of(""), Path.of(""), "a.jpg", list, 1)).isEqualTo(Path.of("a.jpg"));
        for (String name : new String[] {"../../b.jpg", "/etc/hostname", "a/../../../b.jpg", "a\0b"}) {
            assertThatThrownBy(() -> Listing.within(dir, images, name, list, 7))
                    .as(name)
                    .isInstanceOf(FaceDataException.class)
                    .hasMessageContaining("list.txt line 7");
        }
    }
}
