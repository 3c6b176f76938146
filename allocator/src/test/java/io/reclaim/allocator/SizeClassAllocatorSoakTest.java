package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeClassAllocatorSoakTest {
    private static final int OPERATIONS = 50_000;

    @ParameterizedTest
    @CsvSource({"14, 1, 2500", "15, 2, 4000", "16, 3, 1500", "14, 4, 300"})
    void allocator_longMixOfEverything_neverTornNeverLeaking(int chunkLog2, long seed, int largest) {
        AllocatorModel model = new AllocatorModel(chunkLog2);
        Random random = new Random(seed);
        int wanted = 0;
        for (int i = 0; i < OPERATIONS; i++) {
            if (i % 5000 == 0) {
                wanted = random.nextInt(20, 1200);
            }
            int what = random.nextInt(10);
            if (what < 2) {
                model.step(random.nextInt(6));
            } else if (model.live.size() < wanted ? what < 8 : what < 4) {
                model.allocate(Math.min(random.nextInt(largest), random.nextInt(largest)));
            } else {
                model.freeAny();
            }
            if (i % 2000 == 0) {
                model.allocator.purge();
                model.checkIntegrity();
            }
        }
        model.freePercent(100);
        model.defragment(100);
        model.allocator.purge();
        model.checkIntegrity();
        assertThat(model.ledger.used()).isZero();
        assertThat(model.pages.opened).isEqualTo(model.pages.closed);
    }
}
