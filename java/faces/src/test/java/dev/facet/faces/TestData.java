package dev.facet.faces;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Finds the research data that some tests need; they skip without it. */
public final class TestData {

    private TestData() {}

    /** A folder of the data, from FACET_DATA or beside the checkout; skips the calling test if it is not there. */
    public static Path folder(String name) {
        String set = System.getenv("FACET_DATA");
        Path data = set != null
                ? Path.of(set)
                : Path.of(System.getProperty("facet.root", "."), "..", "shared", "data")
                        .normalize();
        Path folder = data.resolve(name);
        Assumptions.assumeTrue(Files.isDirectory(folder), () -> "skipped: no research data at " + folder);
        return folder;
    }
}
