package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/** One bucket with a chain of many chunks, beside a neighbour that must not notice. */
class BucketsModelTest {
    private static final int BUCKET = 1;
    private static final int NEIGHBOUR = 0;
    private static final long PAGE_OF_TWO = 32 + 2 * (8 + 16L * References.BYTES);
    private static final long CHUNK = 48 + 16L * References.BYTES;

    /** Buckets, and what they should hold. */
    static final class Model {
        final Buckets buckets = new Buckets();
        final Map<Integer, Integer> entries = new HashMap<>();
        boolean chained;
        int most;

        Model() {
            buckets.add(NEIGHBOUR, 9, -1, -1);
            buckets.add(BUCKET, tag(0), 0, 0);
            entries.put(0, 0);
        }

        /** Few fingerprints, so that many keys share one. */
        static int tag(int key) {
            return 1 + key % 3 * 126;
        }

        void toggle(int key) {
            if (entries.containsKey(key)) {
                assertThat(buckets.remove(BUCKET, tag(key), key)).isEqualTo(entries.remove(key));
                chained &= entries.size() > 7;
            } else {
                buckets.add(BUCKET, tag(key), key, 10 * key);
                entries.put(key, 10 * key);
                chained |= entries.size() > 8;
            }
            most = Math.max(most, chunks());
        }

        void replace(int key, int value) {
            Integer old = entries.containsKey(key) ? entries.put(key, value) : null;
            assertThat(buckets.replace(BUCKET, tag(key), key, value)).isEqualTo(old);
        }

        void drain() {
            Object[] into = new Object[buckets.pairsOf(BUCKET) + 2];
            buckets.drain(BUCKET, into);
            assertHolds(into);
            entries.clear();
            chained = false;
        }

        private int chunks() {
            return chained ? (entries.size() - 7 + 7) / 8 : 0;
        }

        private void assertHolds(Object[] pairs) {
            Map<Object, Object> held = new HashMap<>();
            for (int i = 0; i < pairs.length - 2; i += 2) {
                held.put(pairs[i], pairs[i + 1]);
            }
            assertThat(held).isEqualTo(entries);
            assertThat(pairs[pairs.length - 1]).isNull();
        }

        void check() {
            buckets.checkIntegrity(BUCKET);
            assertThat(buckets.pairsOf(BUCKET)).isEqualTo(2 * entries.size());
            assertThat(buckets.pairsOf(NEIGHBOUR)).isEqualTo(2);
            assertThat(buckets.get(NEIGHBOUR, 9, -1)).isEqualTo(-1);
            Object[] pairs = new Object[2 * entries.size() + 2];
            buckets.copy(BUCKET, pairs);
            assertHolds(pairs);
            for (int key = 0; key < 45; key++) {
                assertThat(buckets.get(BUCKET, tag(key), key)).isEqualTo(entries.get(key));
            }
            assertThat(buckets.bytes()).isEqualTo(PAGE_OF_TWO + chunks() * CHUNK);
            assertThat(buckets.deepest()).isEqualTo(most);
        }
    }

    private static Action.Independent<Model> toggle() {
        return () -> keys().map(key -> Transformer.mutate("toggle " + key, model -> model.toggle(key)));
    }

    private static Action.Independent<Model> replace() {
        return () -> keys().map(key -> Transformer.mutate("replace " + key, model -> model.replace(key, -key)));
    }

    private static Action.Independent<Model> fill() {
        return () -> keys().map(to -> Transformer.mutate("fill to " + to, model -> {
            for (int key = 0; key <= to; key++) {
                if (!model.entries.containsKey(key)) {
                    model.toggle(key);
                }
            }
        }));
    }

    private static Action.Independent<Model> drain() {
        return () -> Arbitraries.just(Transformer.mutate("drain", Model::drain));
    }

    private static Arbitrary<Integer> keys() {
        return Arbitraries.integers().between(0, 44);
    }

    @Provide
    Arbitrary<ActionChain<Model>> chains() {
        return ActionChain.startWith(Model::new)
                .withAction(20, toggle())
                .withAction(3, replace())
                .withAction(3, fill())
                .withAction(1, drain())
                .withMaxTransformations(120);
    }

    @Property(tries = 250, seed = "40")
    void actions_oneBucket_agreeWithModel(@ForAll("chains") ActionChain<Model> chain) {
        chain.withInvariant("integrity", Model::check).run();
    }
}
