package io.reclaim.benchmarks.store;

import io.reclaim.allocator.Defragmenter;
import io.reclaim.core.DutyCycle;
import io.reclaim.core.DutyShare;
import io.reclaim.core.IncrementalWork;
import io.reclaim.core.Ticker;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryWatermarks;
import io.reclaim.expiry.ExpiryCycle;

/**
 * The background work of a {@link ReferenceStore}: what runs in ticks, with which share of them, and what runs between:
 * expiry once for each new time, defragmentation in proportion to what is written.
 */
final class StoreDuties {
    /** 1 ms of each 100 ms, as in Redis. */
    private static final int REHASHING_PERCENT = 1;

    private static final int DEFRAG_PERCENT = 1;
    private static final int COMPACTION_PERCENT = 1;
    private static final int PURGE_PERCENT = 1;

    private final StoreConfig config;
    private final StoreEviction room;
    private final MemoryWatermarks watermarks;
    private final Defragmenter defragmenter;
    private final IncrementalWork fastExpiry;
    private final DutyCycle duty;
    private final DutyShare eviction;
    private final DutyShare defrag;
    private final WorkBudget defragBudget;
    private final WorkBudget fastBudget;
    private final StoreCounters counters;
    private final Ticker clock;
    private long fastMillis = Long.MIN_VALUE;

    StoreDuties(
            StoreConfig config,
            StoreEntries entries,
            StoreEviction room,
            Defragmenter defragmenter,
            MemoryWatermarks watermarks,
            StoreCounters counters,
            Ticker clock) {
        this.config = config;
        this.room = room;
        this.watermarks = watermarks;
        this.defragmenter = defragmenter;
        this.counters = counters;
        this.clock = clock;
        this.defragBudget = new WorkBudget(config.pace());
        this.fastBudget = new WorkBudget(config.pace());
        this.fastExpiry = entries.expiry instanceof ExpiryCycle cycle ? cycle.fast() : entries.expiry;
        this.duty = new DutyCycle(config.duty(), config.pace(), clock);
        long period = config.duty().periodMillis() * 1_000_000;
        duty.add("expiry", entries.expiry, period * config.expiry().slowCpuPercent() / 100);
        duty.add("rehashing", entries.index.rehashing(), period * REHASHING_PERCENT / 100);
        this.eviction = duty.add("eviction", room.work(), Math.max(1, room.tenacityNanos()));
        this.defrag = duty.add("defrag", defragmenter, period * DEFRAG_PERCENT / 100);
        duty.add("compaction", entries.compaction, period * COMPACTION_PERCENT / 100);
        duty.add("purge", entries.allocator.purging(), period * PURGE_PERCENT / 100);
        switchEviction();
    }

    /** Follows the policy: background eviction runs where there is one and patience for it. */
    void switchEviction() {
        eviction.enabled(room.background());
    }

    boolean poll(long nowMillis) {
        if (duty.poll(nowMillis)) {
            watermarks.check();
            return true;
        }
        if (nowMillis != fastMillis) {
            fastMillis = nowMillis;
            fastExpiry.step(
                    nowMillis,
                    fastBudget.start(Long.MAX_VALUE, config.expiryMode().stepNanos(config.expiry())));
        }
        return false;
    }

    /** Lets defragmentation move in proportion to what was written, so that it keeps up without being felt. */
    void defragmentFor(long bytes, long nowMillis) {
        long units = defrag.enabled() ? defragmenter.unitsFor(bytes) : 0;
        if (units > 0) {
            long start = clock.nanos();
            defragmenter.step(nowMillis, defragBudget.start(units, WorkBudget.UNTIMED));
            counters.defragOfWrites.add(defragBudget.spent(), clock.nanos() - start);
        }
    }

    boolean defragEnabled() {
        return defrag.enabled();
    }

    DutyCycle cycle() {
        return duty;
    }
}
