package dev.facet.nn.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.facet.engine.Device;
import dev.facet.engine.Shape;
import dev.facet.nn.TrainedNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be imported is said: which file, which node, why, and what to do. */
class BadModelsTest {
    @AutoClose
    private static final Device device = Device.cpu(1);

    @TempDir
    Path folder;

    private static TestModel linear(int opset) {
        return TestModel.opset(opset)
                .input("x", 1, 2, 2, 2)
                .node("Flatten", "x", "flat")
                .node("Gemm", "flat,w", "y")
                .output("y");
    }

    private static void run(OnnxModel model) {
        try (OnnxSession session = OnnxSession.open(model, device)) {
            session.run(new float[8], 1, 2, 2, 2);
        }
    }

    @Test
    void anUnknownOperatorIsNamedWithNodeAndInputs() {
        OnnxModel model = TestModel.opset(11)
                .input("x", 1, 2, 2, 2)
                .weights("w", 1, 3)
                .node("Conv3dOfTomorrow", "x,w", "y")
                .output("y")
                .model();
        assertThatThrownBy(() -> run(model))
                .isInstanceOf(UnsupportedOnnxException.class)
                .hasMessageContainingAll("Conv3dOfTomorrow_0", "opset 11", "[x, w]", "supported are [Abs, Add");
    }

    @Test
    void anUnknownAttributeIsNotIgnored() {
        OnnxModel model = TestModel.opset(11)
                .input("x", 1, 2, 2, 2)
                .node("Relu", "x", "y", "leak", 1)
                .output("y")
                .model();
        assertThatThrownBy(() -> run(model))
                .isInstanceOf(UnsupportedOnnxException.class)
                .hasMessageContainingAll("Relu_0", "leak");
    }

    @Test
    void unusedNodesNeedNotBeKnown() {
        OnnxModel model = TestModel.opset(11)
                .input("x", 1, 2, 2, 2)
                .node("NonMaxSuppression", "x", "boxes")
                .node("Relu", "x", "y")
                .output("y")
                .model();
        run(model);
        assertThat(model.nodes()).hasSize(2);
    }

    @Test
    void opsetsBeyondTheRangeAreNamed() {
        assertThatThrownBy(() -> linear(8).model()).hasMessageContainingAll("opset 8", "9 to 21");
        assertThatThrownBy(() -> linear(22).model()).hasMessageContainingAll("opset 22", "9 to 21");
    }

    @Test
    void sizesThatDoNotFitAreShown() {
        OnnxModel model = linear(11).weights("w", 1, 7, 3).model();
        assertThatThrownBy(() -> run(model)).hasMessageContainingAll("Gemm_1", "[1, 8]", "[7, 3]");
        try (OnnxSession session =
                OnnxSession.open(linear(11).weights("w", 1, 8, 3).model(), device)) {
            assertThatThrownBy(() -> session.run(new float[18], 1, 3, 3, 2)).hasMessageContainingAll("'x'", "3, 3");
        }
    }

    @Test
    void valuesThatNobodyMakesAreNamed() {
        assertThatThrownBy(() -> run(linear(11).model())).hasMessageContainingAll("Gemm_1", "'w' is not made");
        OnnxModel circle = TestModel.opset(11)
                .input("x", 1, 2, 2, 2)
                .node("Add", "x,b", "a")
                .node("Relu", "a", "b")
                .output("b")
                .model();
        assertThatThrownBy(() -> run(circle)).hasMessageContaining("'b' is not made before it");
        OnnxModel twice = TestModel.opset(11)
                .input("x", 1, 2, 2, 2)
                .node("Relu", "x", "y")
                .node("Relu", "x", "y")
                .output("y")
                .model();
        assertThatThrownBy(() -> run(twice)).hasMessageContaining("'y' is made twice");
    }

