package dev.facet.engine;

import dev.facet.engine.ops.Activation;
import dev.facet.engine.ops.AvgPool;
import dev.facet.engine.ops.BatchNormInfer;
import dev.facet.engine.ops.BatchNormTrain;
import dev.facet.engine.ops.BiasAdd;
import dev.facet.engine.ops.Binary;
import dev.facet.engine.ops.Broadcast;
import dev.facet.engine.ops.Cast;
import dev.facet.engine.ops.Concat;
import dev.facet.engine.ops.Convolution;
import dev.facet.engine.ops.CorrectCount;
import dev.facet.engine.ops.Dropout;
import dev.facet.engine.ops.EcLoss;
import dev.facet.engine.ops.Fill;
import dev.facet.engine.ops.Gram;
import dev.facet.engine.ops.L2Normalize;
import dev.facet.engine.ops.LossScale;
import dev.facet.engine.ops.MatMul;
import dev.facet.engine.ops.MaxPool;
import dev.facet.engine.ops.OneHot;
import dev.facet.engine.ops.Op;
import dev.facet.engine.ops.PlsDeflate;
import dev.facet.engine.ops.PlsPass;
import dev.facet.engine.ops.Prelu;
import dev.facet.engine.ops.Reduce;
import dev.facet.engine.ops.Relu;
import dev.facet.engine.ops.Reshape;
import dev.facet.engine.ops.ResizeBilinear;
import dev.facet.engine.ops.RowProducts;
import dev.facet.engine.ops.Sgd;
import dev.facet.engine.ops.SigmoidCrossEntropy;
import dev.facet.engine.ops.Slice;
import dev.facet.engine.ops.SliceGrad;
import dev.facet.engine.ops.Softmax;
import dev.facet.engine.ops.SoftmaxCrossEntropy;
import dev.facet.engine.ops.SumSquares;
import dev.facet.engine.ops.Transpose;
import dev.facet.engine.ops.Unary;
import dev.facet.engine.ops.Unpack16;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;

/**
 * A graph of ops under construction. Nodes are created in an order in which they can be executed. Every method checks shapes at
 * once: a {@link ShapeException} names op, arguments and shapes. Activations are NHWC, convolution weights KRSC; formulas are in
 * docs/ops.md.
 *
 * <p>Single-threaded. A graph holds no native memory.
 */
public final class Graph {
    private final DType floatType;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Application> applications = new ArrayList<>();
    private final Map<String, Node> names = new LinkedHashMap<>();
    private final Map<Node, double[]> constants = new HashMap<>();
    private final Set<Node> updated = new HashSet<>();
    private long dropouts;
    private int forwardOps = -1;

    /** A graph of 32-bit floats. */
    public Graph() {
        this(DType.F32);
    }

    /** A graph whose floating nodes have the type {@code floatType}, F32 or (for gradient checks) F64. */
    public Graph(DType floatType) {
        if (!floatType.isFloat() || floatType == DType.BF16) {
            throw new IllegalArgumentException("The float type of a graph is F32 or F64, not " + floatType);
        }
        this.floatType = floatType;
    }

    /** The type of floating nodes that are made without one of their own. */
    public DType floatType() {
        return floatType;
    }

    // ---- leaves

    /** A floating input, fed before each run. */
    public Node input(String name, long... dims) {
        return input(name, floatType, dims);
    }

    /** An input of the given type, fed before each run; floating inputs must be of the graph's float type, or BF16. */
    public Node input(String name, DType type, long... dims) {
        if (type.isFloat() && type != floatType && type != DType.BF16) {
            throw new ShapeException("Input " + name + " is " + type + " in a graph of " + floatType
                    + "; all floating nodes share one type");
        }
        return leaf(Node.Kind.INPUT, name, new TensorType(type, Shape.of(dims)));
    }

    /** A trainable parameter, which lives in {@link Variables}. */
    public Node parameter(String name, long... dims) {
        return leaf(Node.Kind.PARAMETER, name, new TensorType(floatType, Shape.of(dims)));
    }

