package dev.facet.torch;

import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** How libtorch keeps four-dimensional tensors in memory; their logical order is NCHW either way. */
public enum Layout {
    NCHW(MemoryFormat.Contiguous),
    CHANNELS_LAST(MemoryFormat.ChannelsLast);

    final MemoryFormat format;

    Layout(MemoryFormat format) {
        this.format = format;
    }
}
