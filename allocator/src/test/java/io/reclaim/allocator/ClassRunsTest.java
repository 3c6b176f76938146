package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryLedger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ClassRunsTest {
    private static final SizeClasses CLASSES = new SizeClasses(14);
    private static final int SIZE_CLASS = CLASSES.classOf(16);

    private final MemoryAccount blocks = new MemoryLedger().open("blocks", Kind.DATASET);
    private ClassRuns runs = new ClassRuns(blocks, CLASSES.chunkBytes(), new Run[CLASSES.count()], SIZE_CLASS);

    private static Run run(int live) {
        return run(live, 0);
    }

    private static Run run(int live, int page) {
        Run run = new Run(Chunk.ofRuns(page), 0, CLASSES, SIZE_CLASS, 1, 32);
        run.level = ClassRuns.FULL;
        for (int i = 0; i < live; i++) {
            run.take(i);
        }
        return run;
    }

    private Run filed(int live) {
        Run run = run(live);
        runs.file(run);
        return run;
    }

    @Example
    void fullestAndSparsest_noRuns_none() {
        assertThat(runs.fullest()).isNull();
        assertThat(runs.sparsest()).isNull();
        assertThat(runs.withFreeSlot()).isNull();
        runs.checkIntegrity();
    }

    @Example
    void file_fullRun_inNoList() {
        Run full = filed(64);

        assertThat(full.level).isEqualTo(ClassRuns.FULL);
        assertThat(runs.fullest()).isNull();
    }

    @Example
    void slotReleased_fullRun_isFoundAgain() {
        Run full = filed(64);
        full.release(10);
        runs.slotReleased(full);

        assertThat(runs.fullest()).isSameAs(full);
        assertThat(full.level).isZero();
        runs.checkIntegrity();
    }

    @Example
    void slotReleased_currentOrDraining_staysInNoList() {
        Run current = run(64);
        current.level = ClassRuns.CURRENT;
        Run draining = run(64);
        draining.level = ClassRuns.DRAINING;
        current.release(1);
        runs.slotReleased(current);
        draining.release(1);
        runs.slotReleased(draining);

        assertThat(current.level).isEqualTo(ClassRuns.CURRENT);
        assertThat(draining.level).isEqualTo(ClassRuns.DRAINING);
        assertThat(runs.fullest()).isNull();
    }

    @Example
    void withFreeSlot_currentHasRoom_current() {
        filed(60);
        Run current = run(1);
        runs.makeCurrent(current);

        assertThat(runs.withFreeSlot()).isSameAs(current);
    }

    @Example
    void withFreeSlot_currentIsFull_fullest() {
        filed(1);
        Run fullest = filed(60);
        runs.makeCurrent(run(64));

        assertThat(runs.withFreeSlot()).isSameAs(fullest);
        assertThat(runs.sparsest()).isNotSameAs(fullest);
    }

    private Run recent() {
        Run run = filed(64);
        run.release(10);
        runs.slotReleased(run);
        return run;
    }

    @Example
    void nextCurrent_runsThatWereFullUntilLately_lastFirstThenTheFullest() {
        Run listed = filed(60);
        Run first = recent();
        Run last = recent();
        assertThat(runs.withFreeSlot()).isSameAs(last);
        runs.checkIntegrity();

        assertThat(runs.nextCurrent()).isSameAs(last);
        assertThat(runs.current()).isSameAs(last);
        assertThat(runs.nextCurrent()).isSameAs(first);
        assertThat(runs.fullest()).isSameAs(last);
        assertThat(runs.nextCurrent()).isSameAs(last);
        runs.unfile(first, ClassRuns.FULL);
        assertThat(runs.nextCurrent()).isSameAs(listed);
    }

    @Example
    void unfile_runInTheMiddleOfTheStack_othersStayInOrder() {
        Run first = recent();
        Run middle = recent();
        Run last = recent();

        runs.unfile(middle, ClassRuns.DRAINING);

        runs.checkIntegrity();
        assertThat(runs.recent(middle)).isFalse();
        assertThat(runs.nextCurrent()).isSameAs(last);
        assertThat(runs.nextCurrent()).isSameAs(first);
    }

    @Example
    void slotReleased_stackIsFull_isListed() {
        for (int i = 0; i < 8; i++) {
            assertThat(recent().level).isEqualTo(ClassRuns.RECENT);
        }
        assertThat(recent().level).isZero();
        runs.checkIntegrity();
    }

    /** Used bytes fill two chunks, 0 and 1. */
    @Example
    void file_lowAndHighChunks_sparseLowOnesAreTargetsAndHighOnesVictims() {
        blocks.charge(CLASSES.chunkBytes() + 1);
        int[] pages = {5, 1, 7, 0, 2};
        List<Run> all = new ArrayList<>();
        for (int page : pages) {
            Run run = run(8, page);
            runs.file(run);
            all.add(run);
            runs.checkIntegrity();
        }

        assertThat(runs.fullest()).isSameAs(all.get(3));
        assertThat(runs.sparsest()).isSameAs(all.get(4));
        for (int i : new int[] {3, 4}) {
            runs.unfile(all.get(i), ClassRuns.DRAINING);
            runs.checkIntegrity();
        }
        assertThat(runs.fullest()).isSameAs(all.get(1));
        assertThat(runs.sparsest()).isSameAs(all.get(2));
    }

    @Example
    void fullest_fullerRunInAHighChunk_onlyIfHalfOfItIsLive() {
        blocks.charge(1);
        Run low = run(2, 0);
        runs.file(low);
        Run high = run(20, 9);
        runs.file(high);
        assertThat(runs.fullest()).isSameAs(low);

        Run fuller = run(40, 9);
        runs.file(fuller);

        assertThat(runs.fullest()).isSameAs(fuller);
        runs.checkIntegrity();
    }

    @Example
    void checkIntegrity_runInTheListOfAnotherLevel_throws() {
        Run run = filed(20);
        for (int i = 0; i < 30; i++) {
            run.take(0);
        }

        assertThatIllegalStateException().isThrownBy(runs::checkIntegrity).withMessageContaining("wrong level");
    }

    @Property(tries = 200, seed = "12")
    void lists_anyChanges_extremesAreThoseOfAllRuns(@ForAll long seed) {
        Random random = new Random(seed);
        runs = new ClassRuns(blocks, CLASSES.chunkBytes(), new Run[CLASSES.count()], SIZE_CLASS);
        List<Run> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.add(filed(random.nextInt(65)));
        }
        for (int i = 0; i < 200; i++) {
            Run run = all.get(random.nextInt(all.size()));
            if (random.nextInt(5) == 0) {
                runs.unfile(run, ClassRuns.DRAINING);
                assertThat(run.next).isNull();
                assertThat(run.previous).isNull();
                runs.file(run);
            } else if (run.live() > 0) {
                run.release(run.nextTaken(0));
                runs.slotReleased(run);
            }
            runs.checkIntegrity();
            Run fullest = runs.fullest();
            runs.checkIntegrity();
            List<Run> listed = all.stream().filter(r -> r.freeSlots() > 0).toList();
            Comparator<Run> byLevel = Comparator.comparingInt(r -> r.level);
            assertThat(listed).allMatch(r -> r.level == r.fillLevel());
            assertThat(fullest.level).isEqualTo(listed.stream().min(byLevel).orElseThrow().level);
            assertThat(runs.sparsest().level)
                    .isEqualTo(listed.stream().max(byLevel).orElseThrow().level);
        }
    }
}
