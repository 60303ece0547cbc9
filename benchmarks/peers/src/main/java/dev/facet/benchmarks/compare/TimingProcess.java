package dev.facet.benchmarks.compare;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.management.ThreadMXBean;
import dev.facet.benchmarks.jobs.FacetJob;
import dev.facet.benchmarks.peers.Contest;
import dev.facet.engine.Device;
import java.lang.management.ManagementFactory;
import java.util.List;

/** A process that times one contest: all contenders in turns. Arguments: {@link Children#timing}. */
final class TimingProcess {
    /** The system property that leaves out all contenders but Facet. */
    static final String ALONE = "facet.compare.alone";

    private static final int COUNTED_RUNS = 3;

    private TimingProcess() {}

    public static void main(String[] args) {
        Contest contest = Children.contest(args[0], Integer.parseInt(args[1]));
        try (Match match = new Match(Boolean.getBoolean(ALONE) ? contest.ofFacet() : contest)) {
            List<Series> series = match.play(Integer.parseInt(args[2]), Double.parseDouble(args[3]));
            FacetJob facet = (FacetJob) match.facet();
            Work work = Work.of(facet.executable().describe(), facet.templateOrbits());
            JsonObject json = new JsonObject();
            json.addProperty("gigaflop", work.gigaflop());
            json.addProperty("multiply_reduction", work.reduction());
            count(facet, json);
            JsonArray contenders = new JsonArray();
            series.forEach(s -> contenders.add(s.toJson()));
            json.add("contenders", contenders);
            Children.answer(json);
        }
    }

    /** What a run costs beside time: bytes that Java allocates, calls into native code. */
    private static void count(FacetJob facet, JsonObject json) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long calls = Device.nativeCalls();
        long bytes = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < COUNTED_RUNS; i++) {
            facet.run();
        }
        bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
        calls = Device.nativeCalls() - calls;
        json.addProperty("allocated_bytes_per_run", bytes / (double) COUNTED_RUNS);
        json.addProperty("native_calls_per_run", calls / (double) COUNTED_RUNS);
    }
}
