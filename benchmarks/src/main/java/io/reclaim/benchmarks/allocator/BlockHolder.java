package io.reclaim.benchmarks.allocator;

/** An allocator under measurement, whose blocks are known by small numbers, and how the program keeps it in order. */
interface BlockHolder {

    /** Allocates the block of a number that has none, and writes its first bytes. */
    void allocate(int number, int bytes);

    /** Frees the block of a number. */
    void free(int number);

    /** Everything held for blocks, descriptors included as far as they can be known. */
    long reservedBytes();

    /** One bounded step of defragmentation, if one is due after so many bytes were written; whether there was one. */
    default boolean step(long writtenBytes) {
        return false;
    }

    /** Whether a block still has what was written into it. */
    default boolean intact(int number) {
        return true;
    }

    /** Bytes that were moved. */
    default long movedBytes() {
        return 0;
    }

    /** Of the reserved bytes, those of descriptors, bitmaps and tags, or -1 if they are not known. */
    default long overheadBytes() {
        return -1;
    }

    /** Bytes of live blocks, rounded up, or -1 if they are not known. */
    default long usedBytes() {
        return -1;
    }

    /** Reserved bytes after all work that is possible in idle time. */
    default long settledBytes() {
        return reservedBytes();
    }
}