    /** A persistent value that is not trained (running mean, momentum), which lives in {@link Variables}. */
    public Node state(String name, long... dims) {
        return leaf(Node.Kind.STATE, name, new TensorType(floatType, Shape.of(dims)));
    }

    /** A constant in row-major order, written once when an executable is made. */
    public Node constant(String name, Shape shape, float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return constant(name, shape, doubles);
    }

    /** A constant in row-major order, rounded to the graph's float type. */
    public Node constant(String name, Shape shape, double[] values) {
        if (values.length != shape.count()) {
            throw new ShapeException("Constant " + name + " of shape " + shape + " needs " + shape.count()
                    + " values, got " + values.length);
        }
        Node node = leaf(Node.Kind.CONSTANT, name, new TensorType(floatType, shape));
        constants.put(node, values.clone());
        return node;
    }

    /** A tensor of one value. */
    public Node fill(double value, long... dims) {
        return apply(new Fill(value, new TensorType(floatType, Shape.of(dims))));
    }

    // ---- convolution and linear layers

    /**
     * 2-D convolution.
     *
     * @param x [N,H,W,C]
     * @param w [K,R,S,C/groups]
     * @param bias [K] or null
     * @return [N,P,Q,K] with P = (H + padTop + padBottom − dilationH·(R−1) − 1)/strideH + 1, rounded down; Q likewise
     */
    public Node conv2d(Node x, Node w, Node bias, Conv2d spec) {
        Convolution op = new Convolution(spec, Activation.NONE);
        return bias == null ? apply(op, x, w) : apply(op, x, w, bias);
    }

    /** A linear layer: x[M,C] · w[K,C]ᵀ + bias[K] (or null) → [M,K]. */
    public Node linear(Node x, Node w, Node bias) {
        MatMul op = new MatMul(false, true, false);
        return bias == null ? apply(op, x, w) : apply(op, x, w, bias);
    }

    /** op(a)[M,K] · op(b)[K,N] → [M,N], where a transposed operand is stored with its axes exchanged. */
    public Node matmul(Node a, Node b, boolean transA, boolean transB) {
        return apply(new MatMul(transA, transB, false), a, b);
    }

    /** x[..,C] + bias[C]. */
    public Node biasAdd(Node x, Node bias) {
        return apply(new BiasAdd(), x, bias);
    }

    /** max(x, 0). */
    public Node relu(Node x) {
        return apply(new Relu(), x);
    }

    /** x where positive, slope·x elsewhere: slope is [C], one for each channel of x[..,C], or [1]. */
    public Node prelu(Node x, Node slope) {
        return apply(new Prelu(), x, slope);
    }

    /** x where positive, slope·x elsewhere, the slope being a constant. */
    public Node leakyRelu(Node x, double slope) {
        return apply(new Unary(Unary.Kind.LEAKY_RELU, slope, 0), x);
    }

    /** min(max(x, 0), 6). Like every clip from 0 on it follows {@link GradientRules#relu()}. */
    public Node relu6(Node x) {
        return clip(x, 0, 6);
    }

    // ---- pooling and resizing

    /** Maximum over windows: [N,H,W,C] → [N,P,Q,C]; padding never wins. */
    public Node maxPool2d(Node x, Pool2d spec) {
        return apply(new MaxPool(spec), x);
    }

    /** Mean over windows: [N,H,W,C] → [N,P,Q,C]; {@code countIncludePad} divides by the whole window at the border too. */
    public Node avgPool2d(Node x, Pool2d spec, boolean countIncludePad) {
        return apply(new AvgPool(spec, countIncludePad), x);
    }

    /** Mean over the image: [N,H,W,C] → [N,C]. */
    public Node globalAvgPool(Node x) {
        if (x.shape().rank() != 4) {
            throw new ShapeException("globalAvgPool: x must be [N,H,W,C], not " + x.shape());
        }
        return reshape(mean(x, 1, 2), x.shape().dim(0), x.shape().dim(3));
    }

