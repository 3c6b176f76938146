package io.reclaim.benchmarks.report;

import java.util.Locale;

/** Numbers as people read them. */
public final class Figures {
    private Figures() {}

    /**
     * A number of things.
     *
     * @param number any
     * @return for instance {@code 16,000,000}
     */
    public static String count(long number) {
        return format("%,d", number);
    }

    /**
     * A duration in the unit that suits it.
     *
     * @param nanos how long
     * @return for instance {@code 812 ns} or {@code 12.5 ms}
     */
    public static String duration(long nanos) {
        return nanos < 10_000
                ? nanos + " ns"
                : nanos < 10_000_000
                        ? format("%.1f us", nanos / 1e3)
                        : nanos < 10_000_000_000L ? format("%.1f ms", nanos / 1e6) : format("%.1f s", nanos / 1e9);
    }

    /**
     * Text in which numbers look the same everywhere.
     *
     * @param form as of {@link String#format}
     * @param args what goes in
     * @return the text
     */
    public static String format(String form, Object... args) {
        return String.format(Locale.ROOT, form, args);
    }
}
