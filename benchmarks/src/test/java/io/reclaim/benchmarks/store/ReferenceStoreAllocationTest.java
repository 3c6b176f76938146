package io.reclaim.benchmarks.store;

import static io.reclaim.benchmarks.store.StoreFixture.NOW;
import static io.reclaim.benchmarks.store.StoreFixture.bytes;
import static io.reclaim.benchmarks.store.StoreFixture.value;
import static io.reclaim.expiry.Deadlines.NO_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.allocator.DirectPages;
import io.reclaim.allocator.HeapPages;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.expiry.ExpireCondition;
import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceStoreAllocationTest {
    private static final int KEYS = 1 << 9;
    private static final int CALLS = 20_000;
    private static final int ROUNDS = 8;
    // One object a call would be at least 16 B x 20,000 calls = 320,000 B. What is allowed is what asking takes.
    private static final long SLACK_BYTES = 8_000;

    private final byte[][] keys = new byte[2 * KEYS][];
    private final byte[] shorter = value(60, 1);
    private final byte[] longer = value(90, 2);
    private final byte[] into = new byte[100];

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void get_intoAnArray_allocatesNothing(boolean direct) {
        ReferenceStore store = filled(MaxMemoryPolicy.ALLKEYS_LRU, direct);

        assertNoAllocation(i -> store.get(keys[i & 2 * KEYS - 1], into, NOW + i));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void put_sameSize_allocatesNothing(boolean direct) {
        ReferenceStore store = filled(MaxMemoryPolicy.ALLKEYS_LFU, direct);

        assertNoAllocation(i -> store.put(keys[i & KEYS - 1], shorter, NO_DEADLINE, NOW));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void put_otherSizesDeadlinesAndRemovals_allocatesNothing(boolean direct) {
        ReferenceStore store = filled(MaxMemoryPolicy.NOEVICTION, direct);

        assertNoAllocation(i -> {
            byte[] key = keys[i & 255];
            store.put(key, (i & 1) == 0 ? shorter : longer, NOW + 1_000_000, NOW);
            store.expire(key, NOW + 500_000, ExpireCondition.LT, NOW);
            store.ttl(key, NOW);
            store.persist(key, NOW);
            if ((i & 3) == 0) {
                store.remove(key, NOW);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = MaxMemoryPolicy.class,
            names = {"NOEVICTION"},
            mode = EnumSource.Mode.EXCLUDE)
    void put_atTheLimit_evictsAndAllocatesNothing(MaxMemoryPolicy policy) {
        ReferenceStore store = filled(policy, false);
        store.maxBytes(store.ledger().used());
        long[] evicted = {0};

        assertNoAllocation(i -> {
            store.put(keys[i * 17 & 2 * KEYS - 1], shorter, NOW + 1_000_000, NOW + (i >> 4));
            evicted[0] = store.counters().evicted();
        });
        // A write that fits where its key's last value was evicts nothing.
        assertThat(evicted[0]).isGreaterThan(CALLS / 4);
    }

    @Test
    void poll_compaction_allocatesNothing() {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > SLACK_BYTES; round++) {
            ReferenceStore store = StoreFixture.unlimited();
            for (int i = 0; i < 9_000; i++) {
                store.put(bytes("k" + i), shorter, NOW + 1_000_000, NOW);
            }
            for (int i = 0; i < 9_000; i++) {
                if (i % 4 != 0) {
                    store.remove(bytes("k" + i), NOW);
                }
            }
            store.duty().shares().forEach(share -> share.enabled(share.name().equals("compaction")));
            long before = allocatedBytes();
            for (int tick = 0; tick < 200; tick++) {
                store.duty().tick(NOW);
            }
            least = Math.min(least, allocatedBytes() - before);
            assertThat(store.reports().compactedBytes()).isGreaterThan(1_000 * 32);
        }
        assertThat(least).isLessThanOrEqualTo(SLACK_BYTES);
    }

    private ReferenceStore filled(MaxMemoryPolicy policy, boolean direct) {
        ReferenceStore store = StoreFixture.store(
                StoreFixture.minimum() + 400_000, policy, direct ? new DirectPages() : new HeapPages());
        for (int i = 0; i < 2 * KEYS; i++) {
            keys[i] = bytes("key" + i);
        }
        for (int i = 0; i < KEYS; i++) {
            store.put(keys[i], (i & 1) == 0 ? shorter : longer, NOW + 1_000_000, NOW);
        }
        return store;
    }

    /** Takes the best of several rounds: in the first ones classes are initialised and call sites linked. */
    private static void assertNoAllocation(IntConsumer call) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > SLACK_BYTES; round++) {
            long before = allocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.accept(i);
            }
            least = Math.min(least, allocatedBytes() - before);
        }
        assertThat(least).isLessThanOrEqualTo(SLACK_BYTES);
    }

    /** What this thread ever allocated, from the bean of module jdk.management, which this module does not read. */
    private static long allocatedBytes() {
        try {
            return (long) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME),
                            "getThreadAllocatedBytes",
                            new Object[] {Thread.currentThread().getId()},
                            new String[] {"long"});
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }
}
