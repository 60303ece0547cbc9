package dev.facet.engine;

import java.util.Locale;

/**
 * The ops that native code executes, in the order of {@code native/core/op_table.def}: the ordinal is the code in programs.
 * {@code docs/ops.md} gives every op's formula.
 */
public enum OpCode {
    COPY,
    FILL,
    CONV2D,
    CONV2D_GRAD_DATA,
    CONV2D_GRAD_WEIGHTS,
    MATMUL,
    BIAS_ADD,
    RELU,
    RELU_GRAD,
    MAX_POOL2D,
    MAX_POOL2D_GRAD,
    AVG_POOL2D,
    AVG_POOL2D_GRAD,
    BATCH_NORM_TRAIN,
    BATCH_NORM_TRAIN_GRAD,
    BATCH_NORM_INFER,
    BATCH_NORM_INFER_GRAD,
    DROPOUT,
    SOFTMAX,
    SOFTMAX_GRAD,
    SOFTMAX_XENT,
    SOFTMAX_XENT_GRAD,
    BINARY,
    UNARY,
    CONCAT,
    SLICE,
    SLICE_GRAD,
    REDUCE,
    BROADCAST,
    SUM_SQUARES,
    L2_NORMALIZE,
    L2_NORMALIZE_GRAD,
    RESIZE_BILINEAR,
    RESIZE_BILINEAR_GRAD,
    CORRECT_COUNT,
    SGD,
    ECLOSS,
    ECLOSS_GRAD,
    PRELU,
    PRELU_GRAD,
    UNARY_GRAD,
    TRANSPOSE,
    ONE_HOT,
    SIGMOID_XENT,
    SIGMOID_XENT_GRAD,
    PLS_PASS,
    ROW_PRODUCTS,
    PLS_DEFLATE,
    GRAM,
    UNPACK16,
    ECLOSS_WITH_GRAD,
    CAST,
    LOSS_SCALE,
    BATCH_NORM_MOMENTS,
    BATCH_NORM_STATISTICS,
    BATCH_NORM_GRAD_SUMS,
    BATCH_NORM_GRAD_APPLY;

    private final String opName = name().toLowerCase(Locale.ROOT);

    /** The op's name in the native op table. */
    public String opName() {
        return opName;
    }
}
