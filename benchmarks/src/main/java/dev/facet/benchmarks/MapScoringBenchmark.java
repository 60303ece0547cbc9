package dev.facet.benchmarks;

import dev.facet.interpret.maps.PixelMask;
import dev.facet.interpret.maps.RandomBaseline;
import dev.facet.interpret.metrics.MapScore;
import dev.facet.interpret.metrics.MapScorer;
import dev.facet.interpret.metrics.Peaks;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.Blackhole;

/** Time of one core to score a channel's map on a face, at the demo's sizes: 7 × 7 cells, parts on 112 × 112 pixels. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MapScoringBenchmark extends SteadyBenchmark {
    private static final int CELLS = 7;
    private static final int PIXELS = 112;
    private static final int PARTS = 7;
    private static final int MAPS = 64;

    private final MapScorer scorer = new MapScorer(CELLS, CELLS, PIXELS, PIXELS, Peaks.reportedRho());
    private float[][] maps;
    private List<PixelMask> parts;

    @Setup(Level.Trial)
    public void open() {
        SplittableRandom random = new SplittableRandom(7);
        maps = IntStream.range(0, MAPS)
                .mapToObj(i -> RandomBaseline.smooth(CELLS, CELLS, RandomBaseline.SMOOTHING_CELLS, random))
                .toArray(float[][]::new);
        // Bands from top to bottom.
        parts = IntStream.range(0, PARTS)
                .mapToObj(part -> PixelMask.of(PIXELS, PIXELS, i -> i / PIXELS * PARTS / PIXELS == part))
                .toList();
        MapScore score = scorer.score(maps[0], parts);
        Checks.require(!score.dead() && score.iou() > 0 && score.iou() < 1, "the map fits no part");
    }

    @Benchmark
    @OperationsPerInvocation(MAPS)
    public void map(Blackhole sink) {
        for (float[] map : maps) {
            sink.consume(scorer.score(map, parts));
        }
    }
}
