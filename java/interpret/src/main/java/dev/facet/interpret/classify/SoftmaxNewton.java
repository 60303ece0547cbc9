package dev.facet.interpret.classify;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Newton's method on the ridge-penalised cross-entropy of a softmax of linear functions.
 *
 * <p>Of two classes only the second has a function, the first's being 0; more have one each, as the ridge wants it, and
 * their intercepts, of which only differences matter, sum to 0. Parameters: per function the features' weights, then the
 * intercept.
 */
final class SoftmaxNewton {
    private static final int MOST_STEPS = 100;
    private static final int MOST_HALVINGS = 40;
    /** A step that promises to lower the loss by no more than this part of it is the last. */
    private static final double TOLERANCE = 1e-12;

    private final Samples samples;
    private final Standardisation standardisation;
    private final int[] labels;
    private final double[] weights;
    private final int classes;
    private final int functions;
    private final int width;
    private final double ridge;

    SoftmaxNewton(
            Samples samples,
            Standardisation standardisation,
            int[] labels,
            double[] weights,
            int classes,
            double ridge) {
        this.samples = samples;
        this.standardisation = standardisation;
        this.labels = labels;
        this.weights = weights;
        this.classes = classes;
        this.functions = functions(classes);
        this.width = samples.columns() + 1;
        this.ridge = ridge;
    }

    private static int functions(int classes) {
        return classes == 2 ? 1 : classes;
    }

    /** A sample's inputs to fill: features and a 1 for the intercept. */
    static double[] inputs(Standardisation standardisation) {
        double[] inputs = new double[standardisation.features() + 1];
        inputs[inputs.length - 1] = 1;
        return inputs;
    }

    /** The linear functions of a sample, one a class. */
    static void logits(double[] parameters, double[] inputs, double[] out) {
        int functions = functions(out.length);
        out[0] = 0;
        for (int f = 0; f < functions; f++) {
            double sum = 0;
            for (int j = 0; j < inputs.length; j++) {
                sum += parameters[f * inputs.length + j] * inputs[j];
            }
            out[out.length - functions + f] = sum;
        }
    }

    /** The best parameters; a failure to reach them is a warning. */
    double[] minimise(List<String> warnings) {
        double[] parameters = new double[functions * width];
        double loss = loss(parameters);
        for (int iteration = 0; iteration < MOST_STEPS; iteration++) {
            double[] gradient = new double[parameters.length];
            double[] hessian = new double[parameters.length * parameters.length];
            differentiate(parameters, gradient, hessian);
            Optional<Cholesky> factor = Cholesky.of(hessian, parameters.length);
            if (factor.isEmpty()) {
                break;
            }
            double[] step = gradient.clone();
            factor.get().solve(step);
            double promised = dot(gradient, step);
            double[] next = lowered(parameters, step, loss, promised);
            double nextLoss = loss(next);
            if (nextLoss <= loss) {
                parameters = next;
                loss = nextLoss;
            }
            if (promised <= TOLERANCE * (1 + loss)) {
                return parameters;
            }
        }
        warnings.add("Logistic regression did not converge; a larger ridge would help.");
        return parameters;
    }

    /** The parameters after the step, halved until the loss falls by a fair part of what the slope promises. */
    private double[] lowered(double[] parameters, double[] step, double loss, double promised) {
        double length = 1;
        double[] next = moved(parameters, step, length);
        for (int halving = 0; halving < MOST_HALVINGS; halving++) {
            // Written so that a NaN is halved too.
            if (loss(next) <= loss - 1e-4 * length * promised) {
                break;
            }
            length /= 2;
            next = moved(parameters, step, length);
        }
        return next;
    }

    private static double[] moved(double[] parameters, double[] step, double length) {
        double[] next = parameters.clone();
        for (int i = 0; i < next.length; i++) {
            next[i] -= length * step[i];
        }
        return next;
    }

    private double loss(double[] parameters) {
        double[] inputs = inputs(standardisation);
        double[] logs = new double[classes];
        double sum = 0;
        for (int row = 0; row < samples.rows(); row++) {
            standardisation.apply(samples, row, inputs);
            logits(parameters, inputs, logs);
            Posteriors.normalise(logs);
            sum -= weights[row] * logs[labels[row]];
        }
        for (int i = 0; i < parameters.length; i++) {
            sum += isIntercept(i) ? 0 : ridge / 2 * parameters[i] * parameters[i];
        }
        return sum;
    }

    private void differentiate(double[] parameters, double[] gradient, double[] hessian) {
        double[] inputs = inputs(standardisation);
        double[] p = new double[classes];
        for (int row = 0; row < samples.rows(); row++) {
            standardisation.apply(samples, row, inputs);
            logits(parameters, inputs, p);
            Posteriors.normalise(p);
            Arrays.setAll(p, k -> Math.exp(p[k]));
            addSample(row, inputs, p, gradient, hessian);
        }
        double total = Arrays.stream(weights).sum();
        int n = parameters.length;
        for (int i = 0; i < n; i++) {
            if (!isIntercept(i)) {
                gradient[i] += ridge * parameters[i];
                hessian[i * n + i] += ridge;
                continue;
            }
            // Saturated probabilities leave the intercepts hardly any curvature, and their sum has none.
            hessian[i * n + i] += 1e-12 * total;
            for (int j = width - 1; functions > 1 && j <= i; j += width) {
                hessian[i * n + j] += total;
            }
        }
    }

    private void addSample(int row, double[] inputs, double[] p, double[] gradient, double[] hessian) {
        int n = gradient.length;
        int first = classes - functions;
        for (int f = 0; f < functions; f++) {
            double pf = p[first + f];
            double error = weights[row] * (pf - (labels[row] == first + f ? 1 : 0));
            for (int j = 0; j < width; j++) {
                gradient[f * width + j] += error * inputs[j];
            }
            for (int g = 0; g <= f; g++) {
                double curvature = weights[row] * pf * ((f == g ? 1 : 0) - p[first + g]);
                for (int j = 0; j < width; j++) {
                    double scaled = curvature * inputs[j];
                    int at = (f * width + j) * n + g * width;
                    for (int k = 0; k < width; k++) {
                        hessian[at + k] += scaled * inputs[k];
                    }
                }
            }
        }
    }

    private boolean isIntercept(int i) {
        return i % width == width - 1;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
