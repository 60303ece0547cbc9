package dev.facet.engine;

import java.util.List;

/** A program for {@link NativeLoadingTest}: opens the CPU, computes e^1 and prints it, or prints why it cannot. */
final class NativeProbe {
    private NativeProbe() {}

    public static void main(String[] args) {
        Graph g = new Graph();
        Node y = g.exp(g.input("x", 1));
        try (Device device = Device.cpu(1);
                Executable run = Executable.compile(device, Plan.of(g, List.of(y)), null)) {
            run.input("x").set(1f);
            run.run();
            System.out.println("computed " + run.output(y).item());
        } catch (DeviceException e) {
            System.out.println(e.getMessage());
        }
    }
}
