package io.reclaim.benchmarks.store;

import static io.reclaim.benchmarks.store.StoreFixture.NOW;
import static io.reclaim.benchmarks.store.StoreFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.eviction.SizeHistogram;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which keys are hot, and how large entries are. */
class ReferenceStoreHotKeysTest {
    private final ReferenceStore store = StoreFixture.unlimited();

    /** Key number i is read 2^i times, in a rhythm that a fixed distance between samples would fall in with. */
    private void read(int keys) {
        for (int i = 0; i < keys; i++) {
            store.put(bytes("key" + i), bytes("value"), NOW);
        }
        for (int round = 0; round < 1 << (keys - 1); round++) {
            for (int i = 0; i < keys; i++) {
                if (round % (1 << (keys - 1 - i)) == 0) {
                    store.get(bytes("key" + i), NOW);
                }
            }
        }
    }

    @Test
    void hottest_keysReadUnevenly_theHottestFirst() {
        store.followers().hotKeys(100);
        read(16);
        List<HotKey> hottest = store.followers().hottest(3);
        assertThat(hottest.stream().map(hot -> StoreFixture.text(hot.key())))
                .containsExactly("key15", "key14", "key13");
        // One read of 16 is followed: 2,048 of 32,768 in the mean, with a standard deviation below 45.
        assertThat(hottest.get(0).reads()).isBetween(32_768L - 16 * 5 * 45, 32_768L + 16 * 5 * 45);
        assertThat(hottest.get(0).error()).isZero();
    }

    @Test
    void hottest_notFollowed_none() {
        read(5);
        assertThat(store.followers().hottest(3)).isEmpty();
        store.followers().hotKeys(10);
        read(8);
        assertThat(store.followers().hottest(3)).isNotEmpty();
        store.followers().hotKeys(0);
        assertThat(store.followers().hottest(3)).isEmpty();
    }

    @Test
    void hottest_keyRemoved_leftOut() {
        store.followers().hotKeys(100);
        read(12);
        store.remove(bytes("key11"), NOW);
        assertThat(StoreFixture.text(store.followers().hottest(1).get(0).key())).isEqualTo("key10");
    }

    @Test
    void sizes_writtenReplacedRemoved_followEachEntry() {
        store.put(bytes("a"), new byte[10], NOW);
        store.put(bytes("b"), new byte[1000], NOW);
        assertThat(store.followers().sizes().entries()).isEqualTo(2);
        assertThat(store.followers().sizes().count(SizeHistogram.bucket(EntryBlock.bytes(1, 1000))))
                .isOne();
        store.put(bytes("b"), new byte[999], NOW);
        store.put(bytes("a"), new byte[300], NOW);
        assertThat(store.followers().sizes().bytes()).isEqualTo(EntryBlock.bytes(1, 999) + EntryBlock.bytes(1, 300));
        store.checkIntegrity();
        store.remove(bytes("a"), NOW);
        assertThat(store.followers().sizes().bytes()).isEqualTo(EntryBlock.bytes(1, 999));
        store.checkIntegrity();
    }
}
