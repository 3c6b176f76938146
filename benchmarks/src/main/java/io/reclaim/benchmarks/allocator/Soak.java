package io.reclaim.benchmarks.allocator;

import io.reclaim.allocator.AllocatorReport;
import io.reclaim.allocator.PageSource;
import io.reclaim.benchmarks.report.Progress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs a {@link SoakRun} to its end, or to its first fault and then again to find the shortest run that has it. */
final class Soak {
    /*
     * A fault shows at a check, up to checkEvery operations late. The second run does the same operations and checks
     * after each of those since the last check that passed: the first that fails ends the smallest prefix.
     */

    private final SoakConfig config;
    private final Supplier<PageSource> source;

    Soak(SoakConfig config, Supplier<PageSource> source) {
        this.config = config;
        this.source = source;
    }

    /**
     * What came of it.
     *
     * @param operations done; if it failed, the length of the smallest prefix that fails
     * @param moves blocks moved
     * @param thrown moves that the owner threw at
     * @param refused pages that were refused
     * @param checks full ones
     * @param requested bytes asked for of the blocks live at the end
     * @param report of the allocator then
     * @param fault what went wrong; null if nothing
     */
    record Outcome(
            long operations,
            long moves,
            long thrown,
            long refused,
            long checks,
            long requested,
            AllocatorReport report,
            @Nullable Throwable fault) {}

    Outcome run(Progress progress) {
        SoakRun run = new SoakRun(config, source.get());
        long passed = 0;
        long checks = 0;
        try {
            while (run.done() < config.operations()) {
                run.step();
                if (run.done() % config.checkEvery() == 0 || run.done() == config.operations()) {
                    run.check();
                    passed = run.done();
                    checks++;
                    progress.to(passed);
                }
            }
            Outcome outcome = outcome(run, run.done(), checks, null);
            run.end();
            return outcome;
        } catch (RuntimeException | AssertionError fault) {
            return shortest(run.done(), passed, checks, fault);
        }
    }

    private Outcome shortest(long failed, long passed, long checks, Throwable fault) {
        SoakRun again = new SoakRun(config, source.get());
        try {
            while (again.done() < failed) {
                again.step();
                if (again.done() > passed) {
                    again.check();
                }
            }
        } catch (RuntimeException | AssertionError sooner) {
            return outcome(again, again.done(), checks, sooner);
        }
        return outcome(again, failed, checks, fault);
    }

    private static Outcome outcome(SoakRun run, long operations, long checks, @Nullable Throwable fault) {
        return new Outcome(
                operations, run.moves(), run.thrown(), run.refused(), checks, run.requested(), run.report(), fault);
    }
}
