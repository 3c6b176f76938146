package io.reclaim.hashtable;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * SipHash-1-3: a hash with a 128-bit secret, so that whoever does not know the secret cannot make keys collide.
 *
 * <p>Use it where keys come from outside; for keys of your own a plain mix is a few times faster.
 *
 * <p>Cost: one round for 8 bytes and four at the end; allocates nothing. Immutable, thread-safe.
 *
 * @see "J.-P. Aumasson, D. J. Bernstein, SipHash: a fast short-input PRF, INDOCRYPT 2012; Redis siphash.c (1-2 there)"
 */
public final class SipHash {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

    private final long k0;
    private final long k1;

    /**
     * A hash with a secret.
     *
     * @param k0 the first 8 bytes of the secret, little-endian
     * @param k1 the last 8
     */
    public SipHash(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
    }

    /**
     * Hashes a range of bytes.
     *
     * @param bytes where they are
     * @param offset the first
     * @param length how many
     * @return 64 bits
     * @throws IndexOutOfBoundsException if the range is not in the array
     */
    public long hash(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return hash(bytes, null, 0, offset, length);
    }

    /**
     * Hashes characters, as if they were the bytes of their UTF-16LE encoding.
     *
     * @param chars what to hash
     * @return 64 bits
     */
    public long hash(CharSequence chars) {
        return hash(null, chars, 0, 0, chars.length() * Character.BYTES);
    }

    /**
     * Hashes a number, as if it were its 8 bytes, little-endian.
     *
     * @param number what to hash
     * @return 64 bits
     */
    public long hash(long number) {
        return hash(null, null, number, 0, Long.BYTES);
    }

    private long hash(byte @Nullable [] bytes, @Nullable CharSequence chars, long number, int offset, int length) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;

        int end = offset + (length & ~7);
        long word = 0;
        // The last turn takes the tail with the length in its top byte; then three turns close with word 0.
        for (int at = offset, closing = -1; closing < 3; at += 8) {
            if (closing >= 0) {
                word = 0;
                closing++;
                if (closing == 1) {
                    v2 ^= 0xff;
                }
            } else if (at < end) {
                word = bytes != null ? (long) LONGS.get(bytes, at) : chars != null ? word(chars, at / 2, 4) : number;
            } else {
                word = (bytes != null ? tail(bytes, end, offset + length) : tail(chars, length)) | (long) length << 56;
                closing = 0;
            }
            v3 ^= word;

            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);

            v0 ^= word;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static long tail(byte[] bytes, int from, int to) {
        long word = 0;
        for (int at = to - 1; at >= from; at--) {
            word = word << 8 | (bytes[at] & 0xff);
        }
        return word;
    }

    private static long tail(@Nullable CharSequence chars, int length) {
        int rest = (length & 7) / 2;
        return chars == null || rest == 0 ? 0 : word(chars, chars.length() - rest, rest);
    }

    private static long word(CharSequence chars, int from, int count) {
        long word = 0;
        for (int at = from + count - 1; at >= from; at--) {
            word = word << 16 | chars.charAt(at);
        }
        return word;
    }

    /**
     * 32 bits of a 64-bit hash.
     *
     * @param hash 64 bits
     * @return both halves, combined by exclusive or
     */
    public static int fold(long hash) {
        return (int) (hash ^ hash >>> 32);
    }

    /** Says nothing of the secret. */
    @Override
    public String toString() {
        return "SipHash-1-3";
    }
}
