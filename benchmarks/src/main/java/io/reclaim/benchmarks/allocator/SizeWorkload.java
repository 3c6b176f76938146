package io.reclaim.benchmarks.allocator;

import org.jspecify.annotations.Nullable;

/**
 * The workloads of Rumble, Kejriwal and Ousterhout: write blocks of one distribution of sizes, delete some, write those
 * of another.
 *
 * @see "S. Rumble et al., Log-structured Memory for DRAM-based Storage, FAST 2014, table 1"
 */
@SuppressWarnings("ImmutableEnumChecker") // a record of two numbers
enum SizeWorkload {
    /** One size. */
    W1(new Sizes(100, 100), 0, null),
    /** Another size, no deletions between. */
    W2(new Sizes(100, 100), 0, new Sizes(130, 130)),
    /** Another size after most was deleted. */
    W3(new Sizes(100, 100), 90, new Sizes(130, 130)),
    /** Other sizes, no deletions between. */
    W4(new Sizes(100, 150), 0, new Sizes(200, 250)),
    /** Other sizes after most was deleted. */
    W5(new Sizes(100, 150), 90, new Sizes(200, 250)),
    /** Ten times larger after half was deleted. */
    W6(new Sizes(100, 200), 50, new Sizes(1000, 2000)),
    /** Overlapping sizes after most was deleted. */
    W7(new Sizes(1000, 2000), 90, new Sizes(1500, 2500)),
    /** A hundred times larger after most was deleted. */
    W8(new Sizes(50, 150), 90, new Sizes(5000, 15000));

    /**
     * Sizes that are equally likely.
     *
     * @param least bytes
     * @param most bytes
     */
    record Sizes(int least, int most) {
        @Override
        public String toString() {
            return least == most ? Integer.toString(least) : least + "-" + most;
        }
    }

    /** Each phase writes so many times the live bytes. */
    static final int WRITES = 5;

    final Sizes first;
    final int deletedPercent;
    private final @Nullable Sizes second;

    SizeWorkload(Sizes first, int deletedPercent, @Nullable Sizes second) {
        this.first = first;
        this.deletedPercent = deletedPercent;
        this.second = second;
    }

    /** Whether there is a second phase. */
    boolean changes() {
        return second != null;
    }

    /** The sizes of the second phase; the first's if there is none. */
    Sizes second() {
        Sizes other = second;
        return other == null ? first : other;
    }

    /** What it does, for people. */
    String title() {
        return first + " B" + (changes() ? ", delete " + deletedPercent + " %, " + second + " B" : "");
    }
}
