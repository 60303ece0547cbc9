package dev.facet.engine;

import java.util.ArrayList;
import java.util.List;

/** A device with the variables and executables that a test makes; closes them in order and checks that no memory stays. */
final class Session implements AutoCloseable {
    private final long liveBefore = Device.liveBytes();
    private final Device device;
    private final List<Runnable> closers = new ArrayList<>();

    Session() {
        this(2);
    }

    Session(int threads) {
        device = Device.cpu(threads);
    }

    Device device() {
        return device;
    }

    Variables variables(Graph... graphs) {
        Variables variables = Variables.allocate(device, graphs);
        closers.add(0, variables::close);
        return variables;
    }

    Executable compile(Plan plan, Variables variables) {
        Executable executable = Executable.compile(device, plan, variables);
        closers.add(0, executable::close);
        return executable;
    }

    /** The graph's outputs compiled with default options and variables of its own. */
    Executable compile(Graph graph, Node... outputs) {
        return compile(Plan.of(graph, List.of(outputs)), variables(graph));
    }

    @Override
    public void close() {
        closers.forEach(Runnable::run);
        device.close();
        if (Device.liveBytes() != liveBefore) {
            throw new AssertionError("Native memory stays: " + Device.liveBytes() + " bytes, before " + liveBefore);
        }
    }
}
