package dev.facet.benchmarks.peers;

import dev.facet.engine.Tensor;
import dev.facet.engine.Variables;
import dev.facet.nn.Network;
import dev.facet.nn.VariableSpec;
import dev.facet.torch.Weight;
import java.util.LinkedHashMap;
import java.util.Map;

/** Facet's weights, to give to a peer. */
final class TorchWeights {
    private TorchWeights() {}

    static Map<String, Weight> of(Network network, Variables variables) {
        Map<String, Weight> weights = new LinkedHashMap<>();
        for (VariableSpec spec : network.variables()) {
            Tensor value = variables.get(spec.name());
            weights.put(spec.name(), new Weight(spec.shape().toArray(), value.toFloats()));
        }
        return weights;
    }
}
