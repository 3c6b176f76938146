package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

class EvictionPoolModelTest {

    /** The pool beside a sorted list. */
    private static final class Pools {
        private final EvictionPool pool;
        private final CandidateList model;

        Pools(int capacity) {
            pool = new EvictionPool(capacity);
            model = new CandidateList(capacity);
        }

        void offer(int ref, long coldness) {
            assertThat(pool.offer(ref, coldness)).isEqualTo(model.offer(ref, coldness));
        }

        void dropColdest() {
            if (!model.isEmpty()) {
                pool.dropColdest();
                model.dropColdest();
            }
        }

        void clear() {
            pool.clear();
            model.clear();
        }

        void check() {
            pool.checkIntegrity();
            assertThat(pool.size()).isEqualTo(model.size());
            if (!model.isEmpty()) {
                assertThat(pool.coldestRef()).isEqualTo(model.coldest().ref());
                assertThat(pool.coldestColdness()).isEqualTo(model.coldest().coldness());
            }
        }

        void drain() {
            while (!model.isEmpty()) {
                check();
                dropColdest();
            }
            check();
        }
    }

    @Property(tries = 500, seed = "61")
    void pool_anyActions_agreesWithASortedList(@ForAll("chains") ActionChain<Pools> chain) {
        chain.withInvariant("agrees", Pools::check).run().drain();
    }

    @Provide
    Arbitrary<ActionChain<Pools>> chains() {
        return Arbitraries.integers()
                .between(1, 17)
                .flatMap(capacity -> ActionChain.startWith(() -> new Pools(capacity))
                        .withAction(12, offers(24, 8))
                        .withAction(6, offers(1000, Long.MAX_VALUE))
                        .withAction(4, Action.just(Transformer.mutate("drop", Pools::dropColdest)))
                        .withAction(1, Action.just(Transformer.mutate("clear", Pools::clear)))
                        .withMaxTransformations(80));
    }

    private static Action.Independent<Pools> offers(int refs, long coldest) {
        return () -> Combinators.combine(
                        Arbitraries.integers().between(0, refs - 1),
                        Arbitraries.longs().between(0, coldest))
                .as((ref, coldness) ->
                        Transformer.mutate("offer " + ref + " at " + coldness, pools -> pools.offer(ref, coldness)));
    }
}
