package dev.facet.nn;

import com.google.gson.JsonObject;
import dev.facet.nn.onnx.OnnxNetwork;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** Makes networks from what a checkpoint says of them. A new architecture is one line here. */
public final class Networks {
    private static final Map<String, Function<JsonObject, Network>> ARCHITECTURES = Map.of(
            Vgg.ARCHITECTURE, json -> new Vgg(VggConfig.fromJson(json)),
            ResNet.ARCHITECTURE, json -> new ResNet(ResNetConfig.fromJson(json)),
            MobileNetV2.ARCHITECTURE, json -> new MobileNetV2(MobileNetV2Config.fromJson(json)),
            OnnxNetwork.ARCHITECTURE, OnnxNetwork::fromJson,
            ScaledNetwork.ARCHITECTURE, ScaledNetwork::fromJson);

    private Networks() {}

    /**
     * @param architecture a network's {@link Network#architecture()}
     * @param config its {@link Network#config()}
     * @throws IllegalArgumentException if the architecture is not known or the configuration does not fit it
     */
    public static Network of(String architecture, JsonObject config) {
        Function<JsonObject, Network> maker = ARCHITECTURES.get(architecture);
        if (maker == null) {
            throw new IllegalArgumentException("unknown architecture '" + architecture + "' (known: "
                    + String.join(", ", new TreeSet<>(ARCHITECTURES.keySet())) + ")");
        }
        return maker.apply(config);
    }
}
