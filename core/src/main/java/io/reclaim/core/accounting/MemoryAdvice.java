package io.reclaim.core.accounting;

import java.util.Locale;

/**
 * What a {@link MemoryAdvisor} says about a store. Ratios are hits / requests, 0 to 1.
 *
 * @param wishedHitRatio what was asked for
 * @param neededBytes the least limit that gives it, or {@link MemoryAdvisor#UNREACHABLE}
 * @param reachableHitRatio what unlimited memory gives: the rest of the requests are the first for their key
 * @param currentBytes the limit now
 * @param currentHitRatio what it gives by the curve; what the store has really achieved is its counters' to say
 * @param moreHitRatio what a limit of a tenth more gives
 * @param lessHitRatio what a limit of a tenth less gives
 */
public record MemoryAdvice(
        double wishedHitRatio,
        long neededBytes,
        double reachableHitRatio,
        long currentBytes,
        double currentHitRatio,
        double moreHitRatio,
        double lessHitRatio) {

    private static final double SLACK = 0.9;

    /** What to do about the limit. */
    public enum Verdict {
        /** The wish is not met; {@link #neededBytes} meets it. */
        GROW,
        /** Met, with at most a tenth of the limit to spare: so that a limit set to what was needed is left alone. */
        KEEP,
        /** Met, and less than nine tenths of the limit would do. */
        SHRINK,
        /** No memory is enough: most of what is missed was never asked for before. */
        UNREACHABLE
    }

    /**
     * What to do about the limit.
     *
     * @return the verdict
     */
    public Verdict verdict() {
        if (neededBytes == MemoryAdvisor.UNREACHABLE) {
            return Verdict.UNREACHABLE;
        }
        if (neededBytes > currentBytes) {
            return Verdict.GROW;
        }
        return neededBytes < SLACK * currentBytes ? Verdict.SHRINK : Verdict.KEEP;
    }

    /**
     * What a tenth more memory adds.
     *
     * @return a difference of hit ratios, {@code >= 0}
     */
    public double gain() {
        return moreHitRatio - currentHitRatio;
    }

    /**
     * What a tenth less memory costs.
     *
     * @return a difference of hit ratios, {@code >= 0}
     */
    public double loss() {
        return currentHitRatio - lessHitRatio;
    }

    /** For people, in one line. */
    @Override
    public String toString() {
        String need = verdict() == Verdict.UNREACHABLE
                ? String.format(Locale.ROOT, "cannot be had: all memory gives %.2f%%", 100 * reachableHitRatio)
                : "needs " + MemorySize.format(neededBytes);
        return String.format(
                Locale.ROOT,
                "%s: a hit ratio of %.2f%% %s; %s gives %.2f%%, a tenth more %+.2f points, a tenth less %+.2f points",
                verdict(),
                100 * wishedHitRatio,
                need,
                MemorySize.format(currentBytes),
                100 * currentHitRatio,
                100 * gain(),
                -100 * loss());
    }
}
