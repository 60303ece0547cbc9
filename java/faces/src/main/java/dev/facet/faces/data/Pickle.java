package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.internal.ByteSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Python pickles that consist of lists, tuples, byte strings, booleans and whole numbers, and of nothing else. A
 * pickle is a program; the instructions that could import, call or build anything are refused by name, so that reading a
 * file from a stranger executes nothing. Byte strings are not copied: they are places in the file.
 *
 * <p>The machine has no recursion, and values, list entries and memo entries together are limited, so that neither depth
 * nor repetition can exhaust the memory; time is linear in the file's length.
 *
 * <p>Source: the instruction table of CPython's {@code Lib/pickletools.py}, protocols 0 to 5.
 */
final class Pickle {

    /** A byte string of the file. */
    record Bytes(long at, int length) {}

    /** Lists are {@link List}, tuples too. */
    private static final Object MARK = new Object();

    // A quarter of a million pairs, many times the largest published pack.
    private static final int MAX_VALUES = 2 << 20;
    private static final int MAX_TEXT = 32;
    private static final int HIGHEST_PROTOCOL = 5;

    private static final Map<Integer, String> REFUSED = refused();

    private final ByteSource file;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Long, Object> memo = new HashMap<>();
    private long at;
    private long values;

    private Pickle(ByteSource file) {
        this.file = file;
    }

    private static Map<Integer, String> refused() {
        Map<Integer, String> names = new HashMap<>();
        names.put((int) 'c', "GLOBAL");
        names.put(0x93, "STACK_GLOBAL");
        names.put((int) 'R', "REDUCE");
        names.put((int) 'b', "BUILD");
        names.put((int) 'i', "INST");
        names.put((int) 'o', "OBJ");
        names.put(0x81, "NEWOBJ");
        names.put(0x92, "NEWOBJ_EX");
        names.put(0x82, "EXT1");
        names.put(0x83, "EXT2");
        names.put(0x84, "EXT4");
        names.put((int) 'P', "PERSID");
        names.put((int) 'Q', "BINPERSID");
        names.put(0x97, "NEXT_BUFFER");
        return names;
    }

    /**
     * Runs a pickle.
     *
     * @return a {@link List} (list or tuple), {@link Bytes}, {@link Boolean} or {@link Long}; lists may hold one another,
     *     or themselves
     * @throws FaceDataException naming file, place and reason if an instruction is refused, unknown, or does not fit
     */
    static Object read(ByteSource file) {
        return new Pickle(file).run();
    }

    private Object run() {
        while (true) {
            long start = at;
            int code = file.unsignedByte(claim(1));
            if (code == '.') {
                return pop();
            }
            step(code, start);
        }
    }

    private void step(int code, long start) {
        switch (code) {
            case 0x80 -> protocol();
            case 0x95 -> claim(8); // FRAME: how much follows, of use to streams only
            case '(' -> push(MARK);
            case '0' -> pop();
            case '2' -> push(top());
            case ']' -> push(new ArrayList<>());
            case ')' -> push(List.of());
            case 'l', 't' -> push(new ArrayList<>(popToMark()));
            case 0x85 -> pushTuple(1);
            case 0x86 -> pushTuple(2);
            case 0x87 -> pushTuple(3);
            case 'a' -> append(List.of(pop()));
            case 'e' -> append(popToMark());
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'I' -> push(textInteger());
            case 'J' -> push((long) (int) unsigned(4));
            case 'K' -> push(unsigned(1));
            case 'M' -> push(unsigned(2));
            case 'U', 'C' -> pushBytes(unsigned(1));
            case 'T', 'B' -> pushBytes(unsigned(4));
            case 0x8e, 0x96 -> pushBytes(unsigned(8));
            case 'q' -> memo.put(unsigned(1), top());
            case 'r' -> memo.put(unsigned(4), top());
            case 0x94 -> memo.put((long) memo.size(), top());
            case 'h' -> push(remembered(unsigned(1)));
            case 'j' -> push(remembered(unsigned(4)));
            default -> throw refuse(code, start);
        }
        if (memo.size() + values > MAX_VALUES) {
            throw bad(start, "there are more than " + MAX_VALUES + " values");
        }
    }

