package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.reclaim.core.accounting.MemoryAccount.Kind;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MemoryWatermarksTest {
    private final MemoryLedger ledger = new MemoryLedger();
    private final MemoryAccount values = ledger.open("values", Kind.DATASET);
    private final MemoryLimit limit = new MemoryLimit(ledger, 100);
    private final MemoryWatermarks marks = new MemoryWatermarks(limit);
    private final List<String> told = new ArrayList<>();

    private void note(int percent, boolean above, double level) {
        told.add(percent + (above ? "+" : "-") + Math.round(100 * level));
    }

    private void level(long percent) {
        values.release(values.bytes());
        values.charge(percent);
    }

    @Test
    void check_levelRisesAndFalls_eachMarkIsToldOnce() {
        marks.add(80, 70, this::note).add(90, 85, this::note);

        level(79);
        assertThat(marks.check()).isZero();
        level(80);
        assertThat(marks.check()).isEqualTo(1);
        assertThat(marks.check()).isEqualTo(1);
        level(95);
        assertThat(marks.check()).isEqualTo(2);
        level(85);
        assertThat(marks.check()).isEqualTo(2);
        level(70);
        assertThat(marks.check()).isEqualTo(1);
        level(69);
        assertThat(marks.check()).isZero();
        assertThat(told).containsExactly("80+80", "90+95", "90-70", "80-69");
    }

    @Test
    void check_limitLowered_marksMoveWithIt() {
        marks.add(80, 70, this::note);
        level(50);
        marks.check();
        limit.maxBytes(60);
        marks.check();

        assertThat(told).containsExactly("80+83");
        assertThat(marks).hasToString("MemoryWatermarks[80% raised, MemoryLimit[50 of 60]]");
    }

    @Test
    void check_listenerThrows_laterMarksAreToldAtTheNext() {
        marks.add(50, 40, (percent, above, level) -> {
            throw new IllegalStateException("listener");
        });
        marks.add(60, 50, this::note);
        level(70);

        assertThatIllegalStateException().isThrownBy(marks::check);
        assertThat(told).isEmpty();
        marks.check();
        assertThat(told).containsExactly("60+70");
    }

    @Test
    void add_outOfRange_throws() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> marks.add(0, 0, this::note))
                .withMessage("raisePercent must be 1 to 100: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> marks.add(101, 0, this::note))
                .withMessage("raisePercent must be 1 to 100: 101");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> marks.add(80, 81, this::note))
                .withMessage("clearPercent must be 1 to 80: 81");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> marks.add(80, 0, this::note))
                .withMessage("clearPercent must be 1 to 80: 0");
    }

    @Property(tries = 200, seed = "101")
    void check_anyLevels_aMarkAlternatesAndIsRightOutsideItsBand(
            @ForAll @Size(max = 60) List<@IntRange(max = 120) Integer> levels) {
        MemoryWatermarksTest fresh = new MemoryWatermarksTest();
        fresh.marks.add(80, 60, fresh::note);
        for (int level : levels) {
            fresh.level(level);
            int raised = fresh.marks.check();
            assertThat(raised).isBetween(level >= 80 ? 1 : 0, level < 60 ? 0 : 1);
        }
        for (int i = 0; i < fresh.told.size(); i++) {
            assertThat(fresh.told.get(i)).startsWith(i % 2 == 0 ? "80+" : "80-");
        }
    }
}
