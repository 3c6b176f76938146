package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.RefSlab;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.ActionChainArbitrary;
import net.jqwik.api.state.Transformer;

class RehashingIndexModelTest {
    private static final int SMALL = 0x1ff;

    private static Action.Independent<IndexModel> on(String name, Arbitrary<Integer> values, IntAction action) {
        return () -> values.map(value -> Transformer.mutate(name + " " + value, model -> action.run(model, value)));
    }

    private static Action.Independent<IndexModel> on(String name, Consumer<IndexModel> action) {
        return () -> Arbitraries.just(Transformer.mutate(name, action));
    }

    private interface IntAction {
        void run(IndexModel model, int value);
    }

    /** Few values, so that hashes collide; and all. */
    private static Arbitrary<Integer> hashes() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0, 5),
                Arbitraries.integers(),
                Arbitraries.integers().map(high -> Hashes.landingOn(high << 20)));
    }

    private static ActionChainArbitrary<IndexModel> chains(int bulk, int mask) {
        Arbitrary<Integer> seeds = Arbitraries.integers();
        return ActionChain.startWith(IndexModel::new)
                .withAction(3, on("insert", hashes(), IndexModel::insert))
                .withAction(3, on("insert many", seeds, (model, seed) -> {
                    SplittableRandom random = new SplittableRandom(seed);
                    model.insertMany(1 + random.nextInt(bulk), random, mask);
                }))
                .withAction(3, on("remove", Arbitraries.integers(), (model, place) -> {
                    if (!model.refs.isEmpty()) {
                        model.removeAt(place);
                    }
                }))
                .withAction(2, on("remove many", seeds, (model, seed) -> {
                    SplittableRandom random = new SplittableRandom(seed);
                    model.removeDownTo(random.nextInt(1 + model.refs.size() / 4), random);
                }))
                .withAction(2, on("idle", Arbitraries.integers().between(0, 40), IndexModel::idle))
                .withAction(1, on("idle to the end", model -> model.idle(1 << 20)))
                .withAction(1, on("spread", seeds, (model, seed) -> {
                    SplittableRandom random = new SplittableRandom(seed);
                    model.spread(random.nextInt(60), random, mask);
                }))
                .withAction(3, on("compact", Arbitraries.integers().between(0, 40), IndexModel::compact))
                .withAction(2, on("find", model -> findAllAndNone(model)))
                .withAction(
                        1,
                        on("gate", Arbitraries.integers().between(0, 1), (model, open) -> model.gate.open = open == 1))
                .withAction(1, on("pause", model -> pause(model, model.pauses == 0)))
                .withAction(2, on("resume", model -> pause(model, false)))
                .withAction(1, on("allow", model -> model.index.mode(ResizeMode.ALLOW)))
                .withAction(1, on("avoid", model -> model.index.mode(ResizeMode.AVOID)))
                .withAction(1, on("forbid", model -> model.index.mode(ResizeMode.FORBID)));
    }

    private static void pause(IndexModel model, boolean begin) {
        if (begin) {
            model.index.pauseRehash();
            model.pauses++;
        } else if (model.pauses > 0) {
            model.index.resumeRehash();
            model.pauses--;
        }
    }

    private static void findAllAndNone(IndexModel model) {
        model.findAll();
        for (int hash : new int[] {0, 1, 77}) {
            assertThat(model.find(-5, hash)).isEqualTo(RefSlab.NO_REF);
        }
    }

    @Provide
    Arbitrary<ActionChain<IndexModel>> small() {
        return chains(40, SMALL).withMaxTransformations(60);
    }

    @Provide
    Arbitrary<ActionChain<IndexModel>> overPages() {
        return chains(6000, -1).withMaxTransformations(25);
    }

    @Property(tries = 400, seed = "10", shrinking = ShrinkingMode.BOUNDED)
    void actions_smallTables_agreeWithModel(@ForAll("small") ActionChain<IndexModel> chain) {
        chain.withInvariant("integrity", IndexModel::check).run();
    }

    @Property(tries = 20, seed = "11", shrinking = ShrinkingMode.OFF)
    void actions_tablesOfSeveralPages_agreeWithModel(@ForAll("overPages") ActionChain<IndexModel> chain) {
        chain.withInvariant("integrity", IndexModel::check).run();
    }
}