    private FaceDataException refuse(int code, long start) {
        String name = REFUSED.get(code);
        if (name != null) {
            return bad(
                    start,
                    "the instruction " + name + " could run code of the file's author and is refused; only lists, "
                            + "tuples, bytes and booleans are read (in Python, save (list of bytes, list of bool))");
        }
        return bad(
                start,
                "the instruction 0x" + Integer.toHexString(code) + " is not one of lists, tuples, bytes and booleans");
    }

    private FaceDataException bad(long place, String reason) {
        return new FaceDataException(file.name() + " at byte " + place + ": " + reason
                + ". Check that it is a verification pack, or copy it again.");
    }

    /** Takes the next bytes; where they start. */
    private long claim(long bytes) {
        if (bytes < 0 || bytes > file.size() - at) {
            throw bad(at, "the file ends at byte " + file.size() + " in the middle of an instruction");
        }
        long start = at;
        at += bytes;
        return start;
    }

    private long unsigned(int bytes) {
        byte[] b = file.read(claim(bytes), bytes);
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | b[i] & 255;
        }
        return value;
    }

    private void protocol() {
        long version = unsigned(1);
        if (version > HIGHEST_PROTOCOL) {
            throw bad(at - 1, "protocol " + version + " is not known; 0 to " + HIGHEST_PROTOCOL + " are");
        }
    }

    // Protocol 0 and 1 write booleans as I01 and I00.
    private Object textInteger() {
        StringBuilder text = new StringBuilder();
        long start = at;
        for (int c = file.unsignedByte(claim(1)); c != '\n'; c = file.unsignedByte(claim(1))) {
            if (text.length() == MAX_TEXT) {
                throw bad(start, "a number has more than " + MAX_TEXT + " digits");
            }
            text.append((char) c);
        }
        if (text.toString().equals("00") || text.toString().equals("01")) {
            return text.charAt(1) == '1';
        }
        try {
            return Long.parseLong(text.toString());
        } catch (NumberFormatException e) {
            throw bad(start, "\"" + text + "\" is no number");
        }
    }

    private void pushBytes(long length) {
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw bad(at, "a byte string has " + Long.toUnsignedString(length) + " bytes");
        }
        push(new Bytes(claim(length), (int) length));
    }

    private void push(Object value) {
        values++;
        stack.add(value);
    }

    private Object pop() {
        if (stack.isEmpty()) {
            throw bad(at - 1, "an instruction needs a value and there is none");
        }
        Object value = stack.remove(stack.size() - 1);
        if (value == MARK) {
            throw bad(at - 1, "an instruction needs a value and there is a mark");
        }
        return value;
    }

    private Object top() {
        Object value = pop();
        stack.add(value);
        return value;
    }

    private void pushTuple(int size) {
        Object[] entries = new Object[size];
        for (int i = size - 1; i >= 0; i--) {
            entries[i] = pop();
        }
        push(new ArrayList<>(List.of(entries)));
    }

    private List<Object> popToMark() {
        int mark = stack.lastIndexOf(MARK);
        if (mark < 0) {
            throw bad(at - 1, "an instruction needs a mark and there is none");
        }
        List<Object> above = stack.subList(mark + 1, stack.size());
        List<Object> entries = new ArrayList<>(above);
        stack.subList(mark, stack.size()).clear();
        return entries;
    }

    private void append(List<Object> entries) {
        if (!(top() instanceof ArrayList<?> list)) {
            throw bad(at - 1, "an instruction appends to something that is no list");
        }
        values += entries.size();
        @SuppressWarnings("unchecked")
        List<Object> target = (List<Object>) list;
        target.addAll(entries);
    }

    private Object remembered(long key) {
        Object value = memo.get(key);
        if (value == null) {
            throw bad(at - 1, "nothing is remembered under " + key);
        }
        return value;
    }
}
