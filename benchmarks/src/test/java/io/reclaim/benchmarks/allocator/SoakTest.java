package io.reclaim.benchmarks.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.reclaim.allocator.DirectPages;
import io.reclaim.allocator.HeapPages;
import io.reclaim.allocator.PageSource;
import io.reclaim.benchmarks.report.Progress;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoakTest {
    private static SoakConfig config(long operations, long seed, boolean checked) {
        return new SoakConfig(operations, seed, 500, 1000, checked);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "3, true"})
    void run_soundAllocator_noFaultAndEverythingHappened(long seed, boolean checked) {
        SoakConfig config = new SoakConfig(200_000, seed, 3000, 10_000, checked);

        Soak.Outcome outcome = new Soak(config, HeapPages::new).run(Progress.none());

        assertThat(outcome.fault()).isNull();
        assertThat(outcome.operations()).isEqualTo(200_000);
        assertThat(outcome.checks()).isEqualTo(20);
        assertThat(outcome.moves()).isPositive();
        assertThat(outcome.thrown()).isPositive();
        assertThat(outcome.refused()).isPositive();
    }

    @Test
    void run_otherPagesAndMoreChecks_sameRun() {
        Soak.Outcome heap = new Soak(config(60_000, 4, false), HeapPages::new).run(Progress.none());
        Soak.Outcome direct =
                new Soak(new SoakConfig(60_000, 4, 500, 100, false), DirectPages::new).run(Progress.none());

        assertThat(direct.report()).isEqualTo(heap.report());
        assertThat(direct.moves()).isEqualTo(heap.moves());
        assertThat(direct.requested()).isEqualTo(heap.requested());
    }

    /** Pages in which the copy with a given number goes wrong. */
    private static PageSource tearing(long atCopy) {
        PageSource pages = new HeapPages();
        long[] copies = {0};
        return (PageSource) Proxy.newProxyInstance(
                PageSource.class.getClassLoader(), new Class<?>[] {PageSource.class}, (proxy, method, args) -> {
                    try {
                        Object result = method.invoke(pages, args);
                        if (method.getName().equals("copy") && ++copies[0] == atCopy) {
                            int page = (Integer) args[2];
                            int at = (Integer) args[3];
                            pages.setByte(page, at, (byte) ~pages.getByte(page, at));
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Pages in which a closed page's neighbour is scribbled on: found by a later check only. */
    private static PageSource scribbling(long atClose) {
        PageSource pages = new HeapPages();
        long[] closed = {0};
        return (PageSource) Proxy.newProxyInstance(
                PageSource.class.getClassLoader(), new Class<?>[] {PageSource.class}, (proxy, method, args) -> {
                    try {
                        Object result = method.invoke(pages, args);
                        if (method.getName().equals("close") && ++closed[0] == atClose) {
                            for (int at = 0; at < 1 << 16; at++) {
                                pages.setByte(0, at, (byte) ~pages.getByte(0, at));
                            }
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void run_copyIsTorn_faultAtOnce() {
        Soak.Outcome outcome = new Soak(config(100_000, 5, false), () -> tearing(40)).run(Progress.none());

        assertThat(outcome.fault()).isNotNull().hasMessageContaining("torn by");
    }

    @Test
    void run_blocksAreScribbledOn_smallestPrefixIsFound() {
        Soak.Outcome coarse = new Soak(config(100_000, 6, false), () -> scribbling(5)).run(Progress.none());
        Soak.Outcome fine =
                new Soak(new SoakConfig(100_000, 6, 500, 1, false), () -> scribbling(5)).run(Progress.none());

        assertThat(coarse.fault()).isNotNull();
        assertThat(fine.fault()).isNotNull();
        assertThat(coarse.operations()).isEqualTo(fine.operations());
        SoakRun shorter = new SoakRun(config(100_000, 6, false), scribbling(5));
        while (shorter.done() < fine.operations() - 1) {
            shorter.step();
        }
        shorter.check();
        shorter.step();
        assertThatIllegalStateException().isThrownBy(shorter::check);
    }
}
