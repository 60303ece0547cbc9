package dev.facet.nn.internal.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import dev.facet.nn.onnx.OnnxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the bytes of an ONNX model. */
public final class ModelReader {
    private static final long MAX_BYTES = Integer.MAX_VALUE - 64;

    private ModelReader() {}

    /** @throws OnnxException if the file cannot be read or is no ONNX model */
    public static ModelProto read(Path file) {
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new OnnxException(file + ": " + size + " bytes, but a protobuf file holds 2 GiB at most;"
                        + " save the model with external data");
            }
            return parse(Files.readAllBytes(file), file.toString());
        } catch (NoSuchFileException e) {
            throw new OnnxException(file + ": no such file", e);
        } catch (IOException e) {
            throw new OnnxException(file + ": cannot be read (" + e + ")", e);
        }
    }

    /**
     * Reads a model from memory, whose bytes must not be changed afterwards.
     *
     * @param name what messages call it
     */
    public static ModelProto parse(byte[] bytes, String name) {
        try {
            ByteString wrapped = UnsafeByteOperations.unsafeWrap(bytes);
            ProtoGuard.check(wrapped.newCodedInput(), ModelProto.getDescriptor());
            CodedInputStream in = wrapped.newCodedInput();
            in.enableAliasing(true);
            ModelProto model = ModelProto.parseFrom(in);
            if (!model.hasGraph()) {
                throw new OnnxException(name + ": not an ONNX model: it has no graph");
            }
            return model;
        } catch (IOException e) {
            throw new OnnxException(name + ": not an ONNX model, or damaged (" + e.getMessage() + ")", e);
        }
    }
}
