package dev.facet.nn.internal.onnx;

import dev.facet.nn.onnx.OnnxException;

/** Geometry of a convolution or pooling: strides, padding and dilation in pixels, {@code auto_pad} resolved. */
record Window(
        int kernelH,
        int kernelW,
        int strideH,
        int strideW,
        int top,
        int left,
        int bottom,
        int right,
        int dilationH,
        int dilationW) {

    /** Reads the attributes of a node that moves a window over an image of height h and width w. */
    static Window of(NodeView node, int[] kernel, long h, long w) {
        int[] strides = node.integers("strides", 2, 1);
        int[] dilations = node.integers("dilations", 2, 1);
        int[] pads = node.integers("pads", 4, 0);
        for (int i = 0; i < 2; i++) {
            if (kernel[i] < 1 || strides[i] < 1 || dilations[i] < 1) {
                throw new OnnxException("window, strides and dilations must be at least 1");
            }
        }
        String auto = node.text("auto_pad", "NOTSET");
        if (auto.equals("VALID")) {
            pads = new int[4];
        } else if (auto.equals("SAME_UPPER") || auto.equals("SAME_LOWER")) {
            for (int i = 0; i < 2; i++) {
                long total = same(i == 0 ? h : w, kernel[i], strides[i], dilations[i]);
                int small = (int) (total / 2);
                int large = (int) (total - small);
                pads[i] = auto.equals("SAME_UPPER") ? small : large;
                pads[i + 2] = auto.equals("SAME_UPPER") ? large : small;
            }
        } else if (!auto.equals("NOTSET")) {
            throw new OnnxException("auto_pad is '" + auto + "'");
        }
        return new Window(
                kernel[0],
                kernel[1],
                strides[0],
                strides[1],
                pads[0],
                pads[1],
                pads[2],
                pads[3],
                dilations[0],
                dilations[1]);
    }

    /** Padding in all that makes ceil(size / stride) windows fit; none, as in TensorFlow, where they leave pixels out. */
    private static long same(long size, int kernel, int stride, int dilation) {
        long count = (size + stride - 1) / stride;
        long needed = (count - 1) * stride + (kernel - 1L) * dilation + 1 - size;
        if (needed > Dims.MAX_ELEMENTS) {
            throw new OnnxException("the padding would be " + needed + " pixels");
        }
        return Math.max(0, needed);
    }

    /** With more padding at the bottom and right so that a last, incomplete window counts: {@code ceil_mode}. */
    Window ceiled(long h, long w) {
        return new Window(
                kernelH,
                kernelW,
                strideH,
                strideW,
                top,
                left,
                bottom + overhang(h, kernelH, strideH, top, bottom),
                right + overhang(w, kernelW, strideW, left, right),
                dilationH,
                dilationW);
    }

    /** Pixels by which the last window overhangs; it counts only if it starts inside the image or the padding before it. */
    private static int overhang(long size, int kernel, int stride, int before, int after) {
        long room = size + before + after - kernel;
        if (room < 0) {
            return 0;
        }
        long windows = (room + stride - 1) / stride + 1;
        if ((windows - 1) * stride >= size + before) {
            windows--;
        }
        return (int) Math.max(0, (windows - 1) * stride - room);
    }
}
