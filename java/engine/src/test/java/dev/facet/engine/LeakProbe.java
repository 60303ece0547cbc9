package dev.facet.engine;

import java.util.ArrayList;
import java.util.List;

/** A program for {@link LeakAlarmTest}, to be run with a small heap: forgets its resources and waits until they are freed. */
final class LeakProbe {
    private LeakProbe() {}

    public static void main(String[] args) throws InterruptedException {
        long before = Device.liveBytes();
        forget();
        List<byte[]> garbage = new ArrayList<>();
        for (int i = 0; i < 100_000 && Device.liveBytes() != before; i++) {
            garbage.add(new byte[1 << 16]);
            if (garbage.size() == 200) {
                garbage.clear(); // long enough alive to fill the old generation, so that the collector visits it
                Thread.sleep(1);
            }
        }
        System.out.println("live " + (Device.liveBytes() - before));
    }

    private static void forget() {
        Graph g = new Graph();
        Node y = g.named("forgotten", g.exp(g.parameter("p", 1000)));
        Device device = Device.cpu(1);
        Executable.compile(device, Plan.of(g, List.of(y)), Variables.allocate(device, g))
                .run();
    }
}
