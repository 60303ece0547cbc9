package dev.facet.nn.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The release that is running, as the build stamped it into this module. */
public final class FacetVersion {
    private static final String RESOURCE = "/dev/facet/nn/version.properties";

    private FacetVersion() {}

    /** E.g. {@code 0.1.0}. */
    public static String current() {
        try (InputStream in = FacetVersion.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(
                        RESOURCE + " is missing from the class path: the facet-nn jar is incomplete");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
    }
}
