package io.reclaim.eviction;

import io.reclaim.core.accounting.MissRatios;
import io.reclaim.core.accounting.ObjectLayout;
import java.util.Arrays;

/**
 * Estimates, in one pass and while requests come in, what share of them an LRU cache of any size would miss.
 *
 * <p>Use it to see what more memory, or less, would do to a cache that runs. Where keys are sampled it cannot tell small
 * sizes apart: below 16 / {@link #samplingRate()} entries it was wrong by up to 17 points with 8,192 samples, by up to 68 with
 * 1,024. From there on, on seven traces of 13,756 to 275,171 keys, the error with 8,192 samples was 0.1 to 0.6 points in the
 * mean over sizes and 1.8 at most; with 1,024 samples 0.1 to 2.5, and 3.0. With as many samples as there are keys the only
 * error is that of the resolution, 1.6 % of the size.
 *
 * <p>A request whose key is not sampled costs a comparison. The others cost O(log samples), amortized: once in about
 * {@code samples} of them all is renumbered. About 90 bytes for each sample and 30 KB, all taken in the constructor; allocates
 * nothing later. Not thread-safe.
 *
 * @see "Waldspurger, Park, Garthwaite, Ahmad, Efficient MRC Construction with SHARDS, FAST 2015; Mattson et al.,
 *     Evaluation techniques for storage hierarchies, IBM Systems Journal 1970"
 */
public final class MissRatioCurve implements MissRatios {
    /** Samples that suit most uses. */
    public static final int DEFAULT_SAMPLES = 8192;

    /** The most samples there can be. */
    public static final int MAX_SAMPLES = 1 << 24;

    /*
     * An LRU cache of c entries has a key iff fewer than c other keys were asked for since its last request: its stack
     * distance, counting itself, is at most c. A histogram of these distances is the curve for all sizes at once.
     *
     * SHARDS keeps only keys whose hash is below a threshold; with a share R of all keys kept, a distance d among them
     * stands for d / R, and a request for 1 / R requests. When there are more keys than samples, that with the highest
     * hash goes and the threshold falls to its hash, so memory is fixed and R follows the number of keys. The paper
     * rescales the histogram each time; adding 1 / R of the moment comes to the same up to a common factor.
     *
     * Few keys can make up many requests, and whether they are sampled shifts the whole curve. The paper's correction:
     * the number of requests is known, and what the sum of the histogram lacks of it, or has too much, is put to the
     * smallest distance.
     *
     * Distances among samples: each sample has the number of its last request, in the order of requests; a Fenwick tree
     * over these numbers counts the samples with a later one. When the numbers run out, the samples get the lowest ones
     * in the same order, which leaves at least half of them free.
     *
     *   slots (hash table, linear probing)   hashes[], numbers[]         slot -> hash, number
     *   numbers                              slotOfNumber[], fenwick[]   number -> slot; sums of samples
     *   heap (highest hash first)            heap[]
     *   histogram                            64 buckets for each doubling of the distance
     *
     * Invariants: all hashes are below the threshold; slot and number refer to each other; the tree's sum is the number
     * of samples; the heap is in order and holds the same hashes.
     */

    private static final int RANGE_LOG2 = 24;
    private static final int RANGE_SHIFT = Long.SIZE - RANGE_LOG2;
    private static final int STEPS_LOG2 = 6;
    private static final int STEPS = 1 << STEPS_LOG2;
    private static final int UNUSED = 0;
    private static final int FREE = -1;

    private final long[] hashes;
    private final int[] numbers;
    private final int[] slotOfNumber;
    private final int[] fenwick;
    private final long[] heap;
    private final double[] histogram = new double[(Long.SIZE - STEPS_LOG2) * STEPS];
    private final int maxSamples;
    private int samples;
    private int lastNumber;
    private int threshold = 1 << RANGE_LOG2;
    private long requests;
    private double counted;

