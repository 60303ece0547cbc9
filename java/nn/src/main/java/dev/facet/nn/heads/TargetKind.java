package dev.facet.nn.heads;

/** What a network is told about an image in training. */
public enum TargetKind {
    /** One class index an image, i32; −1 for none. */
    CLASSES,
    /** One row of numbers an image, some of which may be unknown. */
    ROWS
}
