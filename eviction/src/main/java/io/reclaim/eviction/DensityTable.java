package io.reclaim.eviction;

import java.util.Arrays;

/**
 * Learns how long entries of each class of history go without an access, and says from that what space costs for a hit:
 * the ranking of {@link HitDensity}.
 *
 * <p>{@code reused}, {@code lost} and {@code cost} are O(1); a {@code step} of the ranking is O(buckets). Allocates
 * nothing. {@value #BYTES} bytes. Not thread-safe.
 */
final class DensityTable {
    /** All tables, rounded up. */
    static final int BYTES = 60 * 1024;

    /** Steps from {@link #begin} until the ranking is new. */
    static final int STEPS = 2 * AccessHistory.CLASSES + AccessHistory.FREQUENCY_CLASSES;

    /*
     * Two tables count, by class of history and bucket of age: how many were accessed again at that age, and how many were
     * lost, forgotten by the ghosts without an access. From them comes the hazard h(b): the chance that an entry which
     * reaches bucket b is accessed within it, hits / (hits + losses in b or later). Those that still live are not counted:
     * at every recomputation it would be the same ones again.
     *
     * Counts are few, so each estimate leans on a coarser one, with the weight of 64 observations, or 200:
     *
     *     all entries   h0 = (R + 64 p) / (A + 64)                    p(b) = min(1/2, w / 2(l + w + 1)), a heavy tail
     *     frequency f   hf = (R + 200 min(0.9, rho h0)) / (A + 200)   rho = how much more often f is hit than h0 says,
     *     class c       hc = (R + 64 min(0.9, rho hf)) / (A + 64)     leaning on 64 hits expected, or 200 in a class
     *
     * R hits in the bucket, A all that reached it, l least age and w width of the bucket. The ranking is the Gittins index of
     * hc; what is kept is its inverse, the cost of a hit in ticks of space, so that higher goes first.
     *
     * Newcomers, without an access after their first, count NEWCOMER_WORTH of what is learned. Their estimate is the most
     * uncertain, an average over scans and over what will be wanted, and taking the best of many uncertain ones takes those
     * that are overrated; also one that is kept pushes out others. Without it ps:400 loses 2.4 points.
     *
     * The recomputation is cut into steps, so that no access waits for all of it, and each class is published as it is done:
     *
     *     steps 0-71     a class's counts are added to its frequency's and to all
     *     steps 72-77    a frequency's hazards; the first one makes those of all entries
     *     steps 78-149   a class's hazards and ranking; then its counts fade
     *
     * A class without observations takes the ranking of its frequency, which is computed once for all of them.
     *
     * Counts are fixed-point, UNIT = 32 to an observation, so that fading does not round a few away; an int holds ten times 2^22
     * observations.
     */

    private static final int BUCKETS = AgeBuckets.COUNT;
    private static final int CLASSES = AccessHistory.CLASSES;
    private static final int FREQUENCIES = AccessHistory.FREQUENCY_CLASSES;
    private static final int NONE = -1;
    private static final int UNIT = 32;
    private static final double OBSERVATION = 1.0 / UNIT;
    private static final int WHOLE = 1 << 16;
    private static final double PRIOR = 64;
    private static final double STRONG_PRIOR = 200;
    private static final double MOST_LIKELY = 0.9;
    private static final double[] EXPECTED = {0.25, 1, 2, 3, 3, 3};
    private static final double NEWCOMER_WORTH = 0.6;
    private static final double LEAST_DENSITY = 1e-12;

    private static final short[] ROW = new short[AccessHistory.HISTORIES];
    private static final double[] TAIL = new double[BUCKETS];

    static {
        for (int history = 0; history < ROW.length; history++) {
            ROW[history] = (short) (AccessHistory.classOf(history) * BUCKETS);
        }
        for (int b = 0; b < BUCKETS; b++) {
            double width = AgeBuckets.width(b);
            TAIL[b] = Math.min(0.5, width / (2 * (AgeBuckets.least(b) + width + 1)));
        }
    }

