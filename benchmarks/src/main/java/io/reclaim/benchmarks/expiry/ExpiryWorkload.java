package io.reclaim.benchmarks.expiry;

import java.util.Locale;
import java.util.random.RandomGenerator;

/** What happens to the entries of a {@link Simulation}. Rates are for a million entries and in proportion for others. */
enum ExpiryWorkload {
    /** All live 1 to 60 s, evenly. */
    UNIFORM(61, 0),
    /** All expire at once, after a second. */
    BURST(6, 1000),
    /** A tenth expires at once, every tenth one; the others in a year. */
    BURST_10(25, 1000),
    /** The same, but those that expire were put one after the other. */
    CLUMP_10(25, 1000),
    /** Three tenths expire at once, the others in a year. */
    BURST_30(25, 1000),
    /** A tenth lives 1 to 30 s, the others a year. */
    TENTH(31, 0),
    /** 10,000 puts a second that live 1 to 20 s. */
    STEADY_10K(60, 25_000),
    /** 50,000 puts a second that live 1 to 20 s. */
    STEADY_50K(60, 25_000),
    /** The same beside entries that live a year. */
    STEADY_50K_FAR(60, 25_000),
    /** A million accesses a second, Zipf 0.99, each lets the entry live for 10 s from then. */
    SLIDING(40, 15_000),
    /** A million overwrites a second, each for 1 to 20 s. */
    CHURN(30, 10_000);

    private static final long YEAR = 365L * 86_400_000;
    private static final long MILLION = 1_000_000;
    private static final int SLIDING_MILLIS = 10_000;

    private final int seconds;
    private final int measureFromMillis;

    ExpiryWorkload(int seconds, int measureFromMillis) {
        this.seconds = seconds;
        this.measureFromMillis = measureFromMillis;
    }

    int durationMillis() {
        return seconds * 1000;
    }

    /** When measuring begins: after warming up, or with the burst. */
    int measureFromMillis() {
        return measureFromMillis;
    }

    /** What a workload happens to. */
    interface Target {
        int entries();

        RandomGenerator random();

        /** How many of so many for a million and a millisecond. */
        int share(long perMillion);

        /** A new entry that lives so long. */
        void put(long ttlMillis);

        /** A read: the entry lives so long from now. One that is stale or gone is put anew. */
        void access(int key, long ttlMillis);

        /** A write, by which the entry lives so long from now, be it longer or shorter than before. */
        void overwrite(int key, long ttlMillis);

        /** A key, the lower the more often. */
        int zipf();
    }

    /** Whether entries are accessed or written again, by key. */
    boolean hasKeys() {
        return this == SLIDING || this == CHURN;
    }

    /** Whether there are entries at time 0. */
    boolean begins() {
        return this != STEADY_10K && this != STEADY_50K;
    }

    /** Whether all that expire do so at once, when measuring begins. */
    boolean isBurst() {
        return this == BURST || this == BURST_10 || this == CLUMP_10 || this == BURST_30;
    }

    /** At time 0. */
    void begin(Target target) {
        int n = target.entries();
        RandomGenerator random = target.random();
        for (int i = 0; i < n; i++) {
            switch (this) {
                case UNIFORM -> target.put(between(random, 1, 60));
                case BURST -> target.put(1000);
                case BURST_10 -> target.put(i % 10 == 0 ? 1000 : YEAR);
                case CLUMP_10 -> target.put(i >= n / 2 && i < n / 2 + n / 10 ? 1000 : YEAR);
                case BURST_30 -> target.put(i % 10 < 3 ? 1000 : YEAR);
                case TENTH -> target.put(random.nextInt(10) == 0 ? between(random, 1, 30) : YEAR);
                case STEADY_50K_FAR -> target.put(YEAR);
                case SLIDING -> target.access(i, SLIDING_MILLIS);
                case CHURN -> target.overwrite(i, between(random, 1, 20));
                case STEADY_10K, STEADY_50K -> {}
            }
        }
    }

    /** Within a millisecond. */
    void tick(Target target) {
        RandomGenerator random = target.random();
        switch (this) {
            case STEADY_10K -> steady(target, 10);
            case STEADY_50K, STEADY_50K_FAR -> steady(target, 50);
            case SLIDING -> {
                for (int i = target.share(1000); i > 0; i--) {
                    target.access(target.zipf(), SLIDING_MILLIS);
                }
            }
            case CHURN -> {
                for (int i = target.share(1000); i > 0; i--) {
                    target.overwrite(random.nextInt(target.entries()), between(random, 1, 20));
                }
            }
            default -> {}
        }
    }

    private static void steady(Target target, int perMilli) {
        for (int i = target.share(perMilli); i > 0; i--) {
            target.put(between(target.random(), 1, 20));
        }
    }

    /** How many of so many for a million, fractions carried by the caller's millisecond. */
    static int share(long perMillion, int entries, long nowMillis) {
        long scaled = perMillion * entries;
        return (int) (scaled * (nowMillis + 1) / MILLION - scaled * nowMillis / MILLION);
    }

    private static long between(RandomGenerator random, int fromSeconds, int toSeconds) {
        return fromSeconds * 1000L + random.nextInt((toSeconds - fromSeconds) * 1000);
    }

    static ExpiryWorkload of(String name) {
        for (ExpiryWorkload workload : values()) {
            if (workload.toString().equals(name)) {
                return workload;
            }
        }
        throw new IllegalArgumentException("there is no workload " + name + "; there are: " + Names.of(values()));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
