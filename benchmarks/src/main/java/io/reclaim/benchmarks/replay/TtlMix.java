package io.reclaim.benchmarks.replay;

import io.reclaim.benchmarks.trace.Access;

/**
 * Which keys have a time to live, and how long, where the trace does not say: a function of key and seed.
 *
 * @param percent of the keys that have one
 * @param fromSeconds the shortest
 * @param toSeconds the longest; all between are alike
 */
record TtlMix(int percent, int fromSeconds, int toSeconds) {
    static final TtlMix DEFAULT = new TtlMix(10, 1, 60);

    TtlMix {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("percent of keys with a time to live must be 0 to 100: " + percent);
        }
        if (fromSeconds < 1 || toSeconds < fromSeconds) {
            throw new IllegalArgumentException(
                    "seconds to live must be 1 <= from <= to: " + fromSeconds + "-" + toSeconds);
        }
    }

    /** Reads {@code PERCENT} or {@code PERCENT:FROM-TO}. */
    static TtlMix parse(String text) {
        String[] parts = text.split(":", 2);
        String[] ends = parts.length == 1 ? new String[] {"1", "60"} : parts[1].split("-", 2);
        try {
            int from = Integer.parseInt(ends[0].trim());
            int to = ends.length == 1 ? from : Integer.parseInt(ends[1].trim());
            return new TtlMix(Integer.parseInt(parts[0].trim()), from, to);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not PERCENT or PERCENT:FROM-TO (seconds): " + text, e);
        }
    }

    /** Milliseconds to live for 64 random bits that belong to the key, or {@link Access#FOREVER}. */
    long of(long bits) {
        if ((bits >>> 32) % 100 >= percent) {
            return Access.FOREVER;
        }
        return 1000L * fromSeconds + (bits & 0xffff_ffffL) % (1000L * (toSeconds - fromSeconds) + 1);
    }

    @Override
    public String toString() {
        return percent + ":" + fromSeconds + "-" + toSeconds;
    }
}
