package io.reclaim.benchmarks.hitratio;

import io.reclaim.benchmarks.report.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import redis.clients.jedis.exceptions.JedisException;

/** Runs cells, each a policy with a capacity, side by side on several threads. */
final class Laboratory {
    private Laboratory() {}

    /**
     * Runs every policy with every setup of one trace. A cell that cannot be run, such as a store in less memory than it
     * needs, is told and left out.
     *
     * @param failed told of each such cell, in the order of results
     * @return by setup, then by policy, in the order given
     */
    static List<CellResult> run(
            List<CellSetup> setups, List<Contender> contenders, int threads, Progress progress, Consumer<String> failed)
            throws InterruptedException {
        AtomicLong requests = new AtomicLong();
        ExecutorService workers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "cell");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Cell> cells = new ArrayList<>();
            for (CellSetup setup : setups) {
                for (Contender contender : contenders) {
                    Future<CellResult> result = workers.submit(
                            () -> contender.result(setup, done -> progress.to(requests.addAndGet(done))));
                    cells.add(new Cell(contender, setup, result));
                }
            }
            List<CellResult> results = new ArrayList<>();
            for (Cell cell : cells) {
                try {
                    results.add(cell.result().get());
                } catch (ExecutionException e) {
                    failed.accept(cell + ": " + reason(e));
                }
            }
            return results;
        } finally {
            workers.shutdownNow();
        }
    }

    /** What a user can do something about; anything else is a fault of this program. */
    private static String reason(ExecutionException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof IOException
                || cause instanceof IllegalArgumentException
                || cause instanceof JedisException) {
            return String.valueOf(cause.getMessage());
        }
        throw new IllegalStateException(cause);
    }

    private record Cell(Contender contender, CellSetup setup, Future<CellResult> result) {
        @Override
        public String toString() {
            return contender.name() + " on " + setup.log().name() + " with " + setup.capacity() + " " + setup.unit();
        }
    }
}
