package io.reclaim.expiry;

import io.reclaim.core.EntrySample;
import io.reclaim.core.SampledPopulation;
import java.util.function.IntToLongFunction;

/**
 * How many entries are stale, and how many bytes they hold, estimated from a uniform sample, with intervals that hold the
 * truth in 95 of 100 cases.
 *
 * <p>Entries: Wilson's interval, good for small shares too; if no stale entry was drawn its upper end is about 3.8 /
 * draws. Bytes: the normal approximation, which needs some tens of stale entries among the draws to be meant seriously,
 * more where sizes differ much; if none was drawn, the upper end is that of the entries at the mean size of all.
 *
 * @param draws how many entries were looked at
 * @param percent estimated share of the stale among the entries with a deadline
 * @param percentLow lower end of its interval
 * @param percentHigh upper end of its interval
 * @param entries estimated number of stale entries
 * @param bytes estimated bytes of stale entries
 * @param bytesLow lower end of its interval
 * @param bytesHigh upper end of its interval
 * @see "E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 1927"
 */
public record StaleEstimate(
        int draws,
        double percent,
        double percentLow,
        double percentHigh,
        double entries,
        double bytes,
        double bytesLow,
        double bytesHigh) {

    private static final double Z = 1.959964; // 95 % of a normal distribution lie within so many deviations
    private static final double PERCENT = 100;

    /**
     * Estimates from a new sample. O(capacity of the sample).
     *
     * @param population the entries with a deadline, the deadline being the attribute
     * @param nowMillis the time
     * @param sample is emptied and filled; its capacity is the number of draws
     * @param bytesOf the bytes of an entry
     * @return the estimate; all 0 if there is no entry
     */
    public static StaleEstimate of(
            SampledPopulation population, long nowMillis, EntrySample sample, IntToLongFunction bytesOf) {
        population.sample(sample.clear(sample.capacity()));
        int n = sample.size();
        if (n == 0) {
            return new StaleEstimate(0, 0, 0, 0, 0, 0, 0, 0);
        }
        int stale = 0;
        double all = 0;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double bytes = bytesOf.applyAsLong(sample.ref(i));
            all += bytes;
            if (Deadlines.stale(sample.attribute(i), nowMillis)) {
                stale++;
                sum += bytes;
                squares += bytes * bytes;
            }
        }
        double share = (double) stale / n;
        double width = 1 + Z * Z / n;
        double centre = (share + Z * Z / (2 * n)) / width;
        double half = Z / width * Math.sqrt(share * (1 - share) / n + Z * Z / (4.0 * n * n));
        double low = stale == 0 ? 0 : Math.max(0, centre - half);
        double high = stale == n ? 1 : Math.min(1, centre + half);
        int size = population.size();
        double mean = sum / n;
        double deviation = n == 1 ? 0 : Math.sqrt(Math.max(0, squares / n - mean * mean) / (n - 1));
        // If all or none that were drawn are stale, what they vary by is not known: the interval is that of the share.
        double bytesLow = stale == n ? low * all / n : Math.max(0, mean - Z * deviation);
        double bytesHigh = stale == 0 ? high * all / n : mean + Z * deviation;
        return new StaleEstimate(
                n,
                PERCENT * share,
                PERCENT * low,
                PERCENT * high,
                share * size,
                mean * size,
                bytesLow * size,
                bytesHigh * size);
    }
}
