package dev.facet.interpret.probe;

import dev.facet.faces.FaceDataset;
import dev.facet.nn.TrainedNetwork;
import java.util.List;

/**
 * A network to study.
 *
 * @param name what it is called
 * @param control what it is a control for, as in {@link NetworkResult#control}; null for none
 * @param network with its weights
 * @param faces the study's pictures as this network is shown them, in the study's order
 * @param layers to probe, in depth order
 * @param seen as in {@link NetworkResult#seen}
 */
public record ProbeSubject(
        String name,
        String control,
        TrainedNetwork network,
        FaceDataset faces,
        List<ProbedLayer> layers,
        Boolean seen) {}
