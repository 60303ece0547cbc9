package dev.facet.torch;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Moves numbers between Java arrays and libtorch tensors, and between Facet's layouts (NHWC activations, KRSC weights) and
 * libtorch's (NCHW, KCRS). Callers free the tensors, usually with a {@link org.bytedeco.javacpp.PointerScope}.
 */
public final class Tensors {
    private Tensors() {}

    /** A tensor of the type, F32 or F64, with a copy of the values. */
    public static Tensor of(ScalarType type, float[] values, long... dims) {
        Tensor floats = Tensor.create(values, dims);
        return type == ScalarType.Float ? floats : floats.to(type);
    }

    public static Tensor of(double[] values, long... dims) {
        return Tensor.create(values, dims);
    }

    /** Class labels; -1 where a row is to be ignored. */
    public static Tensor labels(int... labels) {
        long[] wide = new long[labels.length];
        for (int i = 0; i < labels.length; i++) wide[i] = labels[i];
        return Tensor.create(wide, labels.length);
    }

    /** [N, H, W, C] as [N, C, H, W]: a view. Also KRSC weights as KCRS. */
    public static Tensor channelsSecond(Tensor nhwc) {
        return nhwc.permute(0, 3, 1, 2);
    }

    /** [N, C, H, W] as [N, H, W, C]: a view. */
    public static Tensor channelsLast(Tensor nchw) {
        return nchw.permute(0, 2, 3, 1);
    }

    /** The values in row-major order of the tensor's logical shape. */
    public static double[] values(Tensor t) {
        try (Tensor dense = t.detach().to(ScalarType.Double).contiguous();
                DoublePointer data = dense.data_ptr_double()) {
            double[] values = new double[Math.toIntExact(dense.numel())];
            data.get(values);
            return values;
        }
    }

    /** Lets an object outlive the scope that it was made in; close() frees it then. */
    public static <P extends Pointer> P kept(PointerScope scope, P made) {
        made.retainReference();
        scope.detach(made);
        return made;
    }
}
