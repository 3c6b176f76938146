package io.reclaim.benchmarks.allocator;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * An array for each block. Bytes are those of the arrays as this JVM lays them out; what a collector needs besides, to
 * let garbage wait, is not counted.
 */
final class ArrayBlocks implements BlockHolder {
    private static final int LENGTH_BYTES = 4;
    private static final int COMPACT_HEADER = 8;
    private static final int COMPRESSED_HEADER = 12;
    private static final int PLAIN_HEADER = 16;

    private final byte[][] blocks;
    private final int header;
    private final int alignment;
    private long bytes;

    ArrayBlocks(int numbers) {
        blocks = new byte[numbers][];
        boolean compact = option("UseCompactObjectHeaders", "false").equals("true");
        boolean compressed = option("UseCompressedClassPointers", "true").equals("true");
        header = (compact ? COMPACT_HEADER : compressed ? COMPRESSED_HEADER : PLAIN_HEADER) + LENGTH_BYTES;
        alignment = Integer.parseInt(option("ObjectAlignmentInBytes", "8"));
    }

    private static String option(String name, String otherwise) {
        try {
            return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .getVMOption(name)
                    .getValue();
        } catch (IllegalArgumentException e) {
            return otherwise; // a JVM that does not know the option
        }
    }

    /** Of an array with so many elements. */
    private long size(int length) {
        return (header + (long) length + alignment - 1) / alignment * alignment;
    }

    @Override
    public void allocate(int number, int length) {
        blocks[number] = new byte[length];
        bytes += size(length);
    }

    @Override
    @SuppressWarnings("NullAway") // a number without a block
    public void free(int number) {
        bytes -= size(blocks[number].length);
        blocks[number] = null;
    }

    @Override
    public long reservedBytes() {
        return bytes;
    }
}
