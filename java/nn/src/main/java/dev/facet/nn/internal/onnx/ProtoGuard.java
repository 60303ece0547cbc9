package dev.facet.nn.internal.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Walks a protobuf message without building it and refuses what would take far more memory than its bytes: two bytes of a file
 * can become an object of a hundred.
 */
final class ProtoGuard {
    /** Fields of a model; the largest networks of this field have some ten thousands. */
    static final int MAX_FIELDS = 2_000_000;

    /** Bytes of packed whole numbers, each of which may become a number of eight bytes. */
    static final long MAX_PACKED_BYTES = 64_000_000;

    private static final int MAX_DEPTH = 60;

    private final CodedInputStream in;
    private int fields;
    private long packedBytes;

    private ProtoGuard(CodedInputStream in) {
        this.in = in;
    }

    /** Checks a message of the given type. */
    static void check(CodedInputStream in, Descriptor type) throws IOException {
        new ProtoGuard(in).message(type, 0);
    }

    private void message(Descriptor type, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new InvalidProtocolBufferException("it is nested more than " + MAX_DEPTH + " deep");
        }
        while (!in.isAtEnd()) {
            int tag = in.readTag();
            if (++fields > MAX_FIELDS) {
                throw new InvalidProtocolBufferException("it has more than " + MAX_FIELDS + " fields");
            }
            switch (WireFormat.getTagWireType(tag)) {
                case WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                    lengthDelimited(type.findFieldByNumber(WireFormat.getTagFieldNumber(tag)), depth);
                case WireFormat.WIRETYPE_START_GROUP, WireFormat.WIRETYPE_END_GROUP ->
                    throw new InvalidProtocolBufferException("it has a group, which ONNX does not use");
                default -> in.skipField(tag);
            }
        }
    }

    private void lengthDelimited(FieldDescriptor field, int depth) throws IOException {
        int length = in.readRawVarint32();
        if (field != null && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            int outer = in.pushLimit(length);
            message(field.getMessageType(), depth + 1);
            in.popLimit(outer);
            return;
        }
        if (field != null && field.isPackable()) {
            boolean fixed =
                    field.getType() == FieldDescriptor.Type.FLOAT || field.getType() == FieldDescriptor.Type.DOUBLE;
            packedBytes += fixed ? 0 : length;
            if (packedBytes > MAX_PACKED_BYTES) {
                throw new InvalidProtocolBufferException("its lists of whole numbers are longer than "
                        + MAX_PACKED_BYTES + " bytes; large tensors belong into raw data");
            }
        }
        in.skipRawBytes(length);
    }
}