    private final int[] reused = new int[CLASSES * BUCKETS];
    private final int[] lost = new int[CLASSES * BUCKETS];
    private final float[] cost = new float[CLASSES * BUCKETS];

    private final double[][] hitsOf = new double[FREQUENCIES][BUCKETS];
    private final double[][] reachedOf = new double[FREQUENCIES][BUCKETS];
    private final double[][] hazardOf = new double[FREQUENCIES][BUCKETS];
    private final double[] hits = new double[BUCKETS];
    private final double[] reached = new double[BUCKETS];
    private final double[] all = new double[BUCKETS];
    private final double[] hazard = new double[BUCKETS];
    private final double[] index = new double[BUCKETS];
    /** Of a class without observations; the ranking of one frequency at a time. */
    private final float[] costOfFrequency = new float[BUCKETS];

    private int pricedFrequency = NONE;
    private final GittinsIndex gittins = new GittinsIndex();
    private int next = STEPS;
    private int kept = WHOLE;
    /** What fading has cut off, in 1/WHOLE of a unit. */
    private int rest;

    DensityTable() {
        for (int c = 0; c < CLASSES; c++) {
            for (int b = 0; b < BUCKETS; b++) {
                cost[c * BUCKETS + b] = firstCost(c / AccessHistory.INTERVALS, c % AccessHistory.INTERVALS, b);
            }
        }
    }

    /**
     * The ranking before anything is learned: who came first stays, as under LIRS. A newcomer must be accessed again before it
     * displaces an older one; of those that were, who was accessed at the shortest interval and the most stays, until four
     * intervals have passed.
     *
     * <p>The fourth root leaves the order as it is, and lets a size that multiplies the cost have its say.
     */
    private static float firstCost(int frequencyClass, int interval, int bucket) {
        return (float) Math.sqrt(Math.sqrt(firstOrder(frequencyClass, interval, AgeBuckets.least(bucket))));
    }

    private static double firstOrder(int frequencyClass, int interval, int age) {
        if (frequencyClass == 0) {
            return 1e6 / (age + 1);
        }
        double last = interval <= 1 ? 1 : AccessHistory.leastAge(interval) * Math.sqrt(2);
        return age > 4 * last + 16 ? 1e3 * age : (last + 1) / frequencyClass;
    }

    /** An entry, alive or a ghost, is accessed at an age. */
    void reused(int history, int age) {
        reused[ROW[history] + AgeBuckets.of(age)] += UNIT;
    }

    /** A ghost is forgotten at an age. */
    void lost(int history, int age) {
        int at = ROW[history] + AgeBuckets.of(age);
        if (lost[at] < Integer.MAX_VALUE - UNIT) { // counts fade by accesses, and evictions need none
            lost[at] += UNIT;
        }
    }

    /** Ticks of space that a hit costs, if an entry of this history and age is kept for one: positive. */
    float cost(int history, int age) {
        return cost[ROW[history] + AgeBuckets.of(age)];
    }

    /**
     * Begins to compute the ranking anew.
     *
     * @param fade what of the counts is forgotten, 0 to 1
     */
    void begin(double fade) {
        kept = (int) Math.round(WHOLE * (1 - fade));
        next = 0;
        pricedFrequency = NONE;
        for (int f = 0; f < FREQUENCIES; f++) {
            Arrays.fill(hitsOf[f], 0);
            Arrays.fill(reachedOf[f], 0);
        }
    }

    boolean ranking() {
        return next < STEPS;
    }

    /** Does one of {@link #STEPS}; false if none is left after it. */
    boolean step() {
        int step = next++;
        if (step < CLASSES) {
            count(step);
        } else if (step < CLASSES + FREQUENCIES) {
            if (step == CLASSES) {
                estimateAll();
            }
            estimateFrequency(step - CLASSES);
        } else {
            rankClass(step - CLASSES - FREQUENCIES);
        }
        return next < STEPS;
    }

