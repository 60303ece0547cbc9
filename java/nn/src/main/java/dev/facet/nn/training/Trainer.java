package dev.facet.nn.training;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.facet.engine.Device;
import dev.facet.engine.Plan;
import dev.facet.engine.Variables;
import dev.facet.nn.Initialization;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.checkpoint.Checkpoint;
import dev.facet.nn.checkpoint.CheckpointInfo;
import dev.facet.nn.checkpoint.DataDescription;
import dev.facet.nn.checkpoint.FacetVersion;
import dev.facet.nn.ecloss.EcLossTemplates;
import dev.facet.nn.internal.SplitMix64;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a network by SGD on α·CE + β·ECLoss, CE being the loss of its head: one native program per step, and between steps
 * only scalars. While a step computes on a GPU, the next one's batch is fed.
 *
 * <p>The same network, configuration, data and device give the same bits, interrupted and resumed or not, with any number of
 * threads unless kernels are chosen by measurement ({@code FACET_TUNE=1}). Use from one thread; only {@link #requestStop()} may come from another.
 *
 * <pre>{@code
 * try (Trainer trainer = Trainer.of(network, config, source, device)
 *         .checkpoints(CheckpointPolicy.everyEpoch(file))
 *         .listener(log)
 *         .build()) {
 *     trainer.train();
 * }
 * }</pre>
 */
public final class Trainer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
    private static final String THREADS = "threads";

    private final Network network;
    private final TrainingConfig config;
    private final Device device;
    private final BatchStream source;
    private final BatchStream validation;
    private final ValidationMeasure measure;
    private final Path best;
    private final CheckpointPolicy policy;
    private final DataDescription data;
    private final TrainingListener listener;
    private final TrainingProgram program;
    private final BatchesAhead batches;
    private final Variables variables;
    private final TrainingState state;
    private EvaluationProgram evaluation;
    private TrainedNetwork measured;
    private Path lastCheckpoint;
    private long lastCheckpointStep;
    private boolean diverged;
    private volatile boolean stopRequested;

    Trainer(TrainerBuilder options) {
        network = options.network;
        config = options.config;
        device = options.device;
        source = options.source;
        validation = options.validation;
        measure = options.measure;
        best = options.best;
        policy = options.policy;
        data = options.data;
        listener = options.listener;
        state = new TrainingState(config, source, judge());
        program = new TrainingProgram(network, config, source.batchSize());
        batches = new BatchesAhead(source, program::feed);
        variables = Variables.allocate(device, program.graph());
        try {
            program.compile(device, variables, options.recomputation);
            if (options.resumeFrom == null) {
                Initialization.apply(network, variables, config.seed());
                program.initialise(variables);
                options.weights.accept(variables);
            } else {
                resume(options.resumeFrom);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Starts the choice of options for a training. */
    public static TrainerBuilder of(Network network, TrainingConfig config, BatchStream source, Device device) {
        return new TrainerBuilder(network, config, source, device);
    }

    /**
     * Starts the choice of options for going on from a checkpoint, with its network and configuration.
     *
     * @param source the data the checkpoint was trained on; it is moved to where that training stood
     */
    public static TrainerBuilder resuming(Path checkpoint, BatchStream source, Device device) {
        CheckpointInfo info = Checkpoint.info(checkpoint);
        return new TrainerBuilder(info.network(), TrainerBuilder.configOf(checkpoint, info), source, device)
                .data(info.data())
                .resumeFrom(checkpoint);
    }

    /**
     * Trains until all epochs are done or a stop is requested; either way the last state is saved if a checkpoint policy
     * is set. May be called again after a stop.
     *
     * @throws DivergedException if the loss or the weights are no longer finite
     */
    public TrainingResult train() {
        if (diverged) {
            throw new IllegalStateException(
                    "this training has diverged; resume from its checkpoint with a new trainer");
        }
        long steps = (long) config.epochs() * state.stepsPerEpoch;
        listener.started(state.step, steps);
        long epochStart = System.nanoTime();
        while (state.step < steps && !stopRequested) {
            advance();
            if (state.stepInEpoch() == 0) {
                endEpoch((System.nanoTime() - epochStart) * 1e-9);
                epochStart = System.nanoTime();
            }
            if (policy != null && state.step < steps && due()) {
                save();
            }
        }
        stopRequested = false;
        batches.giveBack();
        if (policy != null && lastCheckpointStep != state.step) {
            save();
        }
        TrainingResult result = new TrainingResult(state.step, state.epoch(), state.step == steps);
        listener.finished(result);
        return result;
    }

    /** Lets {@link #train()} finish the step it is in, save and return. Callable from any thread. */
    public void requestStop() {
        stopRequested = true;
    }

    /** Judges the network as it is now on one epoch of {@code judged}, in inference mode. */
    public Evaluation evaluate(BatchStream judged) {
        BatchFeed.requireFit(network, judged, "evaluation");
        if (evaluation == null || evaluation.batchSize() != judged.batchSize()) {
            if (evaluation != null) {
                evaluation.close();
                evaluation = null;
            }
            evaluation = new EvaluationProgram(network, device, variables, judged.batchSize());
        }
        return evaluation.evaluate(judged);
    }

    /** The network as it is now, sharing this trainer's weights; to be closed before the trainer. */
    public TrainedNetwork network() {
        return TrainedNetwork.sharing(network, device, variables);
    }

    /** Weights, running statistics and optimizer state. */
    public Variables variables() {
        return variables;
    }

    /** What a step executes, and in how much memory. */
    public Plan plan() {
        return program.plan();
    }

    /** Steps done in the whole training. */
    public long step() {
        return state.step;
    }

    /** Writes a checkpoint of this moment, from which training can go on. */
    public void save(Path file) {
        write(file);
        lastCheckpoint = file;
        lastCheckpointStep = state.step;
    }

    private void write(Path file) {
        requireFiniteVariables();
        Checkpoint.save(file, info(), variables);
        listener.checkpointed(file, state.step);
    }

    @Override
    public void close() {
        if (evaluation != null) {
            evaluation.close();
            evaluation = null;
        }
        if (measured != null) {
            measured.close();
            measured = null;
        }
        program.close();
        variables.close();
    }

    private void advance() {
        long start = System.nanoTime();
        int labelled = fetch();
        double rate = state.learningRate.rate(state.step, state.stepsPerEpoch, config.epochs());
        double epoch = (double) state.step / state.stepsPerEpoch;
        // The program works in f32: what is logged and divided by is the value it was given.
        double beta = config.ecLoss().isPresent() ? (float) state.beta.beta(state.step, epoch, config.epochs()) : 0;
        int seed = (int) SplitMix64.at(SplitMix64.at(config.seed()) + state.step) & Integer.MAX_VALUE;
        // Between epochs the stream is where the steps are: validation may read the same one.
        boolean goesOn = state.stepInEpoch() + 1 < state.stepsPerEpoch && !stopRequested;
        try {
            program.run(rate, beta, seed, goesOn ? batches::fetch : null);
        } catch (RuntimeException | Error e) {
            batches.takeBack();
            throw e;
        }
        double mutualInformationNorm = beta > 0 ? program.weightedNorm() / beta : Double.NaN;
        double seconds = (System.nanoTime() - start) * 1e-9;
        StepMetrics metrics = new StepMetrics(
                state.step + 1,
                state.epoch(),
                state.stepInEpoch() + 1,
                state.stepsPerEpoch,
                config.epochs(),
                program.loss(),
                program.crossEntropy(),
                program.ecLoss(),
                beta,
                program.identityNorm(),
                mutualInformationNorm,
                program.right() / Math.max(1, labelled),
                rate,
                state.batchSize / seconds);
        if (!Double.isFinite(metrics.loss())) {
            throw diverge(state.step + 1, "the loss is " + metrics.loss());
        }
        if (Double.isFinite(mutualInformationNorm) && Double.isFinite(metrics.identityNorm())) {
            state.beta.observe(metrics.identityNorm(), mutualInformationNorm);
        }
        state.add(metrics, program.right(), labelled);
        state.step++;
        listener.stepped(metrics);
    }

    /** A picture that cannot be read must not cost the steps done since the last checkpoint. */
    private int fetch() {
        try {
            return batches.take();
        } catch (RuntimeException e) {
            saveBefore(e);
            throw e;
        }
    }

    /** Saves what the last checkpoint does not have yet, for a failure is about to end the training. */
    private void saveBefore(RuntimeException failure) {
        if (policy != null && lastCheckpointStep != state.step) {
            try {
                save();
            } catch (RuntimeException second) {
                failure.addSuppressed(second);
            }
        }
    }

    private void endEpoch(double seconds) {
        int steps = state.stepsPerEpoch;
        double loss = state.lossSum / steps;
        Optional<Evaluation> judged;
        OptionalDouble taken;
        try {
            judged = Optional.ofNullable(validation).map(this::evaluate);
            taken = measure();
        } catch (RuntimeException e) {
            state.clearEpoch(); // resumed, training goes on with the next epoch
            saveBefore(e);
            throw e;
        }
        EpochMetrics metrics = new EpochMetrics(
                state.epoch() - 1,
                state.step,
                loss,
                state.crossEntropySum / steps,
                state.ecLossSum / steps,
                state.correctSum / Math.max(1, state.rows),
                seconds,
                judged,
                taken);
        double judgedBy = taken.isPresent()
                ? -taken.getAsDouble()
                : judged.map(Evaluation::crossEntropy).orElse(loss);
        state.learningRate.epochEnded(judgedBy);
        state.clearEpoch();
        boolean improved = state.improves(judgedBy);
        listener.epochEnded(metrics);
        if (best != null && improved) {
            write(best);
        }
    }

    /** What {@link #endEpoch} judges an epoch by. */
    private String judge() {
        if (measure != null) {
            return "validation measure";
        }
        return validation != null ? "validation loss" : "training loss";
    }

    private OptionalDouble measure() {
        if (measure == null) {
            return OptionalDouble.empty();
        }
        if (measured == null) {
            measured = network();
        }
        double taken = measure.measure(measured);
        if (!Double.isFinite(taken)) {
            throw new IllegalStateException("the validation measure gave " + taken + " after epoch " + state.epoch()
                    + ", by which nothing can be judged. The training is not lost"
                    + (policy == null ? "" : ": its state is in " + policy.file())
                    + ". Give the measure more to judge by (people with several pictures), or resume without it");
        }
        return OptionalDouble.of(taken);
    }

    private boolean due() {
        boolean bySteps = policy.everySteps() > 0 && state.step % policy.everySteps() == 0;
        boolean byEpochs =
                policy.everyEpochs() > 0 && state.stepInEpoch() == 0 && state.epoch() % policy.everyEpochs() == 0;
        return bySteps || byEpochs;
    }

    private void save() {
        save(policy.file());
    }

    private void resume(Path checkpoint) {
        Checkpoint.restore(checkpoint, variables);
        CheckpointInfo info = Checkpoint.info(checkpoint);
        state.restore(info.state(), source);
        JsonElement threads = info.extra().get(THREADS);
        if (threads != null && threads.getAsInt() != device.threads()) {
            LOG.warn(
                    "{} was written with {} threads, this device has {}: with FACET_TUNE=1 training may go on with other kernels,"
                            + " and then not to the same bits",
                    checkpoint,
                    threads,
                    device.threads());
        }
        lastCheckpoint = checkpoint;
        lastCheckpointStep = state.step;
    }

    private CheckpointInfo info() {
        JsonObject extra = new JsonObject();
        extra.addProperty("seed", config.seed());
        extra.addProperty(THREADS, device.threads());
        program.templates().ifPresent(templates -> extra.add("ecloss_templates", describe(templates)));
        return new CheckpointInfo(
                network, config.toJson(), state.toJson(batches.position()), data, FacetVersion.current(), extra);
    }

    private static JsonObject describe(EcLossTemplates templates) {
        JsonObject json = new JsonObject();
        json.addProperty("height", templates.height());
        json.addProperty("width", templates.width());
        json.addProperty("count", templates.count());
        json.add("indices", new Gson().toJsonTree(templates.indices()));
        return json;
    }

    /** A last step may have spoilt the weights without having shown it in its loss: such a state must never be saved. */
    private void requireFiniteVariables() {
        for (String name : variables.names()) {
            FloatBuffer values = variables.get(name).contents();
            // 0·v is 0 for finite v and NaN otherwise; sums of it cannot overflow.
            float check = 0;
            for (int i = values.position(); i < values.limit(); i++) {
                check += 0 * values.get(i);
            }
            if (check != 0) {
                throw diverge(state.step, "'" + name + "' holds values that are not finite");
            }
        }
    }

    private DivergedException diverge(long step, String what) {
        diverged = true;
        return new DivergedException(step, what, lastCheckpoint, lastCheckpointStep);
    }
}
