package io.reclaim.benchmarks.replay;

/**
 * How long the value of a key is where the trace does not say: a function of key and seed.
 *
 * <p>The mix: half of the values have 16 to 128 bytes, a third 128 to 1,024, a sixth 1,024 to 4,096.
 *
 * @param from the shortest
 * @param to the longest
 * @param mixed whether shorter ones are more frequent, as above; else all lengths are alike
 */
record ValueSizes(int from, int to, boolean mixed) {
    static final ValueSizes MIX = new ValueSizes(16, 4096, true);

    ValueSizes {
        if (from < 0 || to < from || to > Workload.LONGEST_VALUE) {
            throw new IllegalArgumentException(
                    "sizes must be 0 <= from <= to <= " + Workload.LONGEST_VALUE + ": " + from + "-" + to);
        }
    }

    /** Reads {@code mix}, {@code BYTES} or {@code FROM-TO}. */
    static ValueSizes parse(String text) {
        if (text.equals("mix")) {
            return MIX;
        }
        String[] ends = text.split("-", 2);
        try {
            int from = Integer.parseInt(ends[0].trim());
            return new ValueSizes(from, ends.length == 1 ? from : Integer.parseInt(ends[1].trim()), false);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not mix, BYTES or FROM-TO: " + text, e);
        }
    }

    /** The length for 64 random bits that belong to the key. */
    int of(long bits) {
        if (!mixed) {
            return between(from, to, bits);
        }
        int sixth = (int) (((bits >>> 48) * 6) >>> 16);
        return sixth < 3 ? between(16, 128, bits) : sixth < 5 ? between(128, 1024, bits) : between(1024, 4096, bits);
    }

    private static int between(int low, int high, long bits) {
        return low + (int) (((bits & 0x7fff_ffffL) * (high - low + 1L)) >>> 31);
    }

    @Override
    public String toString() {
        return mixed ? "mix" : from == to ? String.valueOf(from) : from + "-" + to;
    }
}
