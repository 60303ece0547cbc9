package dev.facet.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the planner changes must not change results. */
class PlannedExecutionTest {
    private static final int NETS = 20;

    @Test
    void memoryReuseGivesTheSameBits() {
        for (long seed = 0; seed < NETS; seed++) {
            RandomGraphs.Net net = RandomGraphs.net(seed, DType.F32, true);
            PlanOptions options = PlanOptions.defaults();
            assertThat(results(seed, net, options.reuseMemory(true)))
                    .as("seed %d", seed)
                    .usingRecursiveComparison()
                    .isEqualTo(results(seed, net, options.reuseMemory(false)));
        }
    }

    @Test
    void fusionGivesTheSameNumbers() {
        for (long seed = 0; seed < NETS; seed++) {
            for (RandomGraphs.Net net :
                    List.of(RandomGraphs.net(seed, DType.F64, true), RandomGraphs.inferenceNet(seed, DType.F64))) {
                fusionGivesTheSameNumbers(seed, net);
            }
        }
    }

    private static void fusionGivesTheSameNumbers(long seed, RandomGraphs.Net net) {
        PlanOptions options = PlanOptions.defaults();
        List<double[]> fused = results(seed, net, options);
        List<double[]> plain = results(seed, net, options.withoutFusions());
        for (int i = 0; i < fused.size(); i++) {
            assertThat(fused.get(i)).as("seed %d, result %d", seed, i).containsExactly(plain.get(i), within(1e-9));
        }
    }

    @Test
    void slicesGiveTheSameNumbers() {
        int groups = 0;
        for (long seed = 0; seed < NETS; seed++) {
            RandomGraphs.Net net = RandomGraphs.net(seed, DType.F64, true);
            PlanOptions whole = PlanOptions.defaults();
            groups += Plan.of(net.graph(), net.outputs(), whole.sliceBytes(1)).slicedGroups();
            List<double[]> expected = results(seed, net, whole);
            List<double[]> sliced = results(seed, net, whole.sliceBytes(1));
            for (int i = 0; i < sliced.size(); i++) {
                assertThat(sliced.get(i))
                        .as("seed %d, result %d", seed, i)
                        .containsExactly(expected.get(i), within(1e-9));
            }
        }
        assertThat(groups).isGreaterThan(NETS);
    }

    @Test
    void memoryReuseOfSlicesGivesTheSameBits() {
        for (long seed = 0; seed < NETS; seed++) {
            RandomGraphs.Net net = RandomGraphs.net(seed, DType.F32, true);
            PlanOptions options = PlanOptions.defaults().sliceBytes(1);
            assertThat(results(seed, net, options.reuseMemory(true)))
                    .as("seed %d", seed)
                    .usingRecursiveComparison()
                    .isEqualTo(results(seed, net, options.reuseMemory(false)));
        }
    }

    @Test
    void everyFusionRuleIsUsedBySomeRandomNet() {
        assertThat(PlanOptions.allFusions()).allMatch(rule -> {
            for (long seed = 0; seed < NETS; seed++) {
                if (uses(rule, RandomGraphs.net(seed, DType.F32, true))
                        || uses(rule, RandomGraphs.inferenceNet(seed, DType.F32))) {
                    return true;
                }
            }
            return false;
        });
    }

    private static boolean uses(String rule, RandomGraphs.Net net) {
        return Plan.of(net.graph(), net.outputs()).fusions().containsKey(rule);
    }

    /** Outputs and variables after three runs. */
    private static List<double[]> results(long seed, RandomGraphs.Net net, PlanOptions options) {
        List<double[]> results = new ArrayList<>();
        try (Session session = new Session()) {
            Variables variables = session.variables(net.graph());
            Executable run = session.compile(Plan.of(net.graph(), net.outputs(), options), variables);
            RandomGraphs.feed(seed, run, variables);
            for (int i = 0; i < 3; i++) {
                run.run();
            }
            net.outputs().forEach(node -> results.add(run.output(node).toDoubles()));
            variables.names().forEach(name -> results.add(variables.get(name).toDoubles()));
        }
        return results;
    }
}
