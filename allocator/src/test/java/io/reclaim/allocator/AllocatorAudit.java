package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What checkIntegrity leaves out: no run is lost, none is kept for nothing. */
final class AllocatorAudit {
    /** Runs by list: 16 lists a class. */
    private final Map<Integer, List<Run>> lists = new HashMap<>();

    private final SizeClassAllocator allocator;
    private int draining;
    private int emptyRuns;
    private int emptyChunks;

    private AllocatorAudit(SizeClassAllocator allocator) {
        this.allocator = allocator;
    }

    /** Between steps of a defragmenter its victim and its target are in no list; otherwise all runs are. */
    static void check(SizeClassAllocator allocator, boolean midway) {
        allocator.checkIntegrity();
        AllocatorAudit audit = new AllocatorAudit(allocator);
        for (Run run : runs(allocator)) {
            audit.run(run);
        }
        for (int page = 0; page < allocator.chunks().bound(); page++) {
            Chunk chunk = allocator.chunks().get(page);
            audit.emptyChunks += chunk != null && !chunk.large() && chunk.empty() ? 1 : 0;
        }
        assertThat(audit.draining).as("runs out of the lists").isLessThanOrEqualTo(midway ? SizeClasses.UNITS + 1 : 0);
        assertThat(audit.emptyRuns).as("empty runs kept").isLessThanOrEqualTo(1);
        assertThat(audit.emptyChunks).as("empty chunks kept").isLessThanOrEqualTo(1);
        audit.lists.forEach(audit::list);
    }

    static List<Run> runs(SizeClassAllocator allocator) {
        List<Run> found = new ArrayList<>();
        for (int page = 0; page < allocator.chunks().bound(); page++) {
            Chunk chunk = allocator.chunks().get(page);
            for (int unit = 0; chunk != null && unit < SizeClasses.UNITS; unit++) {
                Run run = chunk.run(unit);
                if (run != null && run.firstUnit == unit) {
                    found.add(run);
                }
            }
        }
        return found;
    }

    private void run(Run run) {
        ClassRuns in = allocator.runs().of(run.sizeClass);
        boolean current = in.current() == run;
        require(current == (run.level == ClassRuns.CURRENT), "marked as current wrongly", run);
        if (run.level >= 0) {
            lists.computeIfAbsent(run.sizeClass * ClassRuns.LEVELS + run.level, key -> new ArrayList<>())
                    .add(run);
        }
        require(run.level != ClassRuns.RECENT || in.recent(run), "not on the stack of recent ones", run);
        draining += run.level == ClassRuns.DRAINING ? 1 : 0;
        if (run.live() == 0) {
            require(current || run.level == ClassRuns.DRAINING, "empty", run);
            emptyRuns += current ? 1 : 0;
        }
    }

    private void list(int key, List<Run> expected) {
        ClassRuns in = allocator.runs().of(key / ClassRuns.LEVELS);
        Run head = expected.get(0);
        while (head.previous != null) {
            head = head.previous;
        }
        int met = 0;
        for (Run run = head; run != null; run = run.next) {
            require(expected.contains(run), "not of this list", run);
            met++;
        }
        assertThat(met).as("runs in a list").isEqualTo(expected.size());
        int level = key % ClassRuns.LEVELS;
        require(in.listedFullest().level <= level && in.listedSparsest().level >= level, "list not found", head);
        require(in.listedFullest().level != level || in.listedFullest() == head, "not the head of the fullest", head);
        require(
                in.listedSparsest().level != level || in.listedSparsest().next == null,
                "not the last of the sparsest",
                head);
    }

    private static void require(boolean holds, String what, Run run) {
        if (!holds) {
            throw new AssertionError(what + ": " + run + ", level " + run.level);
        }
    }
}
