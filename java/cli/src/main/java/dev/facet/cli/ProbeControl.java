package dev.facet.cli;

/** What a probing study compares networks with. */
enum ProbeControl {
    /** The same architecture with random weights. */
    UNTRAINED,
    /** The pictures themselves. */
    PIXELS,
    /** The networks themselves with labels dealt anew among the pictures. */
    SHUFFLED
}