    @Test
    void anInputWithoutValuesIsNamed() {
        OnnxModel model = linear(11).weights("w", 1, 8, 3).model();
        try (OnnxSession session = OnnxSession.open(model, device)) {
            assertThatThrownBy(() -> session.run(Map.of(), Map.of("x", Shape.of(1, 2, 2, 2))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("x", "no values");
        }
    }

    /** Each node stays within the bounds of one tensor; together they would take all memory. */
    @Test
    void manyFoldedTensorsAreRefused() {
        TestModel model = TestModel.opset(13).input("x", 1, 2, 2, 2).integers("many", 1 << 23);
        StringBuilder parts = new StringBuilder("x");
        for (int i = 0; i < 9; i++) {
            model.node("ConstantOfShape", "many", "c" + i);
            parts.append(",c").append(i);
        }
        OnnxModel whole = model.node("Sum", parts.toString(), "y").output("y").model();
        assertThatThrownBy(() -> run(whole))
                .isInstanceOf(OnnxException.class)
                .hasMessageContainingAll("ConstantOfShape_8", "67108864 values");
    }

    @Test
    void moreNodesThanAGraphMayHaveAreRefused() {
        long[] backwards = LongStream.range(0, 4096).map(i -> 4095 - i).toArray();
        TestModel model = TestModel.opset(13).input("x", 4096).integers("order", backwards);
        String value = "x";
        for (int i = 0; i < 260; i++) {
            model.node("Gather", value + ",order", "v" + i);
            value = "v" + i;
        }
        OnnxModel whole = model.output(value).model();
        try (OnnxSession session = OnnxSession.open(whole, device)) {
            assertThatThrownBy(() -> session.run(new float[4096], 4096))
                    .isInstanceOf(OnnxException.class)
                    .hasMessageContainingAll("Gather_25", "1048576 nodes");
        }
    }

    @Test
    void sizesOfTooManyAxesAreRefused() {
        long[] ones = new long[65];
        Arrays.fill(ones, 1);
        OnnxModel reshaped = TestModel.opset(13)
                .input("x", 1, 2, 2, 2)
                .integers("shape", ones)
                .node("Reshape", "x,shape", "y")
                .output("y")
                .model();
        assertThatThrownBy(() -> run(reshaped)).hasMessageContainingAll("Reshape_0", "65 axes");
        OnnxModel stored = TestModel.opset(13)
                .input("x", 1, 2, 2, 2)
                .weights("w", 1, ones)
                .node("Mul", "x,w", "y")
                .output("y")
                .model();
        assertThatThrownBy(() -> run(stored)).hasMessageContainingAll("'w'", "65 axes");
    }

    /** Attributes are 64 bits wide: what does not fit must not become another number. */
    @Test
    void attributesBeyondTheRangeOfTheirMeaningAreRefused() {
        OnnxModel flattened = TestModel.opset(13)
                .input("x", 1, 2, 2, 2)
                .node("Flatten", "x", "y", "axis", (1L << 32) + 1)
                .output("y")
                .model();
        assertThatThrownBy(() -> run(flattened)).hasMessageContainingAll("Flatten_0", "4294967297");
        for (long type : new long[] {(1L << 32) + 1, 99, 8}) {
            OnnxModel cast = TestModel.opset(13)
                    .input("x", 1, 2, 2, 2)
                    .node("Cast", "x", "y", "to", type)
                    .output("y")
                    .model();
            assertThatThrownBy(() -> run(cast))
                    .hasMessageContainingAll("Cast_0", type == 8 ? "STRING" : String.valueOf(type));
        }
        OnnxModel convolved = TestModel.opset(13)
                .input("x", 1, 2, 2, 2)
                .weights("w", 1, 2, 2, 1, 1)
                .node("Conv", "x,w", "y", "strides", new long[] {Long.MIN_VALUE, 1})
                .output("y")
                .model();
        assertThatThrownBy(() -> run(convolved)).hasMessageContainingAll("Conv_0", "strides", "-9223372036854775808");
    }

    /** What a node could give besides is of no interest where nobody asks for it. */
    @Test
    void unreadOutputsNeedNotBeKnown() {
        TestModel model = TestModel.opset(13)
                .input("x", 1, 2, 2, 2)
                .node("Dropout", "x", "dropped,mask")
                .node("Relu", "dropped", "y")
                .output("y");
        run(model.model());
        assertThatThrownBy(() -> run(model.output("mask").model()))
                .isInstanceOf(UnsupportedOnnxException.class)
                .hasMessageContainingAll("Dropout_0", "'mask' is not supported");
    }

    @Test
    void weightsThatAreNotFiniteAreRefused() {
        float[] weights = new float[24];
        weights[5] = Float.NaN;
        OnnxModel model = linear(11).floats("w", new long[] {8, 3}, weights).model();
        assertThatThrownBy(() -> run(model)).hasMessageContainingAll("'w'", "NaN");
        assertThatThrownBy(() -> OnnxNetwork.of(model).trained(device).close()).hasMessageContaining("NaN");
    }

    @Test
    void weightsWithoutEnoughDataAreNamed() {
        ModelProto.Builder model = linear(11).weights("w", 1, 8, 3).proto().toBuilder();
        TensorProto.Builder tensor = model.getGraphBuilder().getInitializerBuilder(0);
        tensor.setRawData(tensor.getRawData().substring(0, 40));
        assertThatThrownBy(() -> run(OnnxModel.parse(model.build().toByteArray(), "short.onnx")))
                .hasMessageContainingAll("short.onnx", "'w'", "96 bytes", "40");
        tensor.clearRawData();
        assertThatThrownBy(() -> run(OnnxModel.parse(model.build().toByteArray(), "empty.onnx")))
                .hasMessageContainingAll("'w'", "missing");
        tensor.clearDims().addDims(1L << 40).addDims(1L << 40);
        assertThatThrownBy(() -> run(OnnxModel.parse(model.build().toByteArray(), "huge.onnx")))
                .hasMessageContaining("'w'");
    }

    @Test
    void externalDataIsReadFromBesideTheModelOnly() throws IOException {
        float[] weights = Closeness.random(4, 24);
        OnnxModel whole = linear(11).floats("w", new long[] {8, 3}, weights).model();
        float[] images = Closeness.random(5, 8);
        float[] expected;
        try (OnnxSession session = OnnxSession.open(whole, device)) {
            expected = session.run(images, 1, 2, 2, 2).get("y").values();
        }
        ByteBuffer data = ByteBuffer.allocate(16 + 96).order(ByteOrder.LITTLE_ENDIAN);
        data.position(16);
        data.asFloatBuffer().put(weights);
        Files.write(folder.resolve("weights.bin"), data.array());
        assertThat(external("weights.bin", "16", "96", images)).containsExactly(expected);
        assertThatThrownBy(() -> external("missing.bin", "16", "96", images))
                .isInstanceOf(OnnxException.class)
                .hasMessageContainingAll("'w'", "missing.bin", "put it beside the model");
        assertThatThrownBy(() -> external("weights.bin", "32", "96", images)).hasMessageContainingAll("128", "112");
        assertThatThrownBy(() -> external("weights.bin", "16", "95", images)).hasMessageContaining("95");
        assertThatThrownBy(() -> external("weights.bin", "x", "96", images)).hasMessageContaining("offset");
        assertThatThrownBy(() -> external("../weights.bin", "16", "96", images)).hasMessageContaining("outside");
        assertThatThrownBy(() -> external("/etc/hostname", "0", "96", images)).hasMessageContaining("outside");
    }

    private float[] external(String location, String offset, String length, float[] images) throws IOException {
        ModelProto.Builder model = linear(11).weights("w", 1, 8, 3).proto().toBuilder();
        TensorProto.Builder tensor =
                model.getGraphBuilder().getInitializerBuilder(0).clearRawData();
        tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL);
        Map.of("location", location, "offset", offset, "length", length)
                .forEach((key, value) -> tensor.addExternalData(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        Path file = Files.write(folder.resolve("model.onnx"), model.build().toByteArray());
        try (OnnxSession session = OnnxSession.open(file, device)) {
            return session.run(images, 1, 2, 2, 2).get("y").values();
        }
    }

    @Test
    void filesThatAreNoModelsAreNamed() throws IOException {
        byte[] bytes = linear(11).weights("w", 1, 8, 3).bytes();
        assertThatThrownBy(() -> OnnxModel.read(folder.resolve("nowhere.onnx")))
                .hasMessageContainingAll("nowhere.onnx", "no such file");
        Path cut = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> OnnxModel.read(cut)).hasMessageContaining("cut.onnx");
        Path text = Files.writeString(folder.resolve("text.onnx"), "This is not a model.");
        assertThatThrownBy(() -> OnnxModel.read(text)).hasMessageContainingAll("text.onnx", "not an ONNX model");
        Path empty = Files.write(folder.resolve("empty.onnx"), new byte[0]);
        assertThatThrownBy(() -> OnnxModel.read(empty)).hasMessageContaining("no graph");
    }

    @Test
    void networksOfOtherThanOneSquareImageAreSentToASession() {
        OnnxModel wide = TestModel.opset(11)
                .input("x", 1, 3, 4, 6)
                .weights("w", 1, 2, 3, 1, 1)
                .node("Conv", "x,w", "y")
                .output("y")
                .model();
        assertThatThrownBy(() -> OnnxNetwork.of(wide)).hasMessageContainingAll("not square", "OnnxSession");
        OnnxModel two = TestModel.opset(11)
                .input("a", 1, 2)
                .input("b", 1, 2)
                .node("Add", "a,b", "y")
                .output("y")
                .model();
        assertThatThrownBy(() -> OnnxNetwork.of(two)).hasMessageContaining("2 inputs");
    }

    @Test
    void narrowTypesBecomeFloats() {
        TensorProto halves = TestModel.tensor("", TensorProto.DataType.FLOAT16, 4)
                .addInt32Data(0x3c00)
                .addInt32Data(0xc100)
                .addInt32Data(0x0001)
                .addInt32Data(0x7bff)
                .build();
        OnnxModel model = TestModel.opset(11)
                .input("x", 1, 4)
                .node("Constant", "", "c", "value", halves)
                .node("Add", "x,c", "y")
                .output("y")
                .model();
        try (OnnxSession session = OnnxSession.open(model, device)) {
            assertThat(session.run(new float[4], 1, 4).get("y").values()).containsExactly(1f, -2.5f, 0x1p-24f, 65504f);
        }
    }

    @Test
    void aFileClosedIsSaid() {
        OnnxSession session = OnnxSession.open(linear(11).weights("w", 1, 8, 3).model(), device);
        session.close();
        session.close();
        assertThatThrownBy(() -> session.run(new float[8], 1, 2, 2, 2)).hasMessageContaining("closed");
        try (TrainedNetwork network =
                OnnxNetwork.of(linear(11).weights("w", 1, 8, 3).model()).trained(device)) {
            assertThat(network.embed(new float[8])[0]).containsExactly(0, 0, 0);
        }
    }
}
