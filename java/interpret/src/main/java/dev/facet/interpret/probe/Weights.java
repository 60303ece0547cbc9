package dev.facet.interpret.probe;

import dev.facet.engine.Variables;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.VariableSpec;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Tells networks apart by their weights and by what is computed with them. */
final class Weights {
    private Weights() {}

    /** A checksum over all weights. */
    static String hash(TrainedNetwork network) {
        Variables variables = network.variables();
        CRC32C sum = new CRC32C();
        for (VariableSpec spec : network.network().variables()) {
            FloatBuffer values = variables.get(spec.name()).contents();
            while (values.hasRemaining()) {
                int bits = Float.floatToRawIntBits(values.get());
                sum.update(bits);
                sum.update(bits >>> 8);
                sum.update(bits >>> 16);
                sum.update(bits >>> 24);
            }
        }
        return "%08x".formatted(sum.getValue());
    }

    /** A checksum over sizes, structure and how pixels are scaled. */
    static String structureHash(Network network) {
        CRC32C sum = new CRC32C();
        sum.update(network.config().toString().getBytes(StandardCharsets.UTF_8));
        return "%08x".formatted(sum.getValue());
    }
}
