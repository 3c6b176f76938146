package io.reclaim.benchmarks.hashtable;

import io.reclaim.core.IncrementalWork;
import io.reclaim.core.WorkBudget;
import io.reclaim.hashtable.RehashingMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Weighs one table: what {@link FootprintCommand} runs in a JVM for each. */
final class FootprintRun {
    /*
     * Keys, the value and all arrays exist before the first weighing; the difference to it is the table's. One table
     * grows from N to 2N: it is at each fill what a fresh one would be. Small tables are weighed by thousands, as many
     * as fit into a few megabytes: a table of rows takes a page for the first of them.
     */

    /** Sizes of small tables. */
    static final int[] SMALL = {0, 1, 2, 5, 10, 100};

    private static final int REMOVED_PERCENT = 90;
    private static final int TRIAL_COPIES = 64;
    private static final int MOST_COPIES = 100_000;
    private static final long COPIES_BYTES = 32 << 20;
    private static final int PROBES = 100_000;
    private static final long WORK_UNITS = 1 << 20;

    private final Peer peer;
    private final int entries;
    private final int fills;
    private final Object value = new Object();
    private final Object[] keys;
    private final Object[] shuffled;
    private final Object[] copies = new Object[MOST_COPIES];
    private Map<Object, Object> map = Map.of();
    private long empty;

    private FootprintRun(Peer peer, KeyKind kind, int entries, int fills) {
        this.peer = peer;
        this.entries = entries;
        this.fills = fills;
        keys = kind.keys(1, size(fills - 1));
        shuffled = KeyKind.shuffled(keys, 2);
    }

    /** Evenly from N on: the last is one step below 2N, where the next doubling would begin. */
    static int size(int entries, int fills, int fill) {
        return Math.toIntExact(entries + (long) entries * fill / fills);
    }

    private int size(int fill) {
        return size(entries, fills, fill);
    }

    /** How often a run says that it goes on. */
    static int steps(int fills) {
        return 2 + SMALL.length + fills;
    }

    /**
     * A child of {@link ChildJvm}.
     *
     * @param args file for the answer, table, keys, entries, fills
     * @throws IOException if the file cannot be written
     */
    public static void main(String[] args) throws IOException {
        Peer peer = Peer.valueOf(args[1]);
        KeyKind kind = KeyKind.valueOf(args[2]);
        FootprintRun run = new FootprintRun(peer, kind, Integer.parseInt(args[3]), Integer.parseInt(args[4]));
        ChildJvm.answer(Path.of(args[0]), run.result());
    }

    private Map<String, Object> result() {
        Map<String, Object> result = new LinkedHashMap<>();
        peer.create().put(keys[0], value); // loads classes
        empty = UsedHeap.bytes();
        result.put("objectBytes", objectBytes());
        result.put("referenceBytes", referenceBytes());
        ChildJvm.step();
        result.put("small", small());
        result.put("fills", fills());
        result.putAll(trimmed());
        ChildJvm.step();
        return result;
    }

    /** What an object without fields takes: 16, or 8 with compact headers. */
    private long objectBytes() {
        for (int i = 0; i < PROBES; i++) {
            copies[i] = new Object();
        }
        long bytes = UsedHeap.bytes() - empty;
        Arrays.fill(copies, null);
        return Math.round((double) bytes / PROBES);
    }

    /** What a reference takes: 8, or 4 when compressed. */
    private long referenceBytes() {
        copies[0] = new Object[PROBES];
        long bytes = UsedHeap.bytes() - empty;
        copies[0] = null;
        return Math.round((double) bytes / PROBES);
    }

    private List<Map<String, Object>> small() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int size : SMALL) {
            long each = Math.max(1, copies(size, TRIAL_COPIES) / TRIAL_COPIES);
            int count = (int) Math.max(TRIAL_COPIES, Math.min(MOST_COPIES, COPIES_BYTES / each));
            double bytes = (double) copies(size, count) / count;
            rows.add(Map.of("entries", size, "bytesPerMap", bytes, "copies", count));
            ChildJvm.step();
        }
        return rows;
    }

    /** The bytes of many tables with the same keys. */
    private long copies(int size, int count) {
        long before = UsedHeap.bytes();
        for (int i = 0; i < count; i++) {
            Map<Object, Object> copy = peer.create();
            fill(copy, keys, 0, Math.min(size, keys.length));
            copies[i] = copy;
        }
        long bytes = UsedHeap.bytes() - before;
        Arrays.fill(copies, null);
        return bytes;
    }

    private List<Map<String, Object>> fills() {
        List<Map<String, Object>> rows = new ArrayList<>();
        long before = UsedHeap.bytes();
        map = peer.create();
        for (int fill = 0; fill < fills; fill++) {
            fill(map, keys, map.size(), size(fill));
            long bytes = UsedHeap.bytes() - before;
            rows.add(Map.of("entries", map.size(), "bytes", bytes, "bytesPerEntry", (double) bytes / map.size()));
            ChildJvm.step();
        }
        return rows;
    }

    /** The full table after most entries went, beside a fresh one with the rest. */
    private Map<String, Object> trimmed() {
        int removed = (int) ((long) keys.length * REMOVED_PERCENT / 100);
        for (int i = 0; i < removed; i++) {
            map.remove(shuffled[i]);
        }
        maintain();
        long full = UsedHeap.bytes();
        int left = map.size();
        map = Map.of();
        long none = UsedHeap.bytes();
        map = peer.create();
        fill(map, shuffled, removed, shuffled.length);
        long fresh = UsedHeap.bytes() - none;
        check(map.size() == left, left);
        return Map.of("trimmedEntries", left, "trimmedBytes", full - none, "freshBytes", fresh);
    }

    private void fill(Map<Object, Object> filled, Object[] from, int start, int end) {
        int before = filled.size();
        for (int i = start; i < end; i++) {
            filled.put(from[i], value);
        }
        check(filled.size() - before == end - start, filled.size());
    }

    private void check(boolean right, int size) {
        if (!right) {
            throw new IllegalStateException(peer.title() + " has a wrong size: " + size);
        }
    }

    /** What a user does in idle time; the other tables have no such thing. */
    private void maintain() {
        IncrementalWork work;
        if (map instanceof RehashingMap<Object, Object> ours) {
            work = ours.rehashing();
        } else if (map instanceof RefMap ours) {
            work = ours.maintenance();
        } else {
            return;
        }
        boolean left;
        do {
            left = work.step(0, WorkBudget.ofUnits(WORK_UNITS));
        } while (left);
    }
}
