package io.reclaim.core.accounting;

import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * How many bytes objects and arrays take in this JVM: the one place that charges for Java objects get their headers,
 * references and rounding from.
 *
 * <p>Right with and without compressed references, compressed class pointers and compact object headers, and with
 * another alignment. All methods are O(1), allocate nothing and may be called from any thread.
 *
 * @param headerBytes of an object, before its first field
 * @param arrayHeaderBytes of an array of ints, before its first element
 * @param referenceBytes of a reference
 * @param alignmentBytes every object takes a multiple of this
 */
public record ObjectLayout(int headerBytes, int arrayHeaderBytes, int referenceBytes, int alignmentBytes) {
    /*
     * How it is found out, without looking into the JVM and without knowing its options: by allocating. The JVM counts
     * the bytes that a thread allocates, exactly (com.sun.management.ThreadMXBean); so the size of an object is the
     * count after making it minus the count before.
     *
     *     reference   an array of 1,024 references against one of none
     *     array       the longest array of bytes that is no larger than an empty one tells where elements begin: with
     *                 compressed class pointers 16 (12 and the length), with compact headers 12, with neither 20 or 24
     *     header      what the array has before its length, which takes 4; in 24 there are 4 more of padding
     *     alignment   the least step between sizes
     *
     * It happens once, when the class is initialized, in 40 to 100 ms, most of it for loading the management classes.
     * Where they are missing (module jdk.management left out, another JVM, a virtual thread) the layout is taken to be
     * that of a 64-bit JVM without compact headers, with references by the property in which HotSpot tells their mode.
     */

    /** The layout of this JVM. */
    public static final ObjectLayout CURRENT = find();

    private static final int PROBE = 1024;
    private static final int MOST_HEADER = 24;
    private static final int MOST_ALIGNMENT = 256;
    private static final int LENGTH_BYTES = 4;
    private static final int PADDED_ARRAY_HEADER = 24;

    /**
     * Checks that the numbers can be those of a JVM.
     *
     * @param headerBytes see the record
     * @param arrayHeaderBytes see the record
     * @param referenceBytes see the record
     * @param alignmentBytes see the record
     */
    public ObjectLayout {
        check("headerBytes", headerBytes, headerBytes >= 4 && headerBytes <= MOST_HEADER && headerBytes % 4 == 0);
        check(
                "arrayHeaderBytes",
                arrayHeaderBytes,
                arrayHeaderBytes >= headerBytes && arrayHeaderBytes <= MOST_HEADER && arrayHeaderBytes % 4 == 0);
        check("referenceBytes", referenceBytes, referenceBytes == 4 || referenceBytes == 8);
        check("alignmentBytes", alignmentBytes, alignmentBytes >= 8 && Integer.bitCount(alignmentBytes) == 1);
    }

    private static void check(String name, int value, boolean right) {
        if (!right) {
            throw new IllegalArgumentException(name + " cannot be that of a JVM: " + value);
        }
    }

    /**
     * An object.
     *
     * @param references how many of its fields are references
     * @param primitiveBytes what its other fields take
     * @return bytes; exact for fields of 4 and 8 bytes of a class that extends {@code Object}
     */
    public long object(int references, int primitiveBytes) {
        return aligned(headerBytes + (long) references * referenceBytes + primitiveBytes);
    }

    /**
     * An array of bytes.
     *
     * @param length its length
     * @return bytes
     */
    public long bytes(long length) {
        return aligned(arrayHeaderBytes + length);
    }

    /**
     * An array of ints.
     *
     * @param length its length
     * @return bytes
     */
    public long ints(long length) {
        return aligned(arrayHeaderBytes + length * Integer.BYTES);
    }

    /**
     * An array of longs.
     *
     * @param length its length
     * @return bytes
     */
    public long longs(long length) {
        return elements(length, Long.BYTES);
    }

    /**
     * An array of references, without what they refer to.
     *
     * @param length its length
     * @return bytes
     */
    public long references(long length) {
        return elements(length, referenceBytes);
    }

    private long elements(long length, int elementBytes) {
        long base = (arrayHeaderBytes + elementBytes - 1) / elementBytes * (long) elementBytes;
        return aligned(base + length * elementBytes);
    }

    private long aligned(long bytes) {
        return bytes + alignmentBytes - 1 & -(long) alignmentBytes;
    }

    private static ObjectLayout find() {
        try {
            return AllocatedBytes.available() ? probed() : assumed();
        } catch (LinkageError | RuntimeException e) {
            return assumed();
        }
    }

    /** What most JVMs have. */
    static ObjectLayout assumed() {
        boolean compressed = System.getProperty("java.vm.compressedOopsMode") != null
                || Runtime.getRuntime().maxMemory() < 32L << 30;
        return new ObjectLayout(12, 16, compressed ? 4 : 8, 8);
    }

    private static ObjectLayout probed() {
        AllocatedBytes.of(Object::new); // what the first call allocates is not counted again
        long reference = (sizeOf(Object[]::new, PROBE) - sizeOf(Object[]::new, 0)) / PROBE;
        long[] sizes = new long[2 * MOST_ALIGNMENT];
        long alignment = Long.MAX_VALUE;
        for (int length = 0; length < sizes.length; length++) {
            sizes[length] = sizeOf(byte[]::new, length);
            long step = length == 0 ? 0 : sizes[length] - sizes[length - 1];
            alignment = step > 0 ? Math.min(alignment, step) : alignment;
        }
        int arrayHeader = Math.toIntExact(sizes[0] - lastEqual(sizes));
        int header = arrayHeader == PADDED_ARRAY_HEADER ? PADDED_ARRAY_HEADER - Long.BYTES : arrayHeader - LENGTH_BYTES;
        return new ObjectLayout(header, arrayHeader, Math.toIntExact(reference), Math.toIntExact(alignment));
    }

    private static int lastEqual(long[] sizes) {
        int last = 0;
        while (last + 1 < sizes.length && sizes[last + 1] == sizes[0]) {
            last++;
        }
        return last;
    }

    private static long sizeOf(IntFunction<Object> array, int length) {
        return AllocatedBytes.of((Supplier<Object>) () -> array.apply(length));
    }
}
