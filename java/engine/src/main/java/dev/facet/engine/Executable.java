package dev.facet.engine;

import dev.facet.engine.internal.Failures;
import dev.facet.engine.internal.ProgramWriter;
import dev.facet.engine.internal.Resource;
import dev.facet.engine.internal.Storage;
import dev.facet.engine.nativelib.NativeArena;
import dev.facet.engine.nativelib.NativeException;
import dev.facet.engine.nativelib.NativeProgram;
import dev.facet.engine.ops.Fill;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A plan bound to a device: owns the memory of inputs, outputs, activations and constants. Feed {@link #input}, {@link #run}, read
 * {@link #output}; the tensors stay the same ones for the executable's life. A run is one native call and allocates nothing;
 * {@link #run(Runnable)} lets the host feed the next one meanwhile.
 *
 * <p>One thread at a time: a second one gets an {@link IllegalStateException}. After {@link #close} everything, tensors included,
 * throws an IllegalStateException that names the resource.
 */
public final class Executable implements AutoCloseable {
    private final NativeProgram program;
    private final Plan plan;
    private final Resource resource;
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();
    private final Map<Node, Tensor> outputs = new LinkedHashMap<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Revision[] variables;
    private final Revision own = new Revision();
    private long seen;

    private Executable(Device device, Plan plan, Arenas arenas, NativeProgram program) {
        this.program = program;
        this.plan = plan;
        this.variables = arenas.variables().stream().map(Variables::revision).toArray(Revision[]::new);
        this.seen = revision();
        this.resource = new Resource(this, name(plan), new Memory(device, arenas.variables(), program, arenas.own()));
        for (Storage storage : plan.storages(Plan.Arena.IO)) {
            if (storage.owner().kind() == Node.Kind.INPUT) {
                inputs.put(storage.owner().name(), tensor(storage.owner(), arenas));
            }
        }
        plan.outputs().forEach(node -> outputs.put(node, tensor(node, arenas)));
        plan.storages(Plan.Arena.CONSTANTS).forEach(storage -> writeConstant(storage.owner(), arenas));
    }

    /** Frees an executable's memory; keeps what it uses from being collected before. */
    private record Memory(Device device, List<Variables> variables, NativeProgram program, List<NativeArena> arenas)
            implements Runnable {
        @Override
        public void run() {
            program.destroy();
            arenas.forEach(NativeArena::destroy);
        }
    }

    /**
     * Compiles a plan.
     *
     * @param variables holds the plan's parameters and states; null if it has none
     * @throws UnsupportedOpException if the device has no kernel for a step
     * @throws OutOfNativeMemoryException if an arena cannot be had
     */
    public static Executable compile(Device device, Plan plan, Variables variables) {
        return compileWith(device, plan, variables == null ? List.of() : List.of(variables));
    }

    /**
     * Compiles a plan whose parameters and states lie in several places: the first of {@code variables} that holds a name has it.
     * {@link Variables#allocateBeside} makes what is still missing.
     *
     * @throws UnsupportedOpException if the device has no kernel for a step
     * @throws OutOfNativeMemoryException if an arena cannot be had
     */
    public static Executable compileWith(Device device, Plan plan, List<Variables> variables) {
        return bind(device, plan.on(device), variables);
    }

    private static Executable bind(Device device, Plan plan, List<Variables> variables) {
        Arenas arenas = new Arenas(plan, variables);
        byte[] encoded = new ProgramWriter(plan.layout(), arenas::number, arenas::offset)
                .write(arenas.bytes(), arenas.constants());
        NativeProgram program = null;
        boolean complete = false;
        try {
            program = device.createProgram(encoded);
            arenas.bind(device, program);
            Executable executable = new Executable(device, plan, arenas, program);
            complete = true;
            return executable;
        } catch (NativeException e) {
            throw Failures.of("Cannot compile the plan", e);
        } finally {
            if (!complete) {
                if (program != null) {
                    program.destroy();
                }
                arenas.own().forEach(NativeArena::destroy);
            }
        }
    }

    /** The memory of an input that the plan reads. */
    public Tensor input(String name) {
        resource.requireOpen();
        Tensor tensor = inputs.get(name);
        if (tensor == null) {
            throw new NoSuchElementException("The plan reads no input " + name + "; it reads " + inputNames());
        }
        return tensor;
    }

    /** Names of the inputs that the plan reads. */
    public List<String> inputNames() {
        return List.copyOf(inputs.keySet());
    }

    /** The memory of an output of the plan. */
    public Tensor output(Node node) {
        resource.requireOpen();
        Tensor tensor = outputs.get(node);
        if (tensor == null) {
            throw new NoSuchElementException(node + " is no output of the plan; its outputs are " + outputs.keySet());
        }
        return tensor;
    }

    /** The memory of the output of that name. */
    public Tensor output(String name) {
        return output(plan.graph().node(name));
    }

    /**
     * Runs all steps.
     *
     * @throws KernelException if a step fails, a label out of range say; the message gives step, op and kernel
     */
    public void run() {
        run(null);
    }

    /**
     * Runs all steps and, while the device computes, {@code beside} on this thread; returns when both are done. {@code beside} may
     * write inputs, for the next run: what this one reads are their values from before. Everything else of this executable,
     * reading its tensors included, has to wait.
     *
     * <p>Where the host addresses the inputs itself, on the CPU, {@code beside} follows the steps, and is left out if they fail.
     *
     * @param beside null: as {@link #run()}
     * @throws KernelException as {@link #run()}. What {@code beside} throws comes first, when the run has ended
     */
    public void run(Runnable beside) {
        enter();
        try {
            noteChanges();
            if (beside == null) {
                computeAll();
            } else if (inputs.values().stream().allMatch(Tensor::isHost)) {
                computeAll();
                beside.run();
            } else {
                computeWhile(beside);
            }
        } finally {
            busy.set(false);
            Reference.reachabilityFence(this);
        }
    }

    private void computeAll() {
        try {
            program.run();
        } catch (NativeException e) {
            throw failed(e);
        }
    }

    private void computeWhile(Runnable beside) {
        try {
            program.start();
        } catch (NativeException e) {
            throw failed(e);
        }
        try {
            beside.run();
        } catch (RuntimeException | Error e) {
            try {
                program.finish();
            } catch (NativeException second) {
                e.addSuppressed(failed(second));
            }
            throw e;
        }
        try {
            program.finish();
        } catch (NativeException e) {
            throw failed(e);
        }
    }

    private static RuntimeException failed(NativeException e) {
        return Failures.of("The run failed", e);
    }

    /** Computes anew what follows from variables that were changed; tells others of those that the run changes. */
    private void noteChanges() {
        if (plan.layout().fixedVariables()) {
            renewIfChanged();
        } else {
            for (Revision revision : variables) {
                revision.changed();
            }
        }
    }

    private void renewIfChanged() {
        long now = revision();
        if (now != seen) {
            try {
                program.renew();
            } catch (NativeException e) {
                throw failed(e);
            }
            seen = now;
        }
    }

    /** A number that changes with every change of a variable that the plan reads. */
    private long revision() {
        long sum = 0;
        for (Revision revision : variables) {
            sum += revision.current();
        }
        return sum;
    }

    /** A JSON array, one object a step: op, shapes, kernel, refusals, and milliseconds of the last run while profiling. */
    public String describe() {
        enter();
        try {
            return program.describe();
        } finally {
            busy.set(false);
        }
    }

    /** Switches the timing of steps on or off. */
    public void profile(boolean on) {
        enter();
        try {
            program.profile(on);
        } finally {
            busy.set(false);
        }
    }

    /** Frees the memory; again is a no-op. Buffers taken from the tensors must not be used any more. */
    @Override
    public void close() {
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException(resource.name() + " cannot be closed while it runs");
        }
        try {
            resource.close();
        } finally {
            busy.set(false);
        }
    }

    private void enter() {
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    resource.name() + " is running on another thread; an executable runs on one thread at a time");
        }
        try {
            resource.requireOpen();
        } catch (IllegalStateException e) {
            busy.set(false);
            throw e;
        }
    }

    private Tensor tensor(Node node, Arenas arenas) {
        Storage storage = plan.layout().storages().of(node);
        boolean fedOften = storage.arena() == Plan.Arena.IO;
        Place place = node.kind() == Node.Kind.INPUT
                ? Place.fed(arenas.memory(storage), arenas.offset(storage), program, arenas.number(storage))
                : Place.of(arenas.memory(storage), arenas.offset(storage));
        return new Tensor(node.name(), node.type(), resource, place, fedOften, own);
    }

    private void writeConstant(Node node, Arenas arenas) {
        double[] values;
        if (node.op() instanceof Fill fill) {
            values = new double[Math.toIntExact(node.shape().count())];
            Arrays.fill(values, fill.value());
        } else {
            values = plan.graph().constantValues(node);
        }
        tensor(node, arenas).set(values);
    }

    private static String name(Plan plan) {
        return "Executable of " + plan.outputs().stream().map(Node::name).toList();
    }
}
