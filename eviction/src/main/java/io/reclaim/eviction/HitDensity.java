package io.reclaim.eviction;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.Population;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.function.LongPredicate;

/**
 * Evicts the entry whose space earns the least: ranks entries by the hits that they are expected to give for the time they
 * stay, learned from how entries of the same history fared.
 *
 * <p>Use it where hits count and nobody knows the workload: it learns recency, frequency and loops alike. It counts time in
 * accesses, so that {@code nowMillis} is ignored. Let the evictor draw 10 and call {@link SampledEvictor#offer} for each
 * newcomer, so that one can be found less worthy than all others; and call {@link #evicted}, which is how it learns.
 *
 * <p>All methods are O(1) and allocate nothing but a page for ghosts for every 1,024 entries that the population grows by.
 * Bytes: the metadata, 4 an entry, as much for ghosts, {@value #BYTES} for tables. Not thread-safe.
 *
 * @see "N. Beckmann, H. Chen, A. Cidon, LHD: Improving Cache Hit Rate by Maximizing Hit Density, NSDI 2018"
 */
public final class HitDensity implements EvictionPolicy {
    /** What the tables take, whatever the population. */
    public static final int BYTES = DensityTable.BYTES;

    /*
     * An entry's metadata hold the time of its last access and its history: how often it was accessed, and at what age last
     * (AccessHistory). Of an evicted entry a ghost keeps the same (GhostTable), so that it comes back with its past, and so
     * that it is known how long entries stay away. Accesses and losses are counted by history and age, and make the ranking
     * (DensityTable).
     *
     * Time is relative to the population of C entries: a tick is C/16 accesses (PopulationClock). So tables have the same
     * meaning at every size, and adapt by themselves when a limit in bytes lets the number of entries drift. Until something is
     * evicted C is not known; ages are put right then, and what was learned by wrong ones is forgotten.
     *
     *     access     1    C/16   ...       9 C                 + S            + S         S = C - min(C/2, 1000), at least 250,
     *                | tick | tick ...      | first ranking      | ranking      | ...       at most 2^22
     *                                       `--- S/8 ---'        `--- S/8 ---'              150 steps spread over this
     *
     * The least S grows with 1/64 of all accesses to 16,000: at first there is much to learn, later a small cache is not to
     * spend its time on rankings (of 115 ns an access at C = 1,000, 35 were theirs with 2,000; hit ratios are the same).
     *
     * Until the first ranking is computed a fixed one holds (DensityTable.firstCost), which turns newcomers away; before
     * anything is evicted C is not known, perhaps 0, and does not end it. It ends early when more than C/20 of those come back
     * within C accesses (corda, where each key is read again soon and once: 5 points).
     *
     * Counts fade by S/M at each ranking, so that what is older than about M accesses does not count. M is 0.7 of all accesses so
     * far: what a cold cache learned by its first mistakes has to go, and what held for long is known better the more of it is
     * counted. At least 6 S, where the first ranking ended early; at most 300 C, so that a change is learned within that, or
     * 300,000 if C is small, since 72 classes need as much.
     *
     * One countdown serves ticks and steps, so an access costs one branch, almost never taken, and a table lookup.
     *
     * The invariants: the account holds the ghosts' pages; sets fit into pages; counts are not negative, costs positive and
     * finite; the countdown ends before the next tick and the next step.
     *
     * What was tried and lost is in the module's README.
     */

    private static final int FIRST_RANKING = 9;
    private static final int LEAST_PERIOD = 250;
    private static final int LEAST_PERIOD_LATER = 16_000;
    private static final int LEAST_PERIOD_SHARE = 64;
    private static final int MOST_PERIOD = 1 << 22;
    private static final int RETURNS_ENOUGH = 20;
    private static final int HALVED = 1000;
    private static final double SHARE_REMEMBERED = 0.7;
    private static final int PERIODS_REMEMBERED = 6;
    private static final int MOST_PERIODS_REMEMBERED = 300;
    private static final int SMALL = 1000;
    /** Counts are ints, and fade with the rankings only. */
    private static final long MOST_MEMORY = 10L * MOST_PERIOD;

    private static final int SHARE_OF_PERIOD = 8;
    private static final float COLDNESS_OF_A_TICK = 1 << 16;

    private int countdown = 1;
    private final PopulationClock time = new PopulationClock();
    private final DensityTable table = new DensityTable();
    private final GhostTable ghosts;
    private final Population population;
    private final int expectedEntries;
    private int armed = 1;
    private long untilTick = 1;
    private long untilStep = 1;
    /** Since the population was full, and as many as it had entries then; until then all. */
    private long accesses;

    private long period;
    private boolean evicting;
    private boolean learned;
    private int earlyReturns;

    /**
     * A policy for a population of any size.
     *
     * @param population whose entries are ranked
     */
    public HitDensity(Population population) {
        this(population, 0, MemoryAccount.standalone("ghosts"), bytes -> true);
    }

