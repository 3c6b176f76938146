package io.reclaim.eviction;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.IncrementalWork;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryLimit;

/**
 * Evicts, one unit a victim, while a limit is exceeded: after the limit was lowered, or something that is not an entry
 * grew.
 *
 * <p>Not thread-safe.
 *
 * @see "Redis evict.c, performEvictions and evictionTimeLimitUs"
 */
public final class EvictionWork implements IncrementalWork {
    /** The default of Redis' {@code maxmemory-eviction-tenacity}. */
    public static final int DEFAULT_TENACITY = 10;

    private final MemoryLimit limit;
    private SampledEvictor evictor;
    private boolean stuck;

    /**
     * The work.
     *
     * @param limit what is to be kept
     * @param evictor finds victims
     */
    public EvictionWork(MemoryLimit limit, SampledEvictor evictor) {
        this.limit = requireNonNull(limit, "limit");
        this.evictor = requireNonNull(evictor, "evictor");
    }

    /**
     * How long a step may take, as Redis has it: from 0 to 10 linear to 500 us, then 15 % longer for each, 100 without
     * end.
     *
     * @param tenacity 0 to 100
     * @return nanoseconds, 0 for never, or {@link WorkBudget#UNTIMED}
     */
    public static long tenacityNanos(int tenacity) {
        if (tenacity < 0 || tenacity > 100) {
            throw new IllegalArgumentException("tenacity must be 0 to 100: " + tenacity);
        }
        if (tenacity == 100) {
            return WorkBudget.UNTIMED;
        }
        long micros = tenacity <= 10 ? 50L * tenacity : (long) (500.0 * Math.pow(1.15, tenacity - 10.0));
        return micros * 1000;
    }

    /**
     * Replaces the evictor, after the policy was changed.
     *
     * @param evictor finds victims from now on
     */
    public void evictor(SampledEvictor evictor) {
        this.evictor = requireNonNull(evictor, "evictor");
        stuck = false;
    }

    @Override
    public boolean step(long nowMillis, WorkBudget budget) {
        while (limit.excess() > 0) {
            if (!budget.spend()) {
                return true;
            }
            if (evictor.evict(nowMillis) == SampledEvictor.NOTHING) {
                stuck = true;
                return false;
            }
            stuck = false;
        }
        stuck = false;
        return false;
    }

    /**
     * Whether the limit was exceeded and nothing could be evicted when the work was last done.
     *
     * @return true if writes should be refused
     */
    public boolean stuck() {
        return stuck;
    }
}
