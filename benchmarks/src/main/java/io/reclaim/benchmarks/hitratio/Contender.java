package io.reclaim.benchmarks.hitratio;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * A policy by name: how it is run, and what its capacity can count.
 *
 * @param name on the command line
 * @param units in which it can be run
 * @param run runs it
 */
record Contender(String name, Set<Unit> units, Run run) {
    private static final int CHUNK = 1 << 14;

    /** Runs a policy over all requests. */
    @FunctionalInterface
    interface Run {
        /** The result; tells now and then how many requests more are done. */
        Outcome over(CellSetup setup, IntConsumer done) throws IOException, InterruptedException;
    }

    /** What a run found, and what else is to be told of it. */
    record Outcome(Hits hits, Map<String, Object> extra) {
        Outcome(Hits hits) {
            this(hits, Map.of());
        }
    }

    /** A policy that is a model of a cache. */
    static Contender of(String name, Set<Unit> units, Function<CellSetup, CacheModel> made) {
        return new Contender(name, units, (setup, done) -> drive(made.apply(setup), setup, done));
    }

    private static Outcome drive(CacheModel model, CellSetup setup, IntConsumer done) throws InterruptedException {
        RequestLog log = setup.log();
        long hits = 0;
        long bytes = 0;
        for (int from = 0; from < log.requests(); from += CHUNK) {
            int to = Math.min(log.requests(), from + CHUNK);
            for (int r = from; r < to; r++) {
                int id = log.id(r);
                if (model.access(id)) {
                    hits++;
                    bytes += log.size(id);
                }
            }
            done.accept(to - from);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return new Outcome(new Hits(hits, bytes));
    }

    CellResult result(CellSetup setup, IntConsumer done) throws IOException, InterruptedException {
        Outcome outcome = run.over(setup, done);
        RequestLog log = setup.log();
        long requested = 0;
        for (int r = 0; r < log.requests(); r++) {
            requested += log.size(log.id(r));
        }
        return new CellResult(name, setup, outcome.hits(), requested, outcome.extra());
    }
}
