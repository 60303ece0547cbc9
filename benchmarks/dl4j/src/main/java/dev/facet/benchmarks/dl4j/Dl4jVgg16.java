package dev.facet.benchmarks.dl4j;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * VGG16 by DL4J, as a process that does what its standard input says: {@code run} once, and answers {@code done}; {@code result},
 * and answers with numbers; {@code quit}. Its answers begin with {@code ANSWER}, for DL4J writes to the standard output too.
 *
 * <p>Arguments: the batch, the side of the images, the number of classes, and a file of big-endian floats: images [N, 3, H, W], then
 * of every layer its weights ([K, C, R, S], or [C, K] of a linear one) and biases. Its training is left out: DL4J's only SGD with
 * momentum is Nesterov's, other work than ours.
 */
public final class Dl4jVgg16 {
    private static final int[][] BLOCKS = {{64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}};
    private static final int HIDDEN = 4096;
    private static final String ANSWER = "ANSWER ";

    private final MultiLayerNetwork network;
    private final INDArray images;
    private double[] result;

    private Dl4jVgg16(String[] args) throws IOException {
        int batch = Integer.parseInt(args[0]);
        int side = Integer.parseInt(args[1]);
        network = network(side, Integer.parseInt(args[2]));
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(Path.of(args[3])), 1 << 20))) {
            images = read(in, batch, 3, side, side);
            for (int layer = 0; layer < network.getnLayers(); layer++) {
                if (network.getLayer(layer).numParams() > 0) {
                    INDArray w = network.getParam(layer + "_W");
                    w.assign(read(in, w.shape()));
                    INDArray b = network.getParam(layer + "_b");
                    b.assign(read(in, b.shape()));
                }
            }
        }
    }

    public static void main(String[] args) throws IOException {
        Dl4jVgg16 job = new Dl4jVgg16(args);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println(ANSWER + "ready");
        for (String command = commands.readLine();
                command != null && !command.equals("quit");
                command = commands.readLine()) {
            if (command.equals("run")) {
                job.run();
                System.out.println(ANSWER + "done");
            } else {
                System.out.println(ANSWER
                        + Arrays.stream(job.result).mapToObj(Double::toString).collect(Collectors.joining(" ")));
            }
        }
    }

    private void run() {
        result = network.output(images, false).dup('c').data().asDouble();
    }

    private MultiLayerNetwork network(int side, int classes) {
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .activation(Activation.RELU)
                .convolutionMode(ConvolutionMode.Same)
                .list();
        for (int[] block : BLOCKS) {
            for (int channels : block) {
                layers.layer(new ConvolutionLayer.Builder(3, 3).nOut(channels).build());
            }
            layers.layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                    .kernelSize(2, 2)
                    .stride(2, 2)
                    .build());
        }
        layers.layer(new DenseLayer.Builder().nOut(HIDDEN).build());
        layers.layer(new DenseLayer.Builder().nOut(HIDDEN).build());
        // The logits are asked for, so there is no softmax; a loss has to be named.
        layers.layer(new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                .nOut(classes)
                .activation(Activation.IDENTITY)
                .build());
        layers.setInputType(InputType.convolutional(side, side, 3));
        MultiLayerNetwork made = new MultiLayerNetwork(layers.build());
        made.init();
        return made;
    }

    private static INDArray read(DataInputStream in, long... dims) throws IOException {
        float[] values = new float[Math.toIntExact(Arrays.stream(dims).reduce(1, (a, b) -> a * b))];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readFloat();
        }
        return Nd4j.create(values, dims, 'c');
    }
}
