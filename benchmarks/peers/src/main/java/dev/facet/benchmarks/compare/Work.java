package dev.facet.benchmarks.compare;

import dev.facet.benchmarks.jobs.ExecutedStep;

/**
 * The multiplications of a program's products: what direct sums need, and what its kernels do.
 *
 * @param direct of convolutions, their gradients, matrix products and ECLoss by the definition
 * @param done of the same by the kernels that are bound, transforms not counted
 */
record Work(double direct, double done) {
    private static final String WINOGRAD = "_winograd";
    /** F(4×4, 3×3): 36 multiplications give 16 outputs. */
    private static final int TILE = 4;

    private static final int TILE_PRODUCTS = 36;

    /**
     * @param steps an executable's description
     * @param orbits of mirror images that the templates of its ECLoss begin with
     */
    static Work of(String steps, int orbits) {
        double direct = 0;
        double done = 0;
        for (ExecutedStep step : ExecutedStep.all(steps)) {
            direct += step.multiplications();
            done += done(step, orbits);
        }
        return new Work(direct, done);
    }

    /** Multiplications and additions of direct sums, / 1e9. */
    double gigaflop() {
        return 2 * direct / 1e9;
    }

    /** How many times fewer multiplications the kernels do. */
    double reduction() {
        return direct / done;
    }

    private static double done(ExecutedStep step, int orbits) {
        if (step.kernel().endsWith(WINOGRAD)) {
            return tileProducts(step);
        }
        double direct = step.multiplications();
        return step.op().startsWith("ecloss") ? direct * shareBesideOrbits(step, orbits) : direct;
    }

    /** Of an orbit of four templates one is multiplied. */
    private static double shareBesideOrbits(ExecutedStep step, int orbits) {
        double templates = step.in().get(1)[0];
        return (templates - 3.0 * orbits) / templates;
    }

    /** Of a step whose first operand and result are images: all tiles of the smaller pictures by all pairs of channels. */
    private static double tileProducts(ExecutedStep step) {
        boolean weights = step.op().equals("conv2d_grad_weights");
        long[] tiled = weights ? step.in().get(1) : step.out().get(0);
        double tiles = tiled[0] * Math.ceil(tiled[1] / (double) TILE) * Math.ceil(tiled[2] / (double) TILE);
        return TILE_PRODUCTS * tiles * step.in().get(0)[3] * tiled[3];
    }
}