    /** Bilinear interpolation to h×w with half-pixel centres, without antialiasing: [N,H,W,C] → [N,h,w,C]. */
    public Node resizeBilinear(Node x, long h, long w) {
        return apply(new ResizeBilinear(h, w), x);
    }

    /** Repeats every pixel {@code factorH} × {@code factorW} times: [N,H,W,C] → [N,factorH·H,factorW·W,C]. */
    public Node resizeNearest(Node x, long factorH, long factorW) {
        Shape s = x.shape();
        if (s.rank() != 4 || factorH < 1 || factorW < 1) {
            throw new ShapeException("resizeNearest: x must be [N,H,W,C] and the factors positive, not " + s + " and "
                    + factorH + ", " + factorW);
        }
        Node pixels = reshape(x, s.dim(0), s.dim(1), 1, s.dim(2), 1, s.dim(3));
        Node repeated = broadcast(pixels, Shape.of(s.dim(0), s.dim(1), factorH, s.dim(2), factorW, s.dim(3)));
        return reshape(repeated, s.dim(0), factorH * s.dim(1), factorW * s.dim(2), s.dim(3));
    }

    // ---- normalisation, dropout, losses

    /**
     * Batch normalisation over all axes but the last. When training, it uses the batch's statistics and moves the running ones by
     * {@code momentum} towards them in place; otherwise it uses the running ones.
     *
     * @param x [..,C]; gamma, beta, runningMean and runningVar are [C], the last two states
     * @param epsilon added to the variance, positive
     * @param momentum weight of the new batch, 0 to 1
     */
    public Node batchNorm(
            Node x,
            Node gamma,
            Node beta,
            Node runningMean,
            Node runningVar,
            double epsilon,
            double momentum,
            boolean training) {
        if (!training) {
            return apply(new BatchNormInfer(epsilon, Activation.NONE), x, gamma, beta, runningMean, runningVar);
        }
        return apply(new BatchNormTrain(epsilon, momentum, Activation.NONE), x, gamma, beta, runningMean, runningVar);
    }

    /**
     * Zeroes each element with probability {@code rate} and scales the others by 1/(1−rate). Which ones follows from the seed, the
     * position of this dropout among the graph's dropouts, and the element's index.
     *
     * @param rate 0 to below 1
     * @param seed an I32 input of shape [1], to be changed for every step
     */
    public Node dropout(Node x, double rate, Node seed) {
        return apply(new Dropout(rate, dropouts++), x, seed);
    }

    /** Softmax over the last axis. */
    public Node softmax(Node x) {
        return apply(new Softmax(), x);
    }

    /**
     * Softmax cross-entropy, the mean over the rows whose label is not −1.
     *
     * @param logits [N,K]
     * @param labels I32 [N], 0 to K−1, or −1 to ignore the row
     * @param labelSmoothing ε in t = (1−ε)·onehot + ε/K, 0 to 1
     * @return the loss, [1]
     */
    public Node softmaxCrossEntropy(Node logits, Node labels, double labelSmoothing) {
        return apply(new SoftmaxCrossEntropy(labelSmoothing), logits, labels);
    }

    /**
     * Sigmoid cross-entropy −t·log σ(z) − (1−t)·log(1−σ(z)), the mean over the known labels.
     *
     * @param logits z, of any shape, as [N,A] for A attributes
     * @param labels floating, of the same shape: t in 0 to 1, or negative for unknown; they count as constants in gradients
     * @return the loss, [1]; 0 if no label is known
     */
    public Node sigmoidCrossEntropy(Node logits, Node labels) {
        return apply(new SigmoidCrossEntropy(), logits, labels);
    }

    /** Rows of [N, classes] with a 1 at the label, zeros for label −1; labels are I32 [N]. */
    public Node oneHot(Node labels, long classes) {
        return apply(new OneHot(classes, floatType), labels);
    }

    /** Number of rows whose first arg-max is the label, as a float [1]. */
    public Node correctCount(Node logits, Node labels) {
        return apply(new CorrectCount(), logits, labels);
    }

    /** y = x / √(Σ x² + epsilon) over the last axis. */
    public Node l2Normalize(Node x, double epsilon) {
        return apply(new L2Normalize(epsilon), x);
    }

