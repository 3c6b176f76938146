package io.reclaim.hashtable;

/** How many bytes a reference takes in this JVM. */
final class References {
    /** 4 where references are compressed, which is wherever the heap stays below 32 GiB, else 8. */
    static final int BYTES = Runtime.getRuntime().maxMemory() < 32L << 30 ? 4 : 8;

    private References() {}
}
