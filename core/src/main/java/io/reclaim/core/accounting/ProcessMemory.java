package io.reclaim.core.accounting;

import java.lang.management.MemoryUsage;
import java.nio.file.Path;

/**
 * What the whole process takes, of which a store is a part: by the operating system, and by the JVM.
 *
 * @param residentBytes in physical memory
 * @param machineBytes physical memory there is
 * @param containerBytes the limit of the container, or {@link #UNKNOWN} if there is none
 * @param heapUsedBytes objects, garbage included
 * @param heapCommittedBytes taken for the heap
 * @param heapMaxBytes the most the heap can be
 * @param nonHeapBytes committed for classes, compiled code and the like
 * @param directBytes in direct buffers
 * @param mappedBytes in mapped files
 * @param collections of garbage so far
 * @param collectionMillis spent in them
 */
public record ProcessMemory(
        long residentBytes,
        long machineBytes,
        long containerBytes,
        long heapUsedBytes,
        long heapCommittedBytes,
        long heapMaxBytes,
        long nonHeapBytes,
        long directBytes,
        long mappedBytes,
        long collections,
        long collectionMillis) {

    /** The figure is not to be had: not on Linux, or the module java.management is missing. */
    public static final long UNKNOWN = -1;

    /** Nothing is known. */
    public static final ProcessMemory NOTHING = new ProcessMemory(
            UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);

    /**
     * Reads the figures of this process. Takes about a millisecond, opens a few files; for a report, not for a hot path.
     *
     * @return the figures now; never throws
     */
    public static ProcessMemory read() {
        return read(Path.of("/"));
    }

    /** Reads the files below another root. */
    static ProcessMemory read(Path root) {
        MachineMemory machine = new MachineMemory(root);
        ProcessMemory jvm = jvm();
        return new ProcessMemory(
                machine.residentBytes(),
                machine.totalBytes(),
                machine.containerBytes(),
                jvm.heapUsedBytes,
                jvm.heapCommittedBytes,
                jvm.heapMaxBytes,
                jvm.nonHeapBytes,
                jvm.directBytes,
                jvm.mappedBytes,
                jvm.collections,
                jvm.collectionMillis);
    }

    private static ProcessMemory jvm() {
        try {
            MemoryUsage heap = JvmMemory.heap();
            return new ProcessMemory(
                    UNKNOWN,
                    UNKNOWN,
                    UNKNOWN,
                    heap.getUsed(),
                    heap.getCommitted(),
                    heap.getMax(),
                    JvmMemory.nonHeapBytes(),
                    JvmMemory.bufferBytes("direct"),
                    JvmMemory.bufferBytes("mapped"),
                    JvmMemory.collections(),
                    JvmMemory.collectionMillis());
        } catch (LinkageError e) {
            return NOTHING;
        }
    }

    /**
     * What the process may take at most: physical memory, or the container's limit if that is less.
     *
     * @return bytes, or {@link #UNKNOWN}
     */
    public long mostBytes() {
        if (machineBytes == UNKNOWN || containerBytes == UNKNOWN) {
            return Math.max(machineBytes, containerBytes);
        }
        return Math.min(machineBytes, containerBytes);
    }

    /**
     * What the JVM itself accounts for: heap, classes and code, direct buffers.
     *
     * @return bytes, or {@link #UNKNOWN}
     */
    public long jvmBytes() {
        return heapCommittedBytes == UNKNOWN
                ? UNKNOWN
                : heapCommittedBytes + Math.max(0, nonHeapBytes) + Math.max(0, directBytes);
    }
}
