package dev.facet.integration.golden;

import java.nio.file.Path;

/** Places in the checkout that tests read. */
final class Checkout {
    private static final Path ROOT = Path.of(System.getProperty("facet.root"));
    static final Path CASES = ROOT.resolve("tests/cases");
    static final Path GOLDEN = ROOT.resolve("tests/golden");

    private Checkout() {}
}
