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

/** Runs cells, each a policy with a capacity, side by side on several threads. */
final class Laboratory {
    private Laboratory() {}

    /**
     * Runs every policy with every setup of one trace.
     *
     * @return by setup, then by policy, in the order given
     */
    static List<CellResult> run(List<CellSetup> setups, List<Contender> contenders, int threads, Progress progress)
            throws IOException, InterruptedException {
        AtomicLong requests = new AtomicLong();
        ExecutorService workers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "cell");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<CellResult>> cells = new ArrayList<>();
            for (CellSetup setup : setups) {
                for (Contender contender : contenders) {
                    cells.add(workers.submit(
                            () -> contender.result(setup, done -> progress.to(requests.addAndGet(done)))));
                }
            }
            List<CellResult> results = new ArrayList<>();
            for (Future<CellResult> cell : cells) {
                results.add(cell.get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }
}
