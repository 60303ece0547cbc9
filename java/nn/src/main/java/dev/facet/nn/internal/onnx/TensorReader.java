package dev.facet.nn.internal.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.facet.nn.onnx.OnnxException;
import dev.facet.nn.onnx.UnsupportedOnnxException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/** Decodes the tensors of a model, those in files beside it included. */
final class TensorReader {
    private final Path folder;

    /** @param folder where external data lies, or null if there can be none */
    TensorReader(Path folder) {
        this.folder = folder;
    }

    /** True if the tensor holds whole numbers or truth values. */
    static boolean isIntegral(TensorProto tensor) {
        return switch (type(tensor)) {
            case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> false;
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, BOOL -> true;
            default ->
                throw new UnsupportedOnnxException(
                        name(tensor) + " holds " + type(tensor) + " values, which are not supported");
        };
    }

    /** Sizes of a tensor's axes. */
    static long[] dims(TensorProto tensor) {
        long[] dims = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        try {
            Dims.count(dims);
        } catch (OnnxException e) {
            throw new OnnxException(name(tensor) + ": " + e.getMessage(), e);
        }
        return dims;
    }

    /** The elements. */
    HostTensor read(TensorProto tensor) {
        boolean integral = isIntegral(tensor);
        long[] dims = dims(tensor);
        int count = Dims.count(dims);
        if (tensor.hasSegment()) {
            throw new UnsupportedOnnxException(name(tensor) + " is stored in segments, which are not supported");
        }
        boolean external = tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
        if (external || tensor.hasRawData()) {
            int width = width(type(tensor));
            ByteBuffer raw = external ? external(tensor, (long) count * width) : raw(tensor.getRawData());
            if (raw.remaining() != (long) count * width) {
                throw new OnnxException(
                        name(tensor) + " needs " + (long) count * width + " bytes, the file holds " + raw.remaining());
            }
            return integral ? integers(tensor, dims, raw) : reals(tensor, dims, raw);
        }
        return listed(tensor, dims, count);
    }

