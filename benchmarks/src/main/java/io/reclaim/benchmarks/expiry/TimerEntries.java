package io.reclaim.benchmarks.expiry;

import java.util.SplittableRandom;
import org.eclipse.collections.impl.list.mutable.primitive.IntArrayList;

/** Entries with deadlines evenly over a minute, in random order, put into a {@link TimerPeer}. */
final class TimerEntries {
    static final int MINUTE = 60_000;
    private static final long NOW = 1_700_000_000_000L;

    final TimerPeer peer;
    private final long[] deadlines;
    private final IntArrayList expired;
    private final SplittableRandom random = new SplittableRandom(1);
    private final int[] order;
    private long now = NOW;

    /**
     * Fills a peer.
     *
     * @param clocked whether the peer has a clock to be given
     */
    TimerEntries(String timers, int entries, boolean clocked) {
        expired = new IntArrayList(entries);
        peer = TimerPeer.of(timers, entries, now, expired);
        if (clocked) {
            peer.step(now);
        }
        order = new int[entries];
        deadlines = new long[entries];
        for (int i = 0; i < entries; i++) {
            order[i] = i;
        }
        shuffle(order);
        long[] wanted = new long[entries];
        for (int at = 0; at < entries; at++) {
            wanted[at] = now + 1 + random.nextInt(MINUTE);
            deadlines[order[at]] = wanted[at];
        }
        peer.select(order);
        for (int at = 0; at < entries; at++) {
            peer.put(at, wanted[at]);
        }
    }

    private void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int at = random.nextInt(i + 1);
            int value = values[i];
            values[i] = values[at];
            values[at] = value;
        }
    }

    long now() {
        return now;
    }

    /** The next millisecond; what is due is removed. */
    void tick() {
        peer.step(++now);
    }

    long deadline(int entry) {
        return deadlines[entry];
    }

    void deadline(int entry, long deadline) {
        deadlines[entry] = deadline;
    }

    /** One of the parts that all entries fall into, in another order each time. */
    void part(int number, int[] into) {
        System.arraycopy(order, number % (order.length / into.length) * into.length, into, 0, into.length);
        shuffle(into);
    }

    /** Draws entries; one may be drawn twice. */
    void draw(int[] into) {
        for (int at = 0; at < into.length; at++) {
            into[at] = random.nextInt(deadlines.length);
        }
    }

    /** Puts those that expired anew, each for a minute after its last deadline, in random order. */
    void putExpiredAgain() {
        int[] entries = expired.toArray();
        expired.clear();
        shuffle(entries);
        peer.select(entries);
        for (int at = 0; at < entries.length; at++) {
            deadlines[entries[at]] = Math.max(now + 1, deadlines[entries[at]] + MINUTE);
            peer.put(at, deadlines[entries[at]]);
        }
    }
}