    /** ECLoss of the maps x[N,H,W,C] against templates[T,H·W] (docs/ops.md, ECLoss). */
    public EcLossNodes ecLoss(Node x, Node templates, EcLossOp spec) {
        List<Node> results = applyAll(new EcLoss(spec), x, templates);
        return new EcLossNodes(results.get(0), results.get(1));
    }

    // ---- element-wise

    /** a + b with broadcasting. */
    public Node add(Node a, Node b) {
        return binary(Binary.Kind.ADD, a, b);
    }

    /** a − b with broadcasting. */
    public Node sub(Node a, Node b) {
        return binary(Binary.Kind.SUB, a, b);
    }

    /** a · b with broadcasting. */
    public Node mul(Node a, Node b) {
        return binary(Binary.Kind.MUL, a, b);
    }

    /** a / b with broadcasting. */
    public Node div(Node a, Node b) {
        return binary(Binary.Kind.DIV, a, b);
    }

    /** factor · x. */
    public Node scale(Node x, double factor) {
        return affine(x, factor, 0);
    }

    /** alpha · x + beta. */
    public Node affine(Node x, double alpha, double beta) {
        return apply(new Unary(Unary.Kind.AFFINE, alpha, beta), x);
    }

    /** e^x. */
    public Node exp(Node x) {
        return unary(Unary.Kind.EXP, x);
    }

    /** Natural logarithm. */
    public Node log(Node x) {
        return unary(Unary.Kind.LOG, x);
    }

    /** √x; NaN below 0. */
    public Node sqrt(Node x) {
        return unary(Unary.Kind.SQRT, x);
    }

    /** x². */
    public Node square(Node x) {
        return unary(Unary.Kind.SQUARE, x);
    }

    /** |x|; its gradient at 0 is 0. */
    public Node abs(Node x) {
        return unary(Unary.Kind.ABS, x);
    }

    /** 1 / (1 + e^−x). */
    public Node sigmoid(Node x) {
        return unary(Unary.Kind.SIGMOID, x);
    }

    /** Hyperbolic tangent. */
    public Node tanh(Node x) {
        return unary(Unary.Kind.TANH, x);
    }

    /** 1 / x. */
    public Node reciprocal(Node x) {
        return unary(Unary.Kind.RECIPROCAL, x);
    }

    /** −1, 0 or 1. */
    public Node sign(Node x) {
        return unary(Unary.Kind.SIGN, x);
    }

    /** x within min to max; infinite bounds do not bind. */
    public Node clip(Node x, double min, double max) {
        return apply(new Unary(Unary.Kind.CLIP, min, max), x);
    }

    /** alpha·x + beta within 0 to 1. PyTorch's has alpha 1/6 and beta 1/2, ONNX's 0.2 and 0.5. */
    public Node hardSigmoid(Node x, double alpha, double beta) {
        return apply(new Unary(Unary.Kind.HARD_SIGMOID, alpha, beta), x);
    }

    /** x · hardSigmoid(x, 1/6, 1/2). */
    public Node hardSwish(Node x) {
        return apply(new Unary(Unary.Kind.HARD_SWISH, 1.0 / 6, 0.5), x);
    }

    /** x^exponent; negative x give NaN where the exponent is not whole. */
    public Node pow(Node x, double exponent) {
        if (exponent == 1) {
            return x;
        }
        return exponent == 2 ? square(x) : apply(new Unary(Unary.Kind.POW, exponent, 0), x);
    }

    // ---- shape

    /** The axes in another order: axis i of the result is axis {@code axes[i]} of x. Free of cost where only axes of size 1 move. */
    public Node transpose(Node x, int... axes) {
        Transpose op = new Transpose(Arrays.stream(axes).boxed().toList());
        Shape shape = op.infer(List.of(x.type())).get(0).shape();
        int[] moved =
                Arrays.stream(axes).filter(axis -> x.shape().dim(axis) > 1).toArray();
        boolean inOrder = Arrays.equals(moved, Arrays.stream(moved).sorted().toArray());
        return inOrder ? reshape(x, shape.toArray()) : apply(op, x);
    }

