package dev.facet.nn;

import com.google.gson.JsonObject;
import dev.facet.nn.heads.Head;

/** What the configurations of Facet's own architectures have in common. */
interface NetworkSizes {
    /** Side of the input images in pixels. */
    int input();

    /** Channels of the input images. */
    int channels();

    /** Outputs. */
    int classes();

    Head head();

    JsonObject toJson();
}
