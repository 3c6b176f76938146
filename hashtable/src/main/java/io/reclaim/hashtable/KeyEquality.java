package io.reclaim.hashtable;

import java.util.Arrays;

/**
 * When two keys are the same, and what their hash is. Lets {@code byte[]} be a key, and lets keys that strangers choose
 * be hashed with a secret.
 *
 * @param <K> type of the keys
 */
public interface KeyEquality<K> {

    /**
     * The key's hash; equal keys have equal hashes. The table mixes it further.
     *
     * @param key a key
     * @return any 32 bits
     */
    int hash(K key);

    /**
     * Compares two keys.
     *
     * @param a a key
     * @param b a key
     * @return whether they are the same
     */
    boolean same(K a, K b);

    /**
     * The keys' own {@code equals} and {@code hashCode}.
     *
     * @param <K> type of the keys
     * @return an equality without state
     */
    static <K> KeyEquality<K> natural() {
        return new KeyEquality<>() {
            @Override
            public int hash(K key) {
                return key.hashCode();
            }

            @Override
            public boolean same(K a, K b) {
                return a.equals(b);
            }
        };
    }

    /**
     * The contents of byte arrays, hashed with a secret.
     *
     * @param sipHash the keyed hash
     * @return an equality without further state
     */
    static KeyEquality<byte[]> bytes(SipHash sipHash) {
        return new KeyEquality<>() {
            @Override
            public int hash(byte[] key) {
                return SipHash.fold(sipHash.hash(key, 0, key.length));
            }

            @Override
            public boolean same(byte[] a, byte[] b) {
                return Arrays.equals(a, b);
            }
        };
    }

    /**
     * Strings, hashed with a secret: for keys that strangers choose. The hash is computed at every call, while that of
     * {@link #natural()} is kept by the string.
     *
     * @param sipHash the keyed hash
     * @return an equality without further state
     */
    static KeyEquality<String> strings(SipHash sipHash) {
        return new KeyEquality<>() {
            @Override
            public int hash(String key) {
                return SipHash.fold(sipHash.hash(key));
            }

            @Override
            public boolean same(String a, String b) {
                return a.equals(b);
            }
        };
    }
}
