package dev.facet.engine;

import dev.facet.engine.ops.Activation;
import dev.facet.engine.ops.AvgPool;
import dev.facet.engine.ops.AvgPoolGrad;
import dev.facet.engine.ops.BatchNormGradApply;
import dev.facet.engine.ops.BatchNormGradSums;
import dev.facet.engine.ops.BatchNormInfer;
import dev.facet.engine.ops.BatchNormInferGrad;
import dev.facet.engine.ops.BatchNormMoments;
import dev.facet.engine.ops.BatchNormStatistics;
import dev.facet.engine.ops.BatchNormTrain;
import dev.facet.engine.ops.BatchNormTrainGrad;
import dev.facet.engine.ops.BiasAdd;
import dev.facet.engine.ops.Binary;
import dev.facet.engine.ops.Broadcast;
import dev.facet.engine.ops.Cast;
import dev.facet.engine.ops.Concat;
import dev.facet.engine.ops.Convolution;
import dev.facet.engine.ops.ConvolutionGradData;
import dev.facet.engine.ops.ConvolutionGradWeights;
import dev.facet.engine.ops.CorrectCount;
import dev.facet.engine.ops.Dropout;
import dev.facet.engine.ops.EcLoss;
import dev.facet.engine.ops.EcLossGrad;
import dev.facet.engine.ops.EcLossWithGrad;
import dev.facet.engine.ops.Fill;
import dev.facet.engine.ops.Gram;
import dev.facet.engine.ops.L2Normalize;
import dev.facet.engine.ops.L2NormalizeGrad;
import dev.facet.engine.ops.LossScale;
import dev.facet.engine.ops.MatMul;
import dev.facet.engine.ops.MaxPool;
import dev.facet.engine.ops.MaxPoolGrad;
import dev.facet.engine.ops.OneHot;
import dev.facet.engine.ops.Op;
import dev.facet.engine.ops.PlsDeflate;
import dev.facet.engine.ops.PlsPass;
import dev.facet.engine.ops.Prelu;
import dev.facet.engine.ops.PreluGrad;
import dev.facet.engine.ops.Reduce;
import dev.facet.engine.ops.Relu;
import dev.facet.engine.ops.ReluGrad;
import dev.facet.engine.ops.Reshape;
import dev.facet.engine.ops.ResizeBilinear;
import dev.facet.engine.ops.ResizeBilinearGrad;
import dev.facet.engine.ops.RowProducts;
import dev.facet.engine.ops.Sgd;
import dev.facet.engine.ops.SigmoidCrossEntropy;
import dev.facet.engine.ops.SigmoidCrossEntropyGrad;
import dev.facet.engine.ops.Slice;
import dev.facet.engine.ops.SliceGrad;
import dev.facet.engine.ops.Softmax;
import dev.facet.engine.ops.SoftmaxCrossEntropy;
import dev.facet.engine.ops.SoftmaxCrossEntropyGrad;
import dev.facet.engine.ops.SoftmaxGrad;
import dev.facet.engine.ops.SumSquares;
import dev.facet.engine.ops.Transpose;
import dev.facet.engine.ops.Unary;
import dev.facet.engine.ops.UnaryGrad;
import dev.facet.engine.ops.Unpack16;
import dev.facet.engine.testing.OpCase;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The op of an op case as the engine's record. */
final class CaseOps {
    private CaseOps() {}

