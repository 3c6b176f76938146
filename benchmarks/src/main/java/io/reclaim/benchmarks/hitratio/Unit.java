package io.reclaim.benchmarks.hitratio;

import java.util.Locale;

/** What a capacity counts. */
enum Unit {
    /** Keys, whatever their size. */
    ENTRIES,
    /** Sizes of values. */
    BYTES;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
