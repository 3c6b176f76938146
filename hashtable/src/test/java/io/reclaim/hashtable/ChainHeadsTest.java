package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.RefSlab;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.ObjectLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChainHeadsTest {
    private final MemoryAccount account = MemoryAccount.standalone("heads");
    private final ChainHeads heads = new ChainHeads(account);

    private record Head(int ref, int hash, boolean goesOn) {}

    private void assertHolds(int bucket, Head head) {
        assertThat(heads.first(bucket)).isEqualTo(head.ref);
        int[] page = heads.page(bucket);
        assertThat(page).isNotNull();
        int word = page[ChainHeads.at(bucket)];
        int mask = ChainHeads.mask(page);
        assertThat(ChainHeads.agrees(word, mask, head.hash)).isTrue();
        assertThat(ChainHeads.goesOn(word, mask)).isEqualTo(head.goesOn);
    }

    @Test
    void first_noPage_noRef() {
        assertThat(heads.first(0)).isEqualTo(RefSlab.NO_REF);
        assertThat(heads.first(1 << 20)).isEqualTo(RefSlab.NO_REF);
        assertThat(account.bytes()).isZero();
    }

    @Test
    void set_anyRefsInAnyOrder_allKeptThroughWidening() {
        SplittableRandom random = new SplittableRandom(1);
        Map<Integer, Head> model = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            int bucket = random.nextInt(3 << ChainHeads.PAGE_LOG2);
            if (model.containsKey(bucket) && random.nextInt(3) == 0) {
                model.remove(bucket);
                heads.clear(bucket);
            } else {
                Head head = new Head(
                        random.nextInt(RefSlab.MAX_REFS) >>> random.nextInt(31),
                        random.nextInt(),
                        random.nextBoolean());
                model.put(bucket, head);
                heads.set(bucket, head.ref, head.hash, head.goesOn);
            }
        }
        heads.checkIntegrity(3 << ChainHeads.PAGE_LOG2);
        for (int bucket = 0; bucket < 3 << ChainHeads.PAGE_LOG2; bucket++) {
            Head head = model.get(bucket);
            if (head == null) {
                assertThat(heads.first(bucket)).isEqualTo(RefSlab.NO_REF);
            } else {
                assertHolds(bucket, head);
            }
        }
    }

    @Test
    void set_highestRef_noBitIsLeftForTheHash() {
        Head highest = new Head(RefSlab.MAX_REFS - 1, 0x8000_0000, true);
        heads.set(7, highest.ref, highest.hash, highest.goesOn);
        assertHolds(7, highest);
        assertHolds(7, new Head(highest.ref, 0x7fff_ffff, true));
    }

    @Test
    void agrees_smallRefs_nearlyAllBitsOfTheHashCompared() {
        heads.set(0, 1, 0x1234_5678, false);
        int[] page = heads.page(0);
        assertThat(page).isNotNull();
        for (int bit = 3; bit < 32; bit++) {
            assertThat(ChainHeads.agrees(page[1], ChainHeads.mask(page), 0x1234_5678 ^ 1 << bit))
                    .isFalse();
        }
    }

    @Test
    void setCost_anyBucket_whatSetCharges() {
        for (int bucket : new int[] {0, 3, 4, 9, 4095, 4096, 9000, 8192}) {
            long peak = account.bytes() + heads.setCost(bucket);
            heads.set(bucket, 5, 5, false);
            assertThat(account.bytes()).isLessThanOrEqualTo(peak);
            assertThat(heads.setCost(bucket)).isZero();
        }
    }

    @Test
    void dropLast_gateShut_shortPageIsNotCopied() {
        heads.set(8, 1, 1, false);
        heads.clear(8);
        long before = account.bytes();
        heads.dropLast(8, bytes -> false);
        assertThat(account.bytes()).isEqualTo(before);
        heads.dropLast(8, GrowthGate.OPEN);
        assertThat(account.bytes()).isEqualTo(ObjectLayout.CURRENT.ints(9));
        heads.checkIntegrity(8);
    }

    @Test
    void dropLast_firstBucketOfAPage_pageGivenBack() {
        heads.set(4096, 1, 1, false);
        heads.clear(4096);
        heads.dropLast(4096, GrowthGate.OPEN);
        assertThat(account.bytes()).isZero();
    }
}
