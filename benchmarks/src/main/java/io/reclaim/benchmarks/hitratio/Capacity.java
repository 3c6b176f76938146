package io.reclaim.benchmarks.hitratio;

import io.reclaim.core.accounting.MemorySize;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * How much a cache has room for: a number, or a share of all that a trace asks for.
 *
 * @param amount entries, bytes, or percent
 * @param share whether it is percent
 */
record Capacity(double amount, boolean share) {

    /** Reads a list of numbers, or of shares with a percent sign. */
    static List<Capacity> parse(String text, Unit unit) {
        return Arrays.stream(text.split(",", -1))
                .map(part -> one(part.trim(), unit))
                .toList();
    }

    private static Capacity one(String text, Unit unit) {
        boolean share = text.endsWith("%");
        ToLongFunction<String> number = unit == Unit.ENTRIES ? Long::parseLong : MemorySize::parse;
        double amount;
        try {
            amount = share
                    ? Double.parseDouble(text.substring(0, text.length() - 1).trim())
                    : (double) number.applyAsLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a number of " + unit + " or a percentage: " + text, e);
        }
        if (!(amount > 0) || (share && amount > 100) || amount > Long.MAX_VALUE) {
            throw new IllegalArgumentException("a capacity must be positive, a share up to 100 %: " + text);
        }
        return new Capacity(amount, share);
    }

    /** The number for a trace, at least 1. */
    long of(RequestLog log, Unit unit) {
        if (!share) {
            return (long) amount;
        }
        long all = unit == Unit.ENTRIES ? log.keys() : log.bytes();
        return Math.max(1, Math.round(amount / 100 * (double) all));
    }
}