    /**
     * x with {@code before[i]} and {@code after[i]} elements of {@code value} at the ends of axis i.
     *
     * @param before and {@code after}: one entry an axis, not negative (cut with {@link #slice})
     */
    public Node pad(Node x, long[] before, long[] after, double value) {
        Shape whole = Padding.padded(x.shape(), before, after);
        if (whole.equals(x.shape())) {
            return x;
        }
        if (value == 0) {
            return apply(new SliceGrad(Arrays.stream(before).boxed().toList(), whole), x);
        }
        return Padding.concat(this, x, before, after, value);
    }

    /** Joins nodes along {@code axis}; at most 64. */
    public Node concat(int axis, Node... parts) {
        return apply(new Concat(axis), parts);
    }

    /** The box of {@code sizes} at {@code starts}, one entry an axis. */
    public Node slice(Node x, long[] starts, long[] sizes) {
        return apply(new Slice(Arrays.stream(starts).boxed().toList(), Shape.of(sizes)), x);
    }

    /** The same elements in row-major order under other axes; free of cost. */
    public Node reshape(Node x, long... dims) {
        Shape shape = Shape.of(dims);
        return shape.equals(x.shape()) ? x : apply(new Reshape(shape), x);
    }

    /** Sum over the axes, which stay with size 1; without axes, over all. */
    public Node sum(Node x, int... axes) {
        return apply(Reduce.over(Reduce.Kind.SUM, x.shape(), axes), x);
    }

    /** Mean over the axes, which stay with size 1; without axes, over all. */
    public Node mean(Node x, int... axes) {
        return apply(Reduce.over(Reduce.Kind.MEAN, x.shape(), axes), x);
    }

    /** Repeats the axes of size 1 to {@code shape}; missing leading axes count as 1. */
    public Node broadcast(Node x, Shape shape) {
        return shape.equals(x.shape()) ? x : apply(new Broadcast(shape, 1), padRank(x, shape.rank()));
    }

    /** Σ x², [1]. */
    public Node sumSquares(Node x) {
        return apply(new SumSquares(), x);
    }

    // ---- updates

    /**
     * Updates {@code parameter} by stochastic gradient descent with momentum, in place, after all other readers of the parameter:
     * g' = g + weightDecay·p; v' = momentum·v + g'; p' = p − lr·v' (nesterov: p − lr·(g' + momentum·v')).
     *
     * @param gradient of the parameter's shape
     * @param velocity a state of the parameter's shape, initially 0
     * @param learningRate [1]
     */
    public void sgdUpdate(
            Node parameter,
            Node gradient,
            Node velocity,
            Node learningRate,
            double momentum,
            double weightDecay,
            boolean nesterov) {
        applyAll(
                new Sgd(momentum, weightDecay, nesterov), parameter, requireGradient(gradient), velocity, learningRate);
    }

    /**
     * The same for the gradient of a scaled loss: it is multiplied by {@code factor}, [1], and where that is not finite parameter and
     * velocity stay as they are. {@link #lossScale} gives such a factor.
     */
    public void sgdUpdate(
            Node parameter,
            Node gradient,
            Node velocity,
            Node learningRate,
            Node factor,
            double momentum,
            double weightDecay,
            boolean nesterov) {
        applyAll(
                new Sgd(momentum, weightDecay, nesterov),
                parameter,
                requireGradient(gradient),
                velocity,
                learningRate,
                factor);
    }

    private static Node requireGradient(Node gradient) {
        if (gradient.isLeaf() && gradient.kind() != Node.Kind.INPUT) {
            throw new IllegalArgumentException("sgdUpdate: the gradient must be an input or computed, not " + gradient);
        }
        return gradient;
    }

