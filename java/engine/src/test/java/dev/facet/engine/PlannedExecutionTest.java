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
                sameNumbers(seed, net, PlanOptions.defaults().withoutFusions());
            }
        }
    }

    @Test
    void slicesGiveTheSameNumbers() {
        int groups = 0;
        for (long seed = 0; seed < NETS; seed++) {
            RandomGraphs.Net net = RandomGraphs.net(seed, DType.F64, true);
            groups +=
                    sameNumbers(seed, net, PlanOptions.defaults().sliceBytes(1)).slicedGroups();
        }
        assertThat(groups).isGreaterThan(NETS);
    }

    /** What is computed again is not cut, and running statistics are updated once. */
    @Test
    void slicesOfWhatIsComputedAgainGiveTheSameNumbers() {
        int both = 0;
        for (long seed = 0; seed < NETS; seed++) {
            RandomGraphs.Net net = RandomGraphs.net(seed, DType.F64, true);
            PlanOptions options = PlanOptions.defaults().reuseMemory(true).recomputation(Recomputation.LEAST_MEMORY);
            Plan plan = sameNumbers(seed, net, options.sliceBytes(1));
            both += plan.slicedGroups() > 0 && plan.repeatedSteps() > 0 ? 1 : 0;
        }
        assertThat(both).isPositive();
    }

    /** The net's plan under the options, whose results are those of the default ones. */
    private static Plan sameNumbers(long seed, RandomGraphs.Net net, PlanOptions options) {
        List<double[]> expected = results(seed, net, PlanOptions.defaults());
        List<double[]> results = results(seed, net, options);
        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i)).as("seed %d, result %d", seed, i).containsExactly(expected.get(i), within(1e-9));
        }
        return Plan.of(net.graph(), net.outputs(), options);
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
