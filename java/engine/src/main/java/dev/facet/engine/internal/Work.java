package dev.facet.engine.internal;

import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.engine.ops.Convolution;
import dev.facet.engine.ops.MatMul;
import java.util.Collection;
import java.util.List;

/** What steps cost, to compare plans with: multiply-adds of products, and what moving values costs beside them. */
final class Work {
    /** Multiply-adds that a core of today does while it reads or writes one element in memory: 117 G/s beside 15 GB/s. */
    private static final long PER_ELEMENT = 32;

    private Work() {}

    static long of(Collection<Step> steps) {
        return steps.stream().mapToLong(Work::of).sum();
    }

    /** True for an op whose cost is its multiply-adds rather than the memory it reads. */
    static boolean isProduct(Step step) {
        return step.op() instanceof Convolution || step.op() instanceof MatMul;
    }

    private static long of(Step step) {
        return step.isAlias() ? 0 : products(step) + PER_ELEMENT * (elements(step.inputs()) + elements(step.outputs()));
    }

    private static long products(Step step) {
        if (!isProduct(step)) {
            return 0;
        }
        Shape w = step.inputs().get(1).shape();
        if (step.op() instanceof MatMul product) {
            return step.output().shape().count() * w.dim(product.transB() ? 1 : 0);
        }
        return step.output().shape().count() * (w.count() / w.dim(0));
    }

    private static long elements(List<Node> nodes) {
        return nodes.stream().mapToLong(node -> node.shape().count()).sum();
    }
}
