package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.WorkBudget;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefragmenterLimitTest {
    private static final int SLOTS = 32; // of 32 bytes in a unit of 1 KiB
    private static final int RUNS = 16;

    private final AllocatorModel model = new AllocatorModel(14);
    private final List<Long> handles = new ArrayList<>();
    private final SizeClassAllocator allocator = model.allocator;

    @Test
    void step_descriptorsNotAdmitted_runsAreEmptiedButNotChunks() {
        model.allocate(4 * RUNS * SLOTS, 32);
        List<AllocatorModel.Block> all = List.copyOf(model.live);
        for (int i = 0; i < all.size(); i++) {
            if (i / SLOTS % 4 != 0) {
                model.free(all.get(i));
            }
        }
        allocator.purge();
        model.free(model.live.get(0));
        List<Long> asked = new ArrayList<>();
        model.defragmenter = new Defragmenter(allocator, model, DefragConfig.defaults(), bytes -> !asked.add(bytes));

        assertThat(model.step(1000)).isFalse();

        assertThat(model.moves).isZero();
        assertThat(asked)
                .containsExactly(
                        allocator.runs().openCost(AllocatorAudit.runs(allocator).get(0)));
        model.checkIntegrity();

        model.defragmenter = new Defragmenter(allocator, model, DefragConfig.defaults(), asked::add);
        model.defragment(5);
        assertThat(model.moves).isPositive();
        model.checkIntegrity();
    }

    @Test
    void step_descriptorsNotAdmitted_runPhaseGoesOn() {
        model.allocate(RUNS * SLOTS, 32);
        List<AllocatorModel.Block> all = List.copyOf(model.live);
        for (int i = 0; i < all.size(); i++) {
            if (i % 4 != 0) {
                model.free(all.get(i));
            }
        }
        model.defragmenter = new Defragmenter(allocator, model, DefragConfig.defaults(), bytes -> false);

        model.defragment(5);

        assertThat(AllocatorAudit.runs(allocator)).hasSize(RUNS / 4);
    }

    @Test
    void step_widerTagsNotAdmitted_endsAndNothingMoves() {
        for (int i = 0; i < 2 * SLOTS; i++) {
            handles.add(allocator.allocate(32, i / SLOTS == 0 ? 1 : 1 << 30));
        }
        for (int i = 0; i < 2 * SLOTS; i++) {
            if (i % SLOTS > 4 && i % SLOTS < (i < SLOTS ? SLOTS - 4 : SLOTS - 1)) {
                allocator.free(handles.get(i));
            }
        }
        long[] limit = {0};
        int[] moved = {0};
        Defragmenter defragmenter = new Defragmenter(
                allocator, (owner, from, to) -> moved[0]++, DefragConfig.defaults(), bytes -> bytes <= limit[0]);
        long before = model.ledger.used();

        assertThat(defragmenter.step(0, WorkBudget.ofUnits(1000))).isFalse();
        assertThat(moved[0]).isZero();
        assertThat(model.ledger.used()).isEqualTo(before);
        allocator.checkIntegrity();

        limit[0] = Long.MAX_VALUE;
        defragmenter = new Defragmenter(allocator, (owner, from, to) -> moved[0]++, DefragConfig.defaults());
        defragmenter.step(0, WorkBudget.ofUnits(1000));
        assertThat(moved[0]).isPositive();
        allocator.checkIntegrity();
    }
}
