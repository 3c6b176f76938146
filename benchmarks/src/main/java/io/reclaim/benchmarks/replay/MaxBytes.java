package io.reclaim.benchmarks.replay;

import io.reclaim.core.accounting.MemorySize;

/**
 * A memory limit as people give it: a size, or a share of the working set.
 *
 * @param bytes the size, or 0 where a share is given
 * @param percent the share of the working set, or 0 where a size is given
 */
record MaxBytes(long bytes, double percent) {

    /** Reads {@code 64mb}, {@code 25%} and the like. */
    static MaxBytes parse(String text) {
        String trimmed = text.trim();
        if (!trimmed.endsWith("%")) {
            long bytes = MemorySize.parse(trimmed);
            if (bytes == 0) {
                throw new IllegalArgumentException("a limit must be positive: " + text);
            }
            return new MaxBytes(bytes, 0);
        }
        try {
            double percent = Double.parseDouble(trimmed.substring(0, trimmed.length() - 1));
            if (!(percent > 0 && percent <= 1_000_000)) {
                throw new IllegalArgumentException("a share of the working set must be over 0 %: " + text);
            }
            return new MaxBytes(0, percent);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a size such as 64mb or a share such as 25%: " + text, e);
        }
    }

    boolean needsWorkingSet() {
        return bytes == 0;
    }

    long of(long workingSetBytes) {
        return needsWorkingSet() ? Math.max(1, Math.round(workingSetBytes * percent / 100)) : bytes;
    }
}
