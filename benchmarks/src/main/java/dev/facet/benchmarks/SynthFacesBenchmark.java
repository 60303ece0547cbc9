package dev.facet.benchmarks;

import dev.facet.faces.Image;
import dev.facet.faces.synth.SynthFaces;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Time of one core to draw a face of the size that {@code facet demo} learns from. */
@Warmup(iterations = 4, time = 2)
public class SynthFacesBenchmark extends SteadyBenchmark {
    private static final int PEOPLE = 20;
    private static final int IMAGES = 5;
    private static final int SIDE = 112;
    private static final long SEED = 7;

    @Setup(Level.Trial)
    public void look() {
        Image face = new SynthFaces(PEOPLE, IMAGES, SIDE, SEED).sample(0).image();
        Image again = new SynthFaces(PEOPLE, IMAGES, SIDE, SEED).sample(0).image();
        Checks.require(face.equals(again), "the same face looks different");
        Checks.require(face.resize(1, 1).pixel(0, 0) != 0, "the face is black");
    }

    /** New people every time, for a data set keeps what it has drawn. */
    @Benchmark
    @OperationsPerInvocation(PEOPLE * IMAGES)
    public void face(Blackhole sink) {
        SynthFaces faces = new SynthFaces(PEOPLE, IMAGES, SIDE, SEED);
        for (int i = 0; i < faces.size(); i++) {
            sink.consume(faces.sample(i).image());
        }
    }
}