    /**
     * A policy that is told what to expect, and whose ghosts are charged.
     *
     * @param population whose entries are ranked
     * @param expectedEntries how many there will be when the first one is evicted, 0 if unknown
     * @param ghosts charged for what grows with the population; not for {@link #BYTES}
     * @param mayGrow asked before bytes are charged; if refused, there are fewer ghosts
     */
    public HitDensity(Population population, int expectedEntries, MemoryAccount ghosts, LongPredicate mayGrow) {
        if (expectedEntries < 0) {
            throw new IllegalArgumentException("expectedEntries must not be negative: " + expectedEntries);
        }
        this.population = requireNonNull(population, "population");
        this.expectedEntries = expectedEntries;
        this.ghosts = new GhostTable(requireNonNull(ghosts, "ghosts"), requireNonNull(mayGrow, "mayGrow"));
    }

    @Override
    public int admit(int hash, long nowMillis) {
        access();
        if (evicting) {
            ghosts.grow(population.size());
        } else {
            ghosts.fit(population.size());
        }
        int ghost = ghosts.take(hash, time);
        if (ghost == GhostTable.NONE) {
            return AccessHistory.metadata(time.now(), AccessHistory.NEW);
        }
        int history = AccessHistory.history(ghost);
        int age = ghost >>> 8;
        table.reused(history, age);
        if (history == AccessHistory.NEW && age < PopulationClock.TICKS) {
            earlyReturns++;
        }
        return AccessHistory.metadata(time.now(), AccessHistory.next(history, age));
    }

    @Override
    public int touch(int metadata, long nowMillis) {
        access();
        int history = AccessHistory.history(metadata);
        int age = age(metadata);
        table.reused(history, age);
        return AccessHistory.metadata(time.now(), AccessHistory.next(history, age));
    }

    /**
     * The space that a hit costs, if the entry is kept for one.
     *
     * <p>A ratio scale: twice as cold is half as worthy, so that it may be multiplied by a weight.
     */
    @Override
    public long coldness(long attribute, long nowMillis) {
        int metadata = (int) attribute;
        float cost = table.cost(AccessHistory.history(metadata), age(metadata));
        return (long) (cost * COLDNESS_OF_A_TICK);
    }

    @Override
    public void evicted(int hash, int metadata) {
        if (!evicting) {
            evicting = true;
            time.filled(population.size());
            table.forget();
            accesses = population.size(); // as if it had been filled and not read: the first ranking begins now
            learned = false;
            ghosts.fit(population.size());
        } else {
            ghosts.trim(population.size()); // evictions alone may be what makes it small
        }
        ghosts.put(hash, metadata, time, table);
    }

    private int age(int metadata) {
        return time.age(AccessHistory.age(metadata, time.now()));
    }

    private void access() {
        if (--countdown == 0) {
            advance();
        }
    }

    private void advance() {
        countdown = 1; // if there is no memory, the next access tries it again
        if (untilTick == armed) {
            ghosts.fit(population.size());
        }
        accesses += armed;
        untilTick -= armed;
        untilStep -= armed;
        int entries = entries();
        if (untilTick == 0) {
            untilTick = time.tick(entries);
        }
        if (untilStep == 0) {
            untilStep = step(entries);
        }
        armed = (int) Math.min(untilTick, untilStep);
        countdown = armed;
    }

    /** What the clock and the rankings go by. */
    private int entries() {
        return Math.max(population.size(), evicting ? 1 : expectedEntries);
    }

    /** Does a step of the ranking; accesses until the next. */
    private long step(int entries) {
        if (table.ranking()) {
            long pause = Math.max(1, period / SHARE_OF_PERIOD / DensityTable.STEPS);
            return table.step() ? pause : Math.max(1, period - pause * DensityTable.STEPS);
        }
        int capacity = evicting ? entries : Math.max(entries, MOST_PERIOD);
        long first = Math.min((long) capacity * FIRST_RANKING, MOST_MEMORY);
        if (!learned && accesses < first && earlyReturns <= entries / RETURNS_ENOUGH) {
            return Math.max(1, Math.min(first - accesses, LEAST_PERIOD));
        }
        learned = true;
        long least = Math.max(LEAST_PERIOD, Math.min(accesses / LEAST_PERIOD_SHARE, LEAST_PERIOD_LATER));
        long wanted = Math.min(MOST_PERIOD, entries - Math.min(entries / 2, HALVED));
        period = Math.max(least, wanted);
        table.begin((double) period / memory(wanted));
        return 1;
    }

    /** Of how many accesses counts tell. */
    private long memory(long wanted) {
        long most = Math.min(MOST_MEMORY, MOST_PERIODS_REMEMBERED * Math.max(wanted, SMALL));
        long memory = Math.min(most, Math.max(PERIODS_REMEMBERED * wanted, (long) (SHARE_REMEMBERED * accesses)));
        return Math.max(2 * period, memory);
    }

    /** Entries that can be remembered after their eviction. */
    int ghosts() {
        return ghosts.capacity();
    }

    DensityTable table() {
        return table;
    }

    PopulationClock time() {
        return time;
    }

    /**
     * Checks tables, ghosts and countdown.
     *
     * @throws IllegalStateException if an invariant does not hold
     */
    public void checkIntegrity() {
        time.checkIntegrity();
        table.checkIntegrity();
        ghosts.checkIntegrity();
        if (countdown < 1 || countdown > armed || armed > untilTick || armed > untilStep) {
            throw new IllegalStateException("countdown " + countdown + " of " + armed + ", until tick " + untilTick
                    + ", until step " + untilStep);
        }
    }

    @Override
    public String toString() {
        return "HitDensity[entries=" + entries() + ", ghosts=" + ghosts() + ", accesses=" + accesses + "]";
    }
}
