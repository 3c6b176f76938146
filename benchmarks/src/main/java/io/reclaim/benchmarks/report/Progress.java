package io.reclaim.benchmarks.report;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar on standard error if that is a terminal; else nothing. Allocates nothing between updates. */
public final class Progress implements AutoCloseable {
    private static final int UPDATE_MILLIS = 200;
    /** Fits on the narrowest terminals: a longer line would wrap and stay. */
    private static final int COLUMNS = 79;

    private final @Nullable ProgressBar bar;

    private Progress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    /**
     * Begins. Whether standard error is a terminal is for the launcher to find out: it sets {@code reclaim.terminal}.
     *
     * @param task what is done
     * @param steps how many steps it has, or less than 0 if nobody knows
     * @return a bar at 0
     */
    public static Progress begin(String task, long steps) {
        if (!Boolean.getBoolean("reclaim.terminal")) {
            return none();
        }
        return new Progress(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, COLUMNS))
                .build());
    }

    /**
     * No bar.
     *
     * @return one that shows nothing
     */
    public static Progress none() {
        return new Progress(null);
    }

    /**
     * Goes on.
     *
     * @param step how many steps are done
     */
    public void to(long step) {
        if (bar != null) {
            bar.stepTo(step);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
