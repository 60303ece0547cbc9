package dev.facet.benchmarks.peers;

import dev.facet.torch.Layout;

/** What libtorch's contenders share. */
final class TorchJobs {
    private TorchJobs() {}

    static String name(Layout layout) {
        return layout == Layout.NCHW ? "libtorch-nchw" : "libtorch-channels-last";
    }
}
