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

/** One bucket with a long overflow, split in two and merged again. */
class BucketsModelTest {

    /** Buckets, and what they should hold. */
    static final class Model {
        final Buckets buckets = new Buckets();
        final Map<HashedKey, Integer> entries = new HashMap<>();
        int used = 1;

        /** Few fingerprints, so that many keys share one; bit 0 tells the upper bucket's. */
        static HashedKey key(int id) {
            return new HashedKey(id, Hashes.landingOn((id % 3 * 0x7f00_0000) | (id >>> 2 & 1)));
        }

        private static int hash(HashedKey key) {
            return KeyHash.OWN.of(key);
        }

        private int bucket(HashedKey key) {
            return hash(key) & (used - 1);
        }

        void toggle(int id) {
            HashedKey key = key(id);
            if (entries.containsKey(key)) {
                assertThat(buckets.remove(bucket(key), hash(key), key)).isEqualTo(entries.remove(key));
            } else {
                put(id, 10 * id);
            }
        }

        void put(int id, int value) {
            HashedKey key = key(id);
            assertThat(buckets.put(bucket(key), hash(key), key, value)).isEqualTo(entries.put(key, value));
        }

        void resize() {
            if (entries.isEmpty()) {
                return;
            }
            if (used == 1) {
                assertThat(buckets.split(0, 1, KeyHash.OWN)).isEqualTo(entries.size());
                used = 2;
            } else {
                int upper = buckets.count(1);
                assertThat(buckets.merge(0, 1)).isEqualTo(upper);
                used = 1;
            }
        }

        void check() {
            if (!entries.isEmpty()) {
                buckets.checkIntegrity(used);
            }
            Map<HashedKey, Integer> held = new HashMap<>();
            int deepest = 0;
            for (int bucket = 0; bucket < used; bucket++) {
                int before = held.size();
                buckets.visit(bucket, held::put);
                assertThat(buckets.count(bucket)).isEqualTo(held.size() - before);
                Overflow overflow = buckets.overflowOf(bucket);
                deepest = Math.max(deepest, overflow == null ? 0 : overflow.depth);
            }
            assertThat(held).isEqualTo(entries);
            assertThat(buckets.deepest()).isEqualTo(deepest);
            for (int id = 0; id < 45; id++) {
                HashedKey key = key(id);
                assertThat(buckets.get(bucket(key), hash(key), key)).isEqualTo(entries.get(key));
            }
            Map<HashedKey, Integer> ranked = new HashMap<>();
            for (int rank = 0; rank < entries.size(); rank++) {
                buckets.visitRank(rank, ranked::put);
            }
            assertThat(ranked).isEqualTo(entries);
        }
    }

    private static Action.Independent<Model> toggle() {
        return () -> ids().map(id -> Transformer.mutate("toggle " + id, model -> model.toggle(id)));
    }

    private static Action.Independent<Model> put() {
        return () -> ids().map(id -> Transformer.mutate("put " + id, model -> model.put(id, -id)));
    }

    private static Action.Independent<Model> fill() {
        return () -> ids().map(to -> Transformer.mutate("fill to " + to, model -> {
            for (int id = 0; id <= to; id++) {
                model.put(id, id);
            }
        }));
    }

    private static Action.Independent<Model> resize() {
        return () -> Arbitraries.just(Transformer.mutate("resize", Model::resize));
    }

    private static Arbitrary<Integer> ids() {
        return Arbitraries.integers().between(0, 44);
    }

    @Provide
    Arbitrary<ActionChain<Model>> chains() {
        return ActionChain.startWith(Model::new)
                .withAction(20, toggle())
                .withAction(3, put())
                .withAction(3, fill())
                .withAction(3, resize())
                .withMaxTransformations(120);
    }

    @Property(tries = 250, seed = "40")
    void actions_oneBucket_agreeWithModel(@ForAll("chains") ActionChain<Model> chain) {
        chain.withInvariant("integrity", Model::check).run();
    }
}
