package io.reclaim.benchmarks.store;

/**
 * A key that is read often.
 *
 * @param key the key
 * @param reads how often it was read, estimated from a sample of the reads; may be too high by {@code error}
 * @param error reads that may have been another key's
 */
@SuppressWarnings("ArrayRecordComponent") // keys of this store are arrays; nobody compares two of these
public record HotKey(byte[] key, long reads, long error) {}
