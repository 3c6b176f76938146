package io.reclaim.benchmarks.allocator;

/** A numbered set of blocks of one allocator: what a benchmark does to all of them alike. */
interface LiveBlocks {

    /** Allocates block {@code i}, which must not be live. */
    void allocate(int i, int bytes);

    /** Frees block {@code i}. */
    void free(int i);

    /** Reads the eight bytes at an offset of block {@code i}. */
    long getLong(int i, int offset);

    /** Writes them. */
    void setLong(int i, int offset, long value);

    /** Reads the first bytes of block {@code i}. */
    void read(int i, byte[] into, int length);

    /** Writes them. */
    void write(int i, byte[] from, int length);
}
