package io.reclaim.core.accounting;

import io.reclaim.core.accounting.MemoryAccount.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The accounts of a {@link MemoryLedger} at one moment. All sums are sums of the entries, so they agree with each other
 * although other threads go on charging.
 *
 * @param entries the accounts, in the order of opening
 * @param peak the most that was ever used, {@code >= used()}
 */
public record MemorySnapshot(List<Entry> entries, long peak) {

    /**
     * One account.
     *
     * @param name its path
     * @param kind what its bytes count as
     * @param bytes held in it
     */
    public record Entry(String name, Kind kind, long bytes) {}

    /**
     * Copies the entries, and raises the peak to what is used: a reader on another thread may have met it first.
     *
     * @param entries see the record
     * @param peak see the record
     */
    public MemorySnapshot {
        entries = List.copyOf(entries);
        peak = Math.max(peak, sum(entries));
    }

    private static long sum(List<Entry> entries) {
        return entries.stream().mapToLong(Entry::bytes).sum();
    }

    private long sum(Kind kind) {
        return entries.stream()
                .filter(entry -> entry.kind == kind)
                .mapToLong(Entry::bytes)
                .sum();
    }

    /**
     * Bytes in all accounts.
     *
     * @return the sum
     */
    public long used() {
        return sum(entries);
    }

    /**
     * Bytes of the kind DATASET.
     *
     * @return used minus overhead
     */
    public long dataset() {
        return sum(Kind.DATASET);
    }

    /**
     * Bytes of all other kinds.
     *
     * @return the sum
     */
    public long overhead() {
        return sum(Kind.OVERHEAD) + notCounted();
    }

    /**
     * Bytes of the kind NOT_COUNTED.
     *
     * @return the sum
     */
    public long notCounted() {
        return sum(Kind.NOT_COUNTED);
    }

    /**
     * Bytes below a branch of the tree, or in an account.
     *
     * @param path of a branch or an account
     * @return the sum; 0 if there is no such
     */
    public long bytes(String path) {
        return entries.stream()
                .filter(entry -> entry.name.equals(path) || MemoryLedger.within(entry.name, path))
                .mapToLong(Entry::bytes)
                .sum();
    }

    /**
     * Bytes in the account of a common purpose.
     *
     * @param purpose which
     * @return bytes; 0 if it was not opened
     */
    public long bytes(MemoryPurpose purpose) {
        return bytes(purpose.account());
    }

    /**
     * Branches and accounts, each branch before what is below it.
     *
     * @return bytes by path
     */
    public Map<String, Long> tree() {
        Map<String, Long> tree = new LinkedHashMap<>();
        addBelow("", tree);
        return tree;
    }

    private void addBelow(String branch, Map<String, Long> tree) {
        for (Entry entry : entries) {
            boolean below = branch.isEmpty() || MemoryLedger.within(entry.name, branch);
            if (below) {
                int end = entry.name.indexOf('.', branch.isEmpty() ? 0 : branch.length() + 1);
                String child = end < 0 ? entry.name : entry.name.substring(0, end);
                if (tree.putIfAbsent(child, bytes(child)) == null && end >= 0) {
                    addBelow(child, tree);
                }
            }
        }
    }

    /** The tree as a table for people: bytes, and share of what is used. */
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, "%,18d %7s  used, peak %,d%n", used(), "", peak));
        tree().forEach((path, bytes) -> {
            long depth = path.chars().filter(c -> c == '.').count();
            text.append(String.format(
                    Locale.ROOT,
                    "%,18d %6.2f%%  %s%s%n",
                    bytes,
                    100.0 * bytes / Math.max(1, used()),
                    "  ".repeat((int) depth),
                    path.substring(path.lastIndexOf('.') + 1)));
        });
        return text.toString();
    }
}