    /**
     * An empty curve.
     *
     * @param maxSamples how many keys are followed, 1 to {@link #MAX_SAMPLES}
     */
    public MissRatioCurve(int maxSamples) {
        if (maxSamples < 1 || maxSamples > MAX_SAMPLES) {
            throw new IllegalArgumentException("maxSamples must be 1 to " + MAX_SAMPLES + ": " + maxSamples);
        }
        this.maxSamples = maxSamples;
        int room = Integer.highestOneBit(2 * maxSamples + 1) * 2;
        hashes = new long[room];
        numbers = new int[room];
        slotOfNumber = new int[room + 1];
        Arrays.fill(slotOfNumber, FREE);
        fenwick = new int[room + 1];
        heap = new long[maxSamples + 1];
    }

    /**
     * A key was asked for.
     *
     * @param hash 64 well-mixed bits of the key, always the same for it; keys with the same are taken for one
     */
    public void touch(long hash) {
        requests++;
        if (range(hash) < threshold) {
            sampled(hash);
        }
    }

    private static int range(long hash) {
        return (int) (hash >>> RANGE_SHIFT);
    }

    private void sampled(long hash) {
        double share = samplingRate();
        counted += 1 / share;
        if (lastNumber == fenwick.length - 1) {
            renumber();
        }
        int slot = slot(hash);
        int number = numbers[slot];
        if (number == UNUSED) {
            hashes[slot] = hash;
            samples++;
            give(slot);
            push(hash);
            if (samples > maxSamples) {
                lowerThreshold();
            }
        } else {
            int later = samples - sum(number);
            histogram[bucket((long) ((later + 1) / share))] += 1 / share;
            slotOfNumber[number] = FREE;
            add(number, -1);
            give(slot);
        }
    }

    /** The sample in a slot was asked for last of all. */
    private void give(int slot) {
        numbers[slot] = ++lastNumber;
        slotOfNumber[lastNumber] = slot;
        add(lastNumber, 1);
    }

    private void add(int number, int amount) {
        for (int n = number; n < fenwick.length; n += n & -n) {
            fenwick[n] += amount;
        }
    }

    /** Samples whose number is not higher. */
    private int sum(int number) {
        int sum = 0;
        for (int n = number; n > 0; n -= n & -n) {
            sum += fenwick[n];
        }
        return sum;
    }

    private void renumber() {
        int given = 0;
        for (int n = 1; n <= lastNumber; n++) {
            int slot = slotOfNumber[n];
            if (slot != FREE) {
                slotOfNumber[n] = FREE;
                numbers[slot] = ++given;
                slotOfNumber[given] = slot;
            }
        }
        lastNumber = given;
        for (int n = 1; n < fenwick.length; n++) {
            // a node of the tree sums the numbers from n - (n & -n) + 1 to n; the first `given` of all are in use
            fenwick[n] = Math.max(0, Math.min(n, given) - (n - (n & -n)));
        }
    }

