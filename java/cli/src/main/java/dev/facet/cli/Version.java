package dev.facet.cli;

import picocli.CommandLine.IVersionProvider;

/** The version written into the jar's manifest, or "development" when run from classes. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"facet " + text()};
    }

    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