    /**
     * Decides after a step what its loss was scaled for: returns 1/scale, or NaN where {@code squares}, the sum of squares of all
     * gradients of the scaled loss, is not finite. In place, that halves {@code scale} (to 1 at least), and {@code interval} finite
     * steps in a row double it (to 2²⁴ at most).
     *
     * @param scale a state of shape [1], a power of two
     * @param good a state of shape [1], finite steps so far, initially 0
     * @param squares [1]
     * @param interval at most 2²⁴; 0 keeps the scale
     */
    public Node lossScale(Node scale, Node good, Node squares, int interval) {
        return applyAll(new LossScale(interval), scale, good, squares).get(0);
    }

    // ---- partial least squares and products over many rows

    /**
     * One pass of partial least squares over a matrix of rows, for K responses at once: scores = member ∘ (rows·weightsᵀ − offset),
     * and {@code sums} += scoresᵀ·rows. With offset k = mean·weight k the scores are those of centred rows, and with member[n,k] 0
     * or 1 every response has its own set of rows.
     *
     * @param rows [N,M]
     * @param weights [K,M]
     * @param offset [K]
     * @param member [N,K]
     * @param sums a state [K,M], updated in place
     * @return the scores [N,K]
     */
    public Node plsPass(Node rows, Node weights, Node offset, Node member, Node sums) {
        return applyAll(new PlsPass(null), rows, weights, offset, member, sums).get(0);
    }

    /**
     * Adds factorsᵀ·rows to a state: sums over rows that come block by block.
     *
     * @param rows [N,M]
     * @param factors [N,K]
     * @param sums a state [K,M], updated in place
     */
    public void rowProducts(Node rows, Node factors, Node sums) {
        applyAll(new RowProducts(null), rows, factors, sums);
    }

    /**
     * Deflates a matrix of rows, and makes the next product while a row is at hand: rows −= scores·loadings, then
     * {@code sums} += factorsᵀ·rows.
     *
     * @param rows a state [N,M], updated in place
     * @param scores [N,R]
     * @param loadings [R,M]
     * @param factors [N,K]
     * @param sums a state [K,M], updated in place
     */
    public void plsDeflate(Node rows, Node scores, Node loadings, Node factors, Node sums) {
        applyAll(new PlsDeflate(), rows, scores, loadings, factors, sums);
    }

    /** rows[N,M]·rowsᵀ, [N,N], with sums over blocks of features in double. */
    public Node gram(Node rows) {
        return apply(new Gram(null, floatType), rows);
    }

    /**
     * Rows of 16-bit floats, two in each I32 of packed[N, ⌈columns/2⌉] (the first in the low half), as [N, columns]. Passes, row
     * products and inner products that read them take the packed rows themselves, as planned.
     */
    public Node unpack16(Node packed, Half half, long columns) {
        return apply(new Unpack16(half, columns, floatType), packed);
    }

    /**
     * x as another floating type: BF16, rounded to nearest, or back. Ops compute in the graph's float type, so that a BF16 node is
     * good for keeping and for casting back. Its gradient is the gradient cast back.
     */
    public Node cast(Node x, DType type) {
        return apply(new Cast(type), x);
    }

    // ---- names and structure

    /** Gives a node a name of the graph's name space; a node may have several, {@link Node#name()} is the first given. */
    public Node named(String name, Node node) {
        requireOwn(node, "named");
        claim(name, node);
        if (!node.isLeaf() && names.get(node.name()) != node) {
            node.rename(name);
        }
        return node;
    }

    /**
     * The node of that name: a leaf, or a result named by {@link #named}.
     *
     * @throws NoSuchElementException if there is none
     */
    public Node node(String name) {
        Node node = names.get(name);
        if (node == null) {
            throw new NoSuchElementException(
                    "No node is named " + name + "; there are " + new TreeSet<>(names.keySet()));
        }
        return node;
    }

    /** Every given name with its node. */
    public Map<String, Node> names() {
        return Collections.unmodifiableMap(names);
    }

    /** All nodes in the order of creation. */
    public List<Node> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    /** All applications of ops in the order of creation. */
    public List<Application> applications() {
        return Collections.unmodifiableList(applications);
    }