    /** Where a hash is, or would be. */
    private int slot(long hash) {
        int mask = hashes.length - 1;
        int slot = (int) hash & mask;
        while (numbers[slot] != UNUSED && hashes[slot] != hash) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /**
     * Drops the sample with the highest hash, and all that share its place in the range. A threshold of 0 would end
     * sampling for good, and the correction would take all later requests for hits: in the lowest place only one goes.
     */
    private void lowerThreshold() {
        threshold = Math.max(1, range(heap[0]));
        do {
            int slot = slot(heap[0]);
            slotOfNumber[numbers[slot]] = FREE;
            add(numbers[slot], -1);
            samples--;
            pop();
            unlink(slot);
        } while (samples > 0 && range(heap[0]) >= threshold);
    }

    /** Empties a slot, and moves back those behind it that can be nearer to their home. */
    private void unlink(int emptied) {
        int mask = hashes.length - 1;
        int hole = emptied;
        for (int slot = hole + 1 & mask; numbers[slot] != UNUSED; slot = slot + 1 & mask) {
            if ((slot - (int) hashes[slot] & mask) >= (slot - hole & mask)) {
                hashes[hole] = hashes[slot];
                numbers[hole] = numbers[slot];
                slotOfNumber[numbers[hole]] = hole;
                hole = slot;
            }
        }
        numbers[hole] = UNUSED;
    }

    /** After samples has been raised. */
    private void push(long hash) {
        int at = samples - 1;
        while (at > 0 && Long.compareUnsigned(heap[(at - 1) >> 1], hash) < 0) {
            heap[at] = heap[(at - 1) >> 1];
            at = (at - 1) >> 1;
        }
        heap[at] = hash;
    }

    /** After samples has been lowered. */
    private void pop() {
        long moved = heap[samples];
        int at = 0;
        for (int child = 1; child < samples; child = 2 * at + 1) {
            if (child + 1 < samples && Long.compareUnsigned(heap[child + 1], heap[child]) > 0) {
                child++;
            }
            if (Long.compareUnsigned(heap[child], moved) <= 0) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = moved;
    }

    /** Distances below STEPS have one each, then 64 to each doubling. */
    private static int bucket(long distance) {
        if (distance < STEPS) {
            return (int) distance;
        }
        int shift = Long.SIZE - 1 - STEPS_LOG2 - Long.numberOfLeadingZeros(distance);
        return (shift << STEPS_LOG2) + (int) (distance >>> shift);
    }

    /** The smallest distance of a bucket. */
    private static double least(int bucket) {
        int shift = Math.max(0, (bucket >> STEPS_LOG2) - 1);
        return Math.scalb((double) (bucket - (shift << STEPS_LOG2)), shift);
    }

    /**
     * The share of requests that an LRU cache would have missed.
     *
     * @param entries its size, {@code >= 0}
     * @return 0 to 1; 1 if there was no request
     */
    @Override
    public double missRatio(long entries) {
        if (entries < 0) {
            throw new IllegalArgumentException("entries must not be negative: " + entries);
        }
        if (requests == 0 || entries == 0) {
            return 1;
        }
        double hits = requests - counted; // the correction
        int last = bucket(entries);
        for (int b = 0; b < last; b++) {
            hits += histogram[b];
        }
        double least = least(last);
        hits += histogram[last] * Math.min(1, (entries + 1 - least) / (least(last + 1) - least));
        return Math.max(0, Math.min(1, 1 - hits / requests));
    }

    /**
     * How many requests there were.
     *
     * @return their number, sampled or not
     */
    public long requests() {
        return requests;
    }

    /**
     * The share of keys that is followed now.
     *
     * @return above 0, to 1
     */
    public double samplingRate() {
        return (double) threshold / (1 << RANGE_LOG2);
    }

    /**
     * How many keys are followed.
     *
     * @return 0 to the number of samples
     */
    public int samples() {
        return samples;
    }

    /**
     * What its arrays take.
     *
     * @return bytes, always the same
     */
    public long bytes() {
        ObjectLayout layout = ObjectLayout.CURRENT;
        return layout.longs(hashes.length)
                + layout.ints(numbers.length)
                + layout.ints(slotOfNumber.length)
                + layout.ints(fenwick.length)
                + layout.longs(heap.length)
                + layout.longs(histogram.length); // doubles are as long
    }

    /**
     * Checks the invariants of the essay, in O(samples).
     *
     * @throws IllegalStateException if one does not hold
     */
    public void checkIntegrity() {
        int found = 0;
        for (int slot = 0; slot < hashes.length; slot++) {
            if (numbers[slot] != UNUSED) {
                found++;
                check(range(hashes[slot]) < threshold, "hash above the threshold", slot);
                check(slot(hashes[slot]) == slot, "slot of a hash", slot);
                check(slotOfNumber[numbers[slot]] == slot, "slot of a number", slot);
                check(numbers[slot] <= lastNumber, "number", slot);
            }
        }
        check(found == samples && samples <= maxSamples, "number of samples", found);
        int below = 0;
        for (int n = 1; n < fenwick.length; n++) {
            below += slotOfNumber[n] == FREE ? 0 : 1;
            check(sum(n) == below, "sum of the tree", n);
        }
        for (int at = 1; at < samples; at++) {
            check(Long.compareUnsigned(heap[(at - 1) >> 1], heap[at]) >= 0, "order of the heap", at);
            check(numbers[slot(heap[at])] != UNUSED, "hash in the heap", at);
        }
    }

    private static void check(boolean holds, String what, int where) {
        if (!holds) {
            throw new IllegalStateException(what + " is wrong at " + where);
        }
    }

    @Override
    public String toString() {
        return "MissRatioCurve[requests=" + requests + ", samples=" + samples + ", rate=" + samplingRate() + "]";
    }
}