    /** Hits and reached of a class, in observations; how many observations it has. */
    private double load(int c) {
        long left = 0;
        int first = c * BUCKETS;
        for (int b = BUCKETS - 1; b >= 0; b--) {
            int hit = reused[first + b];
            left += (long) hit + lost[first + b];
            hits[b] = hit * OBSERVATION;
            reached[b] = left * OBSERVATION;
        }
        return reached[0];
    }

    private void count(int c) {
        if (load(c) > 0) {
            int f = c / AccessHistory.INTERVALS;
            for (int b = 0; b < BUCKETS; b++) {
                hitsOf[f][b] += hits[b];
                reachedOf[f][b] += reached[b];
            }
        }
    }

    private void estimateAll() {
        for (int b = 0; b < BUCKETS; b++) {
            double r = 0;
            double a = 0;
            for (int f = 0; f < FREQUENCIES; f++) {
                r += hitsOf[f][b];
                a += reachedOf[f][b];
            }
            all[b] = (r + PRIOR * TAIL[b]) / (a + PRIOR);
        }
    }

    private void estimateFrequency(int f) {
        estimate(hitsOf[f], reachedOf[f], all, STRONG_PRIOR, EXPECTED[f], PRIOR, hazardOf[f]);
    }

    /** Hazards that lean on coarser ones by a weight, times a ratio that leans on what is expected by another. */
    private static void estimate(
            double[] hits,
            double[] reached,
            double[] coarser,
            double weight,
            double expected,
            double weightOfExpected,
            double[] into) {
        double sum = 0;
        double foreseen = 0;
        for (int b = 0; b < BUCKETS; b++) {
            sum += hits[b];
            foreseen += reached[b] * coarser[b];
        }
        double ratio = (sum + weightOfExpected * expected) / (foreseen + weightOfExpected);
        for (int b = 0; b < BUCKETS; b++) {
            into[b] = (hits[b] + weight * Math.min(MOST_LIKELY, ratio * coarser[b])) / (reached[b] + weight);
        }
    }

    private void rankClass(int c) {
        int f = c / AccessHistory.INTERVALS;
        int first = c * BUCKETS;
        double observed = load(c);
        if (observed >= 1) {
            estimate(hits, reached, hazardOf[f], PRIOR, 1, STRONG_PRIOR, hazard);
            price(hazard, f, cost, first);
        } else {
            if (pricedFrequency != f) {
                price(hazardOf[f], f, costOfFrequency, 0);
                pricedFrequency = f;
            }
            System.arraycopy(costOfFrequency, 0, cost, first, BUCKETS);
        }
        if (observed > 0) {
            for (int i = first; i < first + BUCKETS; i++) {
                reused[i] = faded(reused[i]);
                lost[i] = faded(lost[i]);
            }
        }
    }

    private void price(double[] hazards, int f, float[] into, int first) {
        gittins.rank(hazards, index);
        double worth = f == 0 ? NEWCOMER_WORTH : 1;
        for (int b = 0; b < BUCKETS; b++) {
            into[first + b] = (float) (1 / Math.max(LEAST_DENSITY, worth * index[b]));
        }
    }

    /** Forgets all that was counted; the ranking stays until the next, and what was computed of that is dropped. */
    void forget() {
        next = STEPS;
        Arrays.fill(reused, 0);
        Arrays.fill(lost, 0);
    }

    /** What is left of a count; what is cut off goes to the next one, so that small counts fade as well. */
    private int faded(int count) {
        long left = (long) count * kept + rest;
        rest = (int) (left & (WHOLE - 1));
        return (int) (left >>> 16);
    }

    /** Accesses seen at an age, and losses, as observations. */
    double observed(int history) {
        return load(AccessHistory.classOf(history));
    }

    void checkIntegrity() {
        for (int i = 0; i < cost.length; i++) {
            if (reused[i] < 0 || lost[i] < 0 || !(cost[i] > 0) || Float.isInfinite(cost[i])) {
                throw new IllegalStateException("class " + i / BUCKETS + ", bucket " + i % BUCKETS + ": " + reused[i]
                        + " reused, " + lost[i] + " lost, cost " + cost[i]);
            }
        }
    }
}
