package io.reclaim.benchmarks.allocator;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A confined arena of {@code java.lang.foreign} for each block. Looked up by name, as the build is for JDK 17. */
final class Arenas implements LiveBlocks {
    private static final MethodHandle OPEN;
    private static final MethodHandle ALLOCATE;
    private static final MethodHandle CLOSE;

    static {
        try {
            Class<?> arena = Class.forName("java.lang.foreign.Arena");
            Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            OPEN = lookup.findStatic(arena, "ofConfined", methodType(arena)).asType(methodType(Object.class));
            MethodHandle allocate = lookup.findVirtual(arena, "allocate", methodType(segment, long.class));
            MethodHandle buffer = lookup.findVirtual(segment, "asByteBuffer", methodType(ByteBuffer.class));
            ALLOCATE = MethodHandles.filterReturnValue(allocate, buffer)
                    .asType(methodType(ByteBuffer.class, Object.class, long.class));
            CLOSE = lookup.findVirtual(arena, "close", methodType(void.class))
                    .asType(methodType(void.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException("arenas need JDK 22 or later: " + Runtime.version(), e);
        }
    }

    private final Object[] arenas;
    private final ByteBuffer[] buffers;

    Arenas(int live) {
        arenas = new Object[live];
        buffers = new ByteBuffer[live];
    }

    @Override
    public void allocate(int i, int bytes) {
        try {
            Object arena = (Object) OPEN.invokeExact();
            arenas[i] = arena;
            buffers[i] = ((ByteBuffer) ALLOCATE.invokeExact(arena, (long) bytes)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void free(int i) {
        try {
            CLOSE.invokeExact(arenas[i]);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long getLong(int i, int offset) {
        return buffers[i].getLong(offset);
    }

    @Override
    public void setLong(int i, int offset, long value) {
        buffers[i].putLong(offset, value);
    }

    @Override
    public void read(int i, byte[] into, int length) {
        buffers[i].get(0, into, 0, length);
    }

    @Override
    public void write(int i, byte[] from, int length) {
        buffers[i].put(0, from, 0, length);
    }
}
