package dev.facet.engine.internal;

import dev.facet.engine.Node;
import dev.facet.engine.TensorType;
import dev.facet.engine.nativelib.NativeLibrary;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** Encodes a layout as docs/program-format.md says. */
public final class ProgramWriter {
    private static final int MAGIC = 0x50544346;
    private static final int VERSION = NativeLibrary.ABI_VERSION;
    private static final int HEADER = 24;

    private final Layout layout;
    private final ToIntFunction<Storage> arenas;
    private final ToLongFunction<Storage> offsets;
    private final Map<Node, Integer> buffers = new LinkedHashMap<>();

    /**
     * @param arenas number of the program's arena that holds a storage
     * @param offsets place of a storage in its arena
     */
    public ProgramWriter(Layout layout, ToIntFunction<Storage> arenas, ToLongFunction<Storage> offsets) {
        this.layout = layout;
        this.arenas = arenas;
        this.offsets = offsets;
        for (Step step : layout.steps()) {
            step.inputs().forEach(node -> buffers.putIfAbsent(node, buffers.size()));
            step.outputs().forEach(node -> buffers.putIfAbsent(node, buffers.size()));
        }
    }

    /**
     * The program.
     *
     * @param arenaBytes bytes that each arena has, in order
     * @param constantArenas bit i: what arena i holds is the same in every run until variables are changed from outside
     */
    public byte[] write(List<Long> arenaBytes, int constantArenas) {
        ByteBuffer out = ByteBuffer.allocate(size(arenaBytes.size())).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(VERSION);
        out.putInt(arenaBytes.size())
                .putInt(buffers.size())
                .putInt(layout.steps().size());
        out.putInt(constantArenas);
        arenaBytes.forEach(out::putLong);
        buffers.keySet().forEach(node -> writeBuffer(out, node));
        layout.steps().forEach(step -> writeStep(out, step));
        return out.array();
    }

    private int size(int arenaCount) {
        long size = HEADER + 8L * arenaCount;
        for (Node node : buffers.keySet()) {
            size += 24 + 8L * node.shape().rank();
        }
        for (Step step : layout.steps()) {
            size += 16
                    + 4L * (step.inputs().size() + step.outputs().size())
                    + 8L * step.op().params().length;
        }
        return Math.toIntExact(size);
    }

    private void writeBuffer(ByteBuffer out, Node node) {
        Storage storage = layout.storages().of(node);
        TensorType type = node.type();
        out.putInt(arenas.applyAsInt(storage)).putInt(type.dtype().ordinal());
        out.putLong(offsets.applyAsLong(storage) + layout.storages().offsetIn(node));
        out.putInt(type.shape().rank()).putInt(0);
        for (long dim : type.shape().toArray()) {
            out.putLong(dim);
        }
    }

    private void writeStep(ByteBuffer out, Step step) {
        List<Integer> operands = new ArrayList<>();
        step.inputs().forEach(node -> operands.add(buffers.get(node)));
        step.outputs().forEach(node -> operands.add(buffers.get(node)));
        long[] params = step.op().params();
        out.putInt(step.op().code().ordinal());
        out.putInt(step.inputs().size()).putInt(step.outputs().size()).putInt(params.length);
        operands.forEach(out::putInt);
        for (long param : params) {
            out.putLong(param);
        }
    }
}