    /**
     * How many of {@link #applications()}, from the first, were there before the first {@link Gradients}: the forward pass. All, if
     * there are no gradients.
     */
    public int forwardOps() {
        return forwardOps < 0 ? applications.size() : forwardOps;
    }

    /** What is applied from here on computes gradients, or follows from them. */
    void beginGradients() {
        if (forwardOps < 0) {
            forwardOps = applications.size();
        }
    }

    /** A copy of a constant's elements. */
    public double[] constantValues(Node constant) {
        double[] values = constants.get(constant);
        if (values == null) {
            throw new IllegalArgumentException(constant + " is not a constant of this graph");
        }
        return values.clone();
    }

    /** Applies an op; returns its first result. */
    public Node apply(Op op, Node... inputs) {
        return applyAll(op, inputs).get(0);
    }

    /** Applies an op; returns all its results. */
    public List<Node> applyAll(Op op, Node... inputs) {
        List<TensorType> types = new ArrayList<>(inputs.length);
        for (int i = 0; i < inputs.length; i++) {
            if (inputs[i] == null) {
                throw new NullPointerException(op.code().opName() + ": input " + i + " is null");
            }
            requireOwn(inputs[i], op.code().opName());
            types.add(inputs[i].type());
        }
        List<TensorType> results = op.infer(types);
        for (int i = 0; i < results.size(); i++) {
            if (op.updates(i) >= 0) {
                requireUpdatable(op, op.updates(i), inputs[op.updates(i)]);
            }
        }
        Application application = new Application(op, Arrays.asList(inputs));
        for (int i = 0; i < results.size(); i++) {
            String name = op.code().opName() + "_" + applications.size() + (i == 0 ? "" : "." + i);
            Node node = new Node(this, Node.Kind.RESULT, name, results.get(i), application, i, nodes.size());
            application.addOutput(node);
            nodes.add(node);
        }
        applications.add(application);
        if (op instanceof Dropout dropout) {
            dropouts = Math.max(dropouts, dropout.salt() + 1);
        }
        return application.outputs();
    }

    private Node unary(Unary.Kind kind, Node x) {
        return apply(new Unary(kind, 0, 0), x);
    }

    private Node binary(Binary.Kind kind, Node a, Node b) {
        int rank = Math.max(a.shape().rank(), b.shape().rank());
        return apply(new Binary(kind), padRank(a, rank), padRank(b, rank));
    }

    /** x with leading axes of size 1 up to {@code rank}. */
    private Node padRank(Node x, int rank) {
        int missing = rank - x.shape().rank();
        if (missing <= 0) {
            return x;
        }
        long[] dims = new long[rank];
        Arrays.fill(dims, 0, missing, 1);
        System.arraycopy(x.shape().toArray(), 0, dims, missing, rank - missing);
        return reshape(x, dims);
    }

    private Node leaf(Node.Kind kind, String name, TensorType type) {
        Node node = new Node(this, kind, name, type, null, 0, nodes.size());
        claim(name, node);
        nodes.add(node);
        return node;
    }

    private void claim(String name, Node node) {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("A name is not empty");
        }
        Node other = names.putIfAbsent(name, node);
        if (other != null && other != node) {
            throw new IllegalArgumentException("The name " + name + " is taken by " + other);
        }
    }

    private void requireOwn(Node node, String where) {
        if (node.graph() != this) {
            throw new IllegalArgumentException(where + ": " + node + " belongs to another graph");
        }
    }

    /** What an op updates in place must live in {@link Variables}, and only one optimizer step may own it. */
    private void requireUpdatable(Op op, int input, Node node) {
        String what = op.code().opName() + ": " + op.inputNames().get(input) + " is updated in place, ";
        boolean optimized = op instanceof Sgd && input == 0 && node.kind() == Node.Kind.PARAMETER;
        if (!optimized && node.kind() != Node.Kind.STATE) {
            throw new IllegalArgumentException(what + "so it must be a state; " + node + " is " + node.kind());
        }
        if (op instanceof Sgd && !updated.add(node)) {
            throw new IllegalArgumentException(what + "but " + node + " has an update already");
        }
    }
}
