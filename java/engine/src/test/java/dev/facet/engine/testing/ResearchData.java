package dev.facet.engine.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The research data that some tests need, from the folder FACET_DATA or beside the checkout. */
public final class ResearchData {
    private ResearchData() {}

    /** A file or folder of the data; skips the calling test where it is not there. */
    public static Path require(String name) {
        String set = System.getenv("FACET_DATA");
        Path data = set != null
                ? Path.of(set)
                : Path.of(System.getProperty("facet.root", "."), "..", "shared", "data")
                        .normalize();
        Path found = data.resolve(name);
        Assumptions.assumeTrue(
                Files.exists(found),
                () -> "skipped: there is no " + found + "; FACET_DATA names another folder of data");
        return found;
    }
}
