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

    boolean hasKeys() {
        return this == SLIDING || this == CHURN;
    }

    /** At time 0. */
    void begin(Simulation simulation) {
        int n = simulation.entries();
        RandomGenerator random = simulation.random();
        for (int i = 0; i < n; i++) {
            switch (this) {
                case UNIFORM -> simulation.put(between(random, 1, 60));
                case BURST -> simulation.put(1000);
                case BURST_10 -> simulation.put(i % 10 == 0 ? 1000 : YEAR);
                case CLUMP_10 -> simulation.put(i >= n / 2 && i < n / 2 + n / 10 ? 1000 : YEAR);
                case BURST_30 -> simulation.put(i % 10 < 3 ? 1000 : YEAR);
                case TENTH -> simulation.put(random.nextInt(10) == 0 ? between(random, 1, 30) : YEAR);
                case STEADY_50K_FAR -> simulation.put(YEAR);
                case SLIDING -> simulation.access(i, SLIDING_MILLIS);
                case CHURN -> simulation.overwrite(i, between(random, 1, 20));
                case STEADY_10K, STEADY_50K -> {}
            }
        }
    }

    /** Within a millisecond. */
    void tick(Simulation simulation) {
        RandomGenerator random = simulation.random();
        switch (this) {
            case STEADY_10K -> steady(simulation, 10);
            case STEADY_50K, STEADY_50K_FAR -> steady(simulation, 50);
            case SLIDING -> {
                for (int i = simulation.share(1000); i > 0; i--) {
                    simulation.access(simulation.zipf(), SLIDING_MILLIS);
                }
            }
            case CHURN -> {
                for (int i = simulation.share(1000); i > 0; i--) {
                    simulation.overwrite(random.nextInt(simulation.entries()), between(random, 1, 20));
                }
            }
            default -> {}
        }
    }

    private static void steady(Simulation simulation, int perMilli) {
        for (int i = simulation.share(perMilli); i > 0; i--) {
            simulation.put(between(simulation.random(), 1, 20));
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
