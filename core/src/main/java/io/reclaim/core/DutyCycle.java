package io.reclaim.core;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.accounting.Counter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Runs {@linkplain IncrementalWork works} a few times a second, each for its share of the time: the role of Redis'
 * {@code serverCron}.
 *
 * <p>Call {@link #poll} often, for instance after every operation: it costs one comparison while no tick is due. A
 * caller that slept through several periods gets one tick, not several.
 *
 * <p>A tick steps each enabled work once, for at most its share. When the time of the whole tick is over before every
 * work had its turn, the next tick begins with the first that had none: of {@code n} enabled works each is stepped at least
 * once in {@code n} ticks, whatever the others do.
 *
 * <p>Allocates nothing after {@link #add}. Not thread-safe.
 *
 * @see "Redis server.c, serverCron and databasesCron"
 */
public final class DutyCycle {
    private final DutyCycleConfig config;
    private final Ticker pace;
    private final Ticker clock;
    private final WorkBudget budget;
    private final List<DutyShare> shares = new ArrayList<>();
    private int first;
    private long dueMillis = Long.MIN_VALUE;
    private long lastMillis = Long.MIN_VALUE;
    private boolean running;
    private final Counter ticks = new Counter();

    /**
     * A cycle without works.
     *
     * @param config rate and length of the ticks
     * @param ticker the clock that shares are measured with
     */
    public DutyCycle(DutyCycleConfig config, Ticker ticker) {
        this(config, ticker, ticker);
    }

    /**
     * A cycle without works that spends one kind of time and reports another: with a {@code pace} that is counted, not
     * measured, what the works do is the same in every run.
     *
     * @param config rate and length of the ticks
     * @param pace the clock that ends a step
     * @param clock the clock that reported times are measured with
     */
    public DutyCycle(DutyCycleConfig config, Ticker pace, Ticker clock) {
        this.config = requireNonNull(config, "config");
        this.pace = requireNonNull(pace, "pace");
        this.clock = requireNonNull(clock, "clock");
        this.budget = new WorkBudget(pace);
    }

    /**
     * Adds a work, switched on.
     *
     * @param name what it is called in reports; unique in this cycle
     * @param work what to step
     * @param nanosPerTick its share of each tick, in nanoseconds, {@code > 0}
     * @return the share, to change or read later
     * @throws IllegalArgumentException if the name is taken
     */
    public DutyShare add(String name, IncrementalWork work, long nanosPerTick) {
        for (DutyShare share : shares) {
            if (share.name().equals(name)) {
                throw new IllegalArgumentException("name is taken: " + name);
            }
        }
        DutyShare share = new DutyShare(name, work, nanosPerTick);
        shares.add(share);
        return share;
    }

    /**
     * Runs a tick if one is due.
     *
     * @param nowMillis the time; if it goes back, the next tick is due one period after the time it went back to
     * @return whether a tick was run
     */
    public boolean poll(long nowMillis) {
        if (nowMillis < dueMillis && nowMillis >= lastMillis) {
            lastMillis = nowMillis;
            return false;
        }
        boolean wentBack = nowMillis < lastMillis;
        lastMillis = nowMillis;
        dueMillis = nowMillis + config.periodMillis();
        if (wentBack) {
            return false;
        }
        tick(nowMillis);
        return true;
    }

    /**
     * Runs a tick now.
     *
     * @param nowMillis the time, passed on to the works
     * @throws IllegalStateException if called by a work
     */
    public void tick(long nowMillis) {
        if (running) {
            throw new IllegalStateException("a work must not run the duty cycle that runs it");
        }
        running = true;
        try {
            ticks.add(1);
            runShares(nowMillis);
        } finally {
            running = false;
        }
    }

    private void runShares(long nowMillis) {
        long left = config.nanosPerTick();
        int n = shares.size();
        for (int turn = 0; turn < n; turn++) {
            int at = first + turn < n ? first + turn : first + turn - n;
            DutyShare share = shares.get(at);
            if (!share.enabled()) {
                continue;
            }
            if (left <= 0) {
                first = at;
                return;
            }
            // Should the work throw, the next tick begins behind it, so that it cannot starve the others.
            int afterwards = first;
            first = at + 1 < n ? at + 1 : 0;
            long start = pace.nanos();
            share.run(nowMillis, left, budget, clock);
            left -= pace.nanos() - start;
            first = afterwards;
        }
    }

    /**
     * The works, in the order they were added.
     *
     * @return a read-only view
     */
    public List<DutyShare> shares() {
        return Collections.unmodifiableList(shares);
    }

    /**
     * Ticks run; may be read from any thread.
     *
     * @return their number
     */
    public long ticks() {
        return ticks.get();
    }

    /**
     * The rate and length of the ticks.
     *
     * @return the configuration given
     */
    public DutyCycleConfig config() {
        return config;
    }

    @Override
    public String toString() {
        return "DutyCycle[ticks=" + ticks() + ", " + shares + "]";
    }
}
