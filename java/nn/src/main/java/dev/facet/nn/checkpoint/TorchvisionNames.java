package dev.facet.nn.checkpoint;

import dev.facet.nn.MobileNetV2;
import dev.facet.nn.Network;
import dev.facet.nn.ResNet;
import dev.facet.nn.ScaledNetwork;
import dev.facet.nn.VariableSpec;
import dev.facet.nn.Vgg;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of our variables in torchvision's words.
 *
 * <p>ResNet and MobileNetV2 have torchvision's names here. VGG's are the field's: {@code conv1_1, bn1_1, …} are
 * {@code features.N} there, N counting convolutions, batch norms, ReLUs and poolings from 0, and {@code fc6, fc7, fc8} are
 * {@code classifier.0, .3, .6}. What a head has besides (a projection) keeps its name. Beside every batch norm torchvision keeps
 * {@code num_batches_tracked}, which is no variable here.
 */
final class TorchvisionNames {
    /** Torchvision's counter of batches beside every batch norm, a 64-bit integer. */
    static final String COUNTER = ".num_batches_tracked";

    private static final Map<String, String> LINEAR =
            Map.of("fc6", "classifier.0", "fc7", "classifier.3", "fc8", "classifier.6");
    private static final String FIRST_LINEAR = "fc6";

    private TorchvisionNames() {}

    /**
     * Every variable of a network, in depth order.
     *
     * @throws IllegalArgumentException if torchvision has no such architecture
     */
    static List<TorchvisionTensor> table(Network network) {
        Network inner = network instanceof ScaledNetwork scaled ? scaled.network() : network;
        if (inner instanceof Vgg vgg) {
            return vgg(vgg);
        }
        if (inner instanceof ResNet || inner instanceof MobileNetV2) {
            return inner.variables().stream()
                    .map(variable -> TorchvisionTensor.of(variable, variable.name()))
                    .toList();
        }
        throw new IllegalArgumentException(
                "torchvision's names are known for VGG, ResNet and MobileNetV2, not for " + network.architecture());
    }

    /**
     * Torchvision's VGG has biases before batch norm, which do nothing but shift the running mean. A network without them takes
     * them up there.
     *
     * @return by the bias's name in torchvision the running mean after it; empty if the network has such biases or needs none
     */
    static Map<String, TorchvisionTensor> biasesBeforeNorm(Network network) {
        Map<String, TorchvisionTensor> means = new LinkedHashMap<>();
        Network inner = network instanceof ScaledNetwork scaled ? scaled.network() : network;
        if (!(inner instanceof Vgg) || ((Vgg) inner).vggConfig().biasBeforeNorm()) {
            return means;
        }
        String convolution = null;
        for (TorchvisionTensor tensor : table(network)) {
            String layer = layer(tensor.name());
            if (tensor.variable().shape().rank() == 4) {
                convolution = layer;
            } else if (tensor.variable().role() == VariableSpec.Role.RUNNING_MEAN) {
                means.put(convolution + ".bias", tensor);
            }
        }
        return means;
    }

    /** The part of a tensor's name that names its layer. */
    static String layer(String tensor) {
        return tensor.substring(0, tensor.lastIndexOf('.'));
    }

    private static List<TorchvisionTensor> vgg(Vgg network) {
        if (network.vggConfig().linearNorm()) {
            throw new IllegalArgumentException(
                    "torchvision's VGG has no batch norm after its linear layers; this network has (linear_norm)");
        }
        Map<String, String> layers = new HashMap<>(LINEAR);
        int place = 0;
        for (String layer : network.layers()) {
            if (layer.equals(FIRST_LINEAR)) {
                break;
            }
            layers.put(layer, "features." + place++);
        }
        List<TorchvisionTensor> table = new ArrayList<>();
        for (VariableSpec variable : network.variables()) {
            int dot = variable.name().lastIndexOf('.');
            String layer = layer(variable.name());
            String name = layers.getOrDefault(layer, layer) + variable.name().substring(dot);
            boolean flattened = layer.equals(FIRST_LINEAR) && variable.role() == VariableSpec.Role.WEIGHT;
            table.add(
                    flattened
                            ? TorchvisionTensor.flattened(variable, name, network.inputSize() / 32)
                            : TorchvisionTensor.of(variable, name));
        }
        return table;
    }
}