    private static HostTensor integers(TensorProto tensor, long[] dims, ByteBuffer raw) {
        long[] values = new long[Dims.count(dims)];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type(tensor)) {
                case INT64, UINT64 -> raw.getLong();
                case INT32 -> raw.getInt();
                case UINT32 -> Integer.toUnsignedLong(raw.getInt());
                case INT16 -> raw.getShort();
                case UINT16 -> Short.toUnsignedLong(raw.getShort());
                case INT8 -> raw.get();
                default -> Byte.toUnsignedLong(raw.get());
            };
        }
        return HostTensor.ofIntegers(dims, values);
    }

    private static HostTensor reals(TensorProto tensor, long[] dims, ByteBuffer raw) {
        float[] values = new float[Dims.count(dims)];
        switch (type(tensor)) {
            case FLOAT -> raw.asFloatBuffer().get(values);
            case DOUBLE -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) raw.getDouble();
                }
            }
            case FLOAT16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = half(raw.getShort());
                }
            }
            default -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float.intBitsToFloat(raw.getShort() << 16);
                }
            }
        }
        return HostTensor.ofReals(dims, values);
    }

    /** A tensor whose elements are a list of their own type or, for the narrow types, of 32-bit numbers. */
    private static HostTensor listed(TensorProto tensor, long[] dims, int count) {
        TensorProto.DataType type = type(tensor);
        int held = switch (type) {
            case FLOAT -> tensor.getFloatDataCount();
            case DOUBLE -> tensor.getDoubleDataCount();
            case INT64 -> tensor.getInt64DataCount();
            case UINT32, UINT64 -> tensor.getUint64DataCount();
            default -> tensor.getInt32DataCount();
        };
        if (held != count) {
            throw new OnnxException(name(tensor) + " needs " + count + " values, the file holds " + held
                    + (held == 0 ? "; its data is missing" : ""));
        }
        if (isIntegral(tensor)) {
            long[] values = new long[count];
            for (int i = 0; i < count; i++) {
                values[i] = switch (type) {
                    case INT64 -> tensor.getInt64Data(i);
                    case UINT32, UINT64 -> tensor.getUint64Data(i);
                    default -> tensor.getInt32Data(i);
                };
            }
            return HostTensor.ofIntegers(dims, values);
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = switch (type) {
                case FLOAT -> tensor.getFloatData(i);
                case DOUBLE -> (float) tensor.getDoubleData(i);
                case FLOAT16 -> half((short) tensor.getInt32Data(i));
                default -> Float.intBitsToFloat(tensor.getInt32Data(i) << 16);
            };
        }
        return HostTensor.ofReals(dims, values);
    }

    private static ByteBuffer raw(ByteString bytes) {
        return bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The bytes of a tensor that lies in a file beside the model. */
    private ByteBuffer external(TensorProto tensor, long needed) {
        Map<String, String> entries = new HashMap<>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            entries.put(entry.getKey(), entry.getValue());
        }
        Path file = externalFile(tensor, entries.get("location"));
        long offset = number(tensor, entries, "offset", 0);
        long length = number(tensor, entries, "length", needed);
        if (length != needed) {
            throw new OnnxException(
                    name(tensor) + " needs " + needed + " bytes, its external data is said to have " + length);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (offset > channel.size() || length > channel.size() - offset) {
                throw new OnnxException(name(tensor) + " lies in " + file + ", bytes " + offset + " to "
                        + (offset + length) + ", but that file has only " + channel.size());
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw new OnnxException(name(tensor) + ": " + file + " was cut short while it was read");
                }
            }
            return bytes.flip();
        } catch (NoSuchFileException e) {
            throw new OnnxException(
                    name(tensor) + " lies in the file " + file + ", which is missing; put it beside the model", e);
        } catch (IOException e) {
            throw new OnnxException(name(tensor) + " lies in " + file + ", which cannot be read (" + e + ")", e);
        }
    }

    /** The named file, which must lie in the model's folder: a model must not read elsewhere on the machine. */
    private Path externalFile(TensorProto tensor, String location) {
        if (location == null || location.isEmpty()) {
            throw new OnnxException(name(tensor) + " lies in another file, but the model does not say in which");
        }
        if (folder == null) {
            throw new OnnxException(name(tensor) + " lies in the file " + location
                    + ", but the model was not read from a file; read it by its path");
        }
        try {
            Path base = folder.toAbsolutePath().normalize();
            Path file = base.resolve(location).normalize();
            if (!file.startsWith(base) || file.equals(base)) {
                throw new OnnxException(name(tensor) + " lies in '" + location
                        + "', outside the model's folder; such data is not read");
            }
            return file;
        } catch (InvalidPathException e) {
            throw new OnnxException(name(tensor) + " lies in '" + location + "', which is no file name", e);
        }
    }

    private static long number(TensorProto tensor, Map<String, String> entries, String key, long otherwise) {
        String text = entries.get(key);
        if (text == null) {
            return otherwise;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new OnnxException(name(tensor) + ": the " + key + " of its external data is '" + text + "'", e);
        }
        throw new OnnxException(name(tensor) + ": the " + key + " of its external data is '" + text + "'");
    }

    private static TensorProto.DataType type(TensorProto tensor) {
        TensorProto.DataType type = TensorProto.DataType.forNumber(tensor.getDataType());
        return type == null ? TensorProto.DataType.UNDEFINED : type;
    }

    private static int width(TensorProto.DataType type) {
        return switch (type) {
            case DOUBLE, INT64, UINT64 -> 8;
            case FLOAT, INT32, UINT32 -> 4;
            case FLOAT16, BFLOAT16, INT16, UINT16 -> 2;
            default -> 1;
        };
    }

    private static String name(TensorProto tensor) {
        return "tensor '" + tensor.getName() + "'";
    }

    /** The value of an IEEE 754 half-precision number. */
    static float half(short bits) {
        int exponent = bits >> 10 & 31;
        int fraction = bits & 1023;
        float magnitude;
        if (exponent == 31) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else if (exponent == 0) {
            magnitude = fraction * 0x1p-24f;
        } else {
            magnitude = Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
        }
        return bits < 0 ? -magnitude : magnitude;
    }
}
