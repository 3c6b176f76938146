package io.reclaim.core.accounting;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * Soft marks below a {@link MemoryLimit}, with listeners that are told once when the level rises to a mark and once when
 * it has fallen back: to shed load, to alarm, to start a clean-up early.
 *
 * <p>Each mark has two levels, one to raise and one to clear it, so that a level that swings about a mark does not tell at
 * each turn. Marks are percent of the limit's ceiling, and move with it when it is changed.
 *
 * <p>{@link #check} is O(marks), two comparisons each, and allocates nothing; call it as often as crossings should be
 * noticed, for instance at each tick. Threads: one.
 */
public final class MemoryWatermarks {
    private static final class Mark {
        final int raisePercent;
        final int clearPercent;
        final WatermarkListener listener;
        boolean above;

        Mark(int raisePercent, int clearPercent, WatermarkListener listener) {
            this.raisePercent = raisePercent;
            this.clearPercent = clearPercent;
            this.listener = listener;
        }
    }

    private final MemoryLimit limit;
    private final List<Mark> marks = new ArrayList<>();

    /**
     * Without marks.
     *
     * @param limit whose level is watched
     */
    public MemoryWatermarks(MemoryLimit limit) {
        this.limit = requireNonNull(limit, "limit");
    }

    /**
     * Adds a mark. If the level is there already, the next check tells.
     *
     * @param raisePercent from which level on it is raised, 1 to 100
     * @param clearPercent below which level it is cleared, 1 to {@code raisePercent}; 0 would never be
     * @param listener told from {@link #check}, in the order of adding
     * @return this
     */
    public MemoryWatermarks add(int raisePercent, int clearPercent, WatermarkListener listener) {
        if (raisePercent < 1 || raisePercent > 100) {
            throw new IllegalArgumentException("raisePercent must be 1 to 100: " + raisePercent);
        }
        if (clearPercent < 1 || clearPercent > raisePercent) {
            throw new IllegalArgumentException("clearPercent must be 1 to " + raisePercent + ": " + clearPercent);
        }
        marks.add(new Mark(raisePercent, clearPercent, requireNonNull(listener, "listener")));
        return this;
    }

    /**
     * Compares the level with the marks and tells the listeners of those that it has crossed since the last check. A
     * listener may evict and write; it sees its own mark as told. If it throws, the marks after it are told at the next
     * check.
     *
     * @return how many marks are raised
     */
    public int check() {
        int raised = 0;
        for (int i = 0; i < marks.size(); i++) {
            Mark mark = marks.get(i);
            double level = limit.level();
            boolean crossed = mark.above ? 100 * level < mark.clearPercent : 100 * level >= mark.raisePercent;
            if (crossed) {
                mark.above = !mark.above;
                mark.listener.crossed(mark.raisePercent, mark.above, level);
            }
            raised += mark.above ? 1 : 0;
        }
        return raised;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("MemoryWatermarks[");
        for (Mark mark : marks) {
            text.append(mark.raisePercent).append(mark.above ? "% raised, " : "% clear, ");
        }
        return text.append(limit).append("]").toString();
    }
}