    static Op of(OpCase c, DType floatType) {
        Shape out = c.outputs().get(0).shape();
        return switch (OpCode.valueOf(c.op().toUpperCase(java.util.Locale.ROOT))) {
            case CAST -> new Cast(c.outputs().get(0).type(floatType).dtype());
            case LOSS_SCALE -> new LossScale(c.smallParam(0));
            case COPY -> new Reshape(out);
            case FILL -> new Fill(c.floatParam(0), new TensorType(floatType, out));
            case CONV2D -> new Convolution(conv2d(c), activation(c, 9));
            case CONV2D_GRAD_DATA -> new ConvolutionGradData(conv2d(c), out);
            case CONV2D_GRAD_WEIGHTS -> new ConvolutionGradWeights(conv2d(c), out);
            case MATMUL -> new MatMul(c.intParam(0) == 1, c.intParam(1) == 1, c.intParam(2) == 1);
            case BIAS_ADD -> new BiasAdd();
            case RELU -> new Relu();
            case RELU_GRAD -> new ReluGrad(ReluRule.values()[c.smallParam(0)]);
            case MAX_POOL2D -> new MaxPool(pool2d(c));
            case MAX_POOL2D_GRAD -> new MaxPoolGrad(pool2d(c));
            case AVG_POOL2D -> new AvgPool(pool2d(c), c.intParam(8) == 1);
            case AVG_POOL2D_GRAD -> new AvgPoolGrad(pool2d(c), c.intParam(8) == 1, out);
            case BATCH_NORM_TRAIN -> new BatchNormTrain(c.floatParam(0), c.floatParam(1), activation(c, 2));
            case BATCH_NORM_TRAIN_GRAD -> new BatchNormTrainGrad(c.floatParam(0), activation(c, 1));
            case BATCH_NORM_INFER -> new BatchNormInfer(c.floatParam(0), activation(c, 1));
            case BATCH_NORM_INFER_GRAD -> new BatchNormInferGrad(c.floatParam(0), activation(c, 1));
            case DROPOUT -> new Dropout(c.floatParam(0), c.intParam(1));
            case SOFTMAX -> new Softmax();
            case SOFTMAX_GRAD -> new SoftmaxGrad();
            case SOFTMAX_XENT -> new SoftmaxCrossEntropy(c.floatParam(0));
            case SOFTMAX_XENT_GRAD -> new SoftmaxCrossEntropyGrad(c.floatParam(0));
            case BINARY -> new Binary(Binary.Kind.values()[c.smallParam(0)]);
            case UNARY -> unary(c);
            case CONCAT -> new Concat(c.smallParam(0));
            case SLICE -> new Slice(starts(c, out.rank()), out);
            case SLICE_GRAD -> new SliceGrad(starts(c, out.rank()), out);
            case REDUCE -> new Reduce(Reduce.Kind.values()[c.smallParam(0)], c.smallParam(1));
            case BROADCAST -> new Broadcast(out, c.floatParam(0));
            case SUM_SQUARES -> new SumSquares();
            case L2_NORMALIZE -> new L2Normalize(c.floatParam(0));
            case L2_NORMALIZE_GRAD -> new L2NormalizeGrad(c.floatParam(0));
            case RESIZE_BILINEAR -> new ResizeBilinear(out.dim(1), out.dim(2));
            case RESIZE_BILINEAR_GRAD -> new ResizeBilinearGrad(out);
            case CORRECT_COUNT -> new CorrectCount();
            case SGD -> new Sgd(c.floatParam(0), c.floatParam(1), c.intParam(2) == 1);
            case ECLOSS -> new EcLoss(ecLoss(c));
            case ECLOSS_GRAD -> new EcLossGrad(ecLoss(c));
            case ECLOSS_WITH_GRAD -> new EcLossWithGrad(ecLoss(c));
            case PRELU -> new Prelu();
            case PRELU_GRAD -> new PreluGrad();
            case UNARY_GRAD -> new UnaryGrad(unary(c));
            case TRANSPOSE ->
                new Transpose(IntStream.range(0, out.rank())
                        .map(c::smallParam)
                        .boxed()
                        .toList());
            case ONE_HOT -> new OneHot(out.dim(1), floatType);
            case SIGMOID_XENT -> new SigmoidCrossEntropy();
            case SIGMOID_XENT_GRAD -> new SigmoidCrossEntropyGrad();
            case PLS_PASS -> new PlsPass(storedRows(c));
            case ROW_PRODUCTS -> new RowProducts(storedRows(c));
            case PLS_DEFLATE -> new PlsDeflate();
            case GRAM -> new Gram(storedRows(c), floatType);
            case BATCH_NORM_MOMENTS -> new BatchNormMoments();
            case BATCH_NORM_STATISTICS -> new BatchNormStatistics(c.floatParam(0), c.floatParam(1), c.intParam(2));
            case BATCH_NORM_GRAD_SUMS -> new BatchNormGradSums(activation(c, 0));
            case BATCH_NORM_GRAD_APPLY -> new BatchNormGradApply(c.intParam(0), activation(c, 1));
            case UNPACK16 -> new Unpack16(Half.values()[c.smallParam(0)], out.dim(1), floatType);
        };
    }

    private static Half storedRows(OpCase c) {
        return c.smallParam(0) == 0 ? null : Half.values()[c.smallParam(0) - 1];
    }

    private static Activation activation(OpCase c, int param) {
        return Activation.values()[c.smallParam(param)];
    }

    private static Unary unary(OpCase c) {
        return new Unary(Unary.Kind.values()[c.smallParam(0)], c.floatParam(1), c.floatParam(2));
    }

    private static Conv2d conv2d(OpCase c) {
        return new Conv2d(
                c.smallParam(0),
                c.smallParam(1),
                c.smallParam(2),
                c.smallParam(3),
                c.smallParam(4),
                c.smallParam(5),
                c.smallParam(6),
                c.smallParam(7),
                c.smallParam(8));
    }

    private static Pool2d pool2d(OpCase c) {
        return new Pool2d(
                c.smallParam(0),
                c.smallParam(1),
                c.smallParam(2),
                c.smallParam(3),
                c.smallParam(4),
                c.smallParam(5),
                c.smallParam(6),
                c.smallParam(7));
    }

    private static EcLossOp ecLoss(OpCase c) {
        return new EcLossOp(c.floatParam(0), c.intParam(1) == 1, c.intParam(2) == 1, c.smallParam(3));
    }

    private static List<Long> starts(OpCase c, int rank) {
        return LongStream.range(0, rank).map(i -> c.intParam((int) i)).boxed().toList();
    }
}
