package io.reclaim.benchmarks.hashtable;

import java.util.Locale;
import java.util.SplittableRandom;

/** What keys the tables are measured with. */
public enum KeyKind {
    /** Strings of 16 hexadecimal digits, hash cached. */
    STRING {
        @Override
        Object key(long bits) {
            String key = new String(HEX[(int) (bits >>> 48)]
                    + HEX[(int) (bits >>> 32) & 0xffff]
                    + HEX[(int) (bits >>> 16) & 0xffff]
                    + HEX[(int) bits & 0xffff]);
            return key.hashCode() == 0 ? key + "0" : key;
        }
    },
    /** Boxed random longs, outside the range of the shared ones. */
    LONG {
        @Override
        Object key(long bits) {
            return bits;
        }
    };

    private static final String[] HEX = new String[1 << 16];

    static {
        for (int i = 0; i < HEX.length; i++) {
            HEX[i] = String.format(Locale.ROOT, "%04x", i);
        }
    }

    /** A new object each time; equal for equal bits. */
    abstract Object key(long bits);

    /**
     * Different keys, the same for the same arguments, in an order that has nothing to do with where they lie in memory.
     *
     * @param stream keys of different streams differ
     * @param count how many
     * @return new objects
     */
    Object[] keys(int stream, int count) {
        Object[] keys = new Object[count];
        for (int i = 0; i < count; i++) {
            keys[i] = key(bits(stream, i));
        }
        shuffle(keys, stream);
        return keys;
    }

    /**
     * The same keys in another order.
     *
     * @param keys stay as they are
     * @param seed the same order for the same
     * @return a new array
     */
    static Object[] shuffled(Object[] keys, long seed) {
        Object[] shuffled = keys.clone();
        shuffle(shuffled, seed);
        return shuffled;
    }

    private static void shuffle(Object[] keys, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = keys.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            Object swapped = keys[i];
            keys[i] = keys[other];
            keys[other] = swapped;
        }
    }

    /** Spreads (stream, index), one to one. */
    static long bits(int stream, int index) {
        long z = ((long) stream << 32 | index) * 0x9e37_79b9_7f4a_7c15L;
        z = (z ^ z >>> 32) * 0xd6e8_feb8_6659_fd93L;
        return z ^ z >>> 32;
    }

    /** As in option values. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
