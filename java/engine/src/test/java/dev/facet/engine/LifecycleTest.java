package dev.facet.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Native memory, thread rules, misuse. */
class LifecycleTest {
    @Test
    void memoryIsFreedAndCloseIsIdempotent() {
        long before = Device.liveBytes();
        Graph g = new Graph();
        Node y = g.relu(g.linear(g.input("x", 2, 100), g.parameter("w", 50, 100), null));
        Device device = Device.cpu(1);
        Variables variables = Variables.allocate(device, g);
        Executable run = Executable.compile(device, Plan.of(g, List.of(y)), variables);
        assertThat(Device.liveBytes()).isGreaterThanOrEqualTo(before + 50 * 100 * 4);
        run.close();
        run.close();
        variables.close();
        device.close();
        device.close();
        assertThat(Device.liveBytes()).isEqualTo(before);
    }

    @Test
    void ownersCannotCloseBeforeTheirUsers() {
        Graph g = new Graph();
        Node y = g.exp(g.parameter("p", 3));
        Device device = Device.cpu(1);
        Variables variables = Variables.allocate(device, g);
        Executable run = Executable.compile(device, Plan.of(g, List.of(y)), variables);
        assertThatThrownBy(variables::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Variables (1 tensors, p ...)")
                .hasMessageContaining("executables");
        assertThatThrownBy(device::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Device cpu");
        run.run();
        assertThat(run.output(y).toFloats()).containsExactly(1, 1, 1);
        run.close();
        variables.close();
        device.close();
    }

    @Test
    void useAfterCloseNamesTheResource() {
        Graph g = new Graph();
        Node y = g.named("y", g.exp(g.parameter("p", 3)));
        Device device = Device.cpu(1);
        Variables variables = Variables.allocate(device, g);
        Executable run = Executable.compile(device, Plan.of(g, List.of(y)), variables);
        Tensor output = run.output("y");
        Tensor parameter = variables.get("p");
        run.close();
        assertThatThrownBy(run::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Executable of [y] is closed");
        assertThatThrownBy(output::toFloats).hasMessage("Executable of [y] is closed");
        assertThatThrownBy(() -> run.output("y")).hasMessage("Executable of [y] is closed");
        variables.close();
        assertThatThrownBy(() -> parameter.set(1f, 2f, 3f))
                .hasMessageContaining("Variables")
                .hasMessageContaining("is closed");
        assertThatThrownBy(() -> variables.get("p")).hasMessageContaining("is closed");
        device.close();
        assertThatThrownBy(device::describe).hasMessage("Device cpu is closed");
        assertThatThrownBy(() -> Variables.allocate(device, g)).hasMessage("Device cpu is closed");
    }

    @Test
    void aSecondThreadIsRefusedWhileRunning() throws InterruptedException {
        Graph g = new Graph();
        Node x = g.input("x", 8, 48, 48, 8);
        Node y = g.sumSquares(g.conv2d(x, g.parameter("w", 32, 5, 5, 8), null, Conv2d.same(5)));
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        try (Session session = new Session()) {
            Executable run = session.compile(g, y);
            AtomicBoolean stop = new AtomicBoolean();
            CountDownLatch started = new CountDownLatch(1);
            Thread second = new Thread(() -> {
                started.countDown();
                while (!stop.get() && refused.get() == 0) {
                    try {
                        run.run();
                    } catch (IllegalStateException e) {
                        refused.incrementAndGet();
                        if (!e.getMessage().contains("one thread at a time")) {
                            others.incrementAndGet();
                        }
                    }
                }
            });
            second.start();
            started.await();
            for (int i = 0; i < 10_000 && refused.get() == 0; i++) {
                try {
                    run.run();
                } catch (IllegalStateException e) {
                    refused.incrementAndGet();
                }
            }
            stop.set(true);
            second.join();
            run.run();
        }
        assertThat(refused.get()).isPositive();
        assertThat(others.get()).isZero();
    }

    @Test
    void aRunAllocatesNothing() {
        RandomGraphs.Net net = RandomGraphs.net(3, DType.F32, true);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Session session = new Session()) {
            Variables variables = session.variables(net.graph());
            Executable run = session.compile(Plan.of(net.graph(), net.outputs()), variables);
            RandomGraphs.feed(3, run, variables);
            for (int i = 0; i < 200; i++) {
                run.run();
            }
            long live = Device.liveBytes();
            long thread = Thread.currentThread().getId();
            long before = threads.getThreadAllocatedBytes(thread);
            long measuring = threads.getThreadAllocatedBytes(thread) - before;
            before = threads.getThreadAllocatedBytes(thread);
            for (int i = 0; i < 1000; i++) {
                run.run();
            }
            long allocated = threads.getThreadAllocatedBytes(thread) - before;
            assertThat(allocated - measuring).isZero();
            assertThat(Device.liveBytes()).isEqualTo(live);
        }
    }

    @Test
    void malformedFeedsAreRefused() {
        Graph g = new Graph();
        Node labels = g.input("labels", DType.I32, 2);
        Node loss = g.named("loss", g.softmaxCrossEntropy(g.input("logits", 2, 3), labels, 0));
        try (Session session = new Session()) {
            Executable run = session.compile(g, loss);
            assertThatThrownBy(() -> run.input("logits").set(1f, 2f))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage("tensor logits (f32 2x3) takes 6 values, got 2");
            assertThatThrownBy(() -> run.input("labels").set(1f, 2f))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("labels");
            assertThatThrownBy(() -> run.input("labels").floatBuffer()).hasMessageContaining("not F32");
            assertThatThrownBy(() -> run.input("images"))
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessageContaining("[logits, labels]");
            assertThatThrownBy(() -> run.output(labels)).isInstanceOf(NoSuchElementException.class);
            run.input("labels").set(0, 3);
            assertThatThrownBy(run::run).isInstanceOf(KernelException.class).hasMessageContaining("softmax_xent");
            run.input("labels").set(0, 2);
            run.run();
            assertThat(run.output("loss").item()).isBetween(1.09f, 1.1f);
        }
    }

    @Test
    void variablesMustFitThePlan() {
        Graph g = new Graph();
        Node y = g.exp(g.parameter("p", 3));
        Graph other = new Graph();
        other.parameter("p", 4);
        Plan plan = Plan.of(g, List.of(y));
        try (Session session = new Session()) {
            Device device = session.device();
            assertThatThrownBy(() -> Executable.compile(device, plan, null)).hasMessageContaining("p (f32 3)");
            assertThatThrownBy(() -> Executable.compile(device, plan, session.variables(other)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("p (f32 3)")
                    .hasMessageContaining("f32 4");
            assertThatThrownBy(() -> Executable.compile(device, plan, session.variables()))
                    .hasMessageContaining("was not allocated");
            assertThatThrownBy(() -> Variables.allocate(device, g, other))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("disagree on the variable p");
        }
    }

    @Test
    void impossibleAllocationsAndDevicesAreReported() {
        Graph g = new Graph();
        g.parameter("huge", 1L << 50);
        try (Session session = new Session()) {
            assertThatThrownBy(() -> Variables.allocate(session.device(), g))
                    .isInstanceOf(OutOfNativeMemoryException.class)
                    .hasMessageContaining("bytes");
        }
        assertThatThrownBy(() -> Device.open("abacus", 1))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("abacus");
    }

    @Test
    void executablesDescribeTheirSteps() {
        Graph g = new Graph();
        Node y = g.relu(g.linear(g.input("x", 2, 3), g.parameter("w", 4, 3), null));
        try (Session session = new Session()) {
            assertThat(session.device().threads()).isEqualTo(2);
            assertThat(session.device().describe()).contains("\"name\"");
            Executable run = session.compile(g, y);
            run.profile(true);
            run.run();
            assertThat(run.describe()).startsWith("[").contains("matmul");
        }
    }
}
