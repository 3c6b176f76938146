package io.reclaim.expiry;

import static io.reclaim.expiry.CycleFixture.config;

import java.util.function.BiConsumer;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.ActionChainArbitrary;
import net.jqwik.api.state.Transformer;

class ExpiryCycleModelTest {

    @Property(tries = 300, seed = "81", shrinking = ShrinkingMode.BOUNDED)
    void cycle_effortOne_agreesWithTheModel(@ForAll("effortOne") ActionChain<CycleModel> chain) {
        chain.withInvariant("integrity", CycleModel::checkIntegrity).run().wholePass();
    }

    @Property(tries = 300, seed = "82", shrinking = ShrinkingMode.BOUNDED)
    void cycle_fewKeysALoop_agreesWithTheModel(@ForAll("fewKeysALoop") ActionChain<CycleModel> chain) {
        chain.withInvariant("integrity", CycleModel::checkIntegrity).run().wholePass();
    }

    @Property(tries = 200, seed = "83", shrinking = ShrinkingMode.BOUNDED)
    void cycle_goesOnAfterWrapAndListenerInserts_agreesWithTheModel(
            @ForAll("goesOnAfterWrap") ActionChain<CycleModel> chain) {
        chain.withInvariant("integrity", CycleModel::checkIntegrity).run().wholePass();
    }

    @Property(tries = 200, seed = "84", shrinking = ShrinkingMode.BOUNDED)
    void cycle_classic_agreesWithTheModel(@ForAll("classic") ActionChain<CycleModel> chain) {
        chain.withInvariant("integrity", CycleModel::checkIntegrity).run();
    }

    @Provide
    Arbitrary<ActionChain<CycleModel>> effortOne() {
        return withWholePass(() -> new CycleModel(ExpiryConfig.effort(1), 0));
    }

    @Provide
    Arbitrary<ActionChain<CycleModel>> fewKeysALoop() {
        return withWholePass(() -> new CycleModel(config(3, 20), 2));
    }

    @Provide
    Arbitrary<ActionChain<CycleModel>> goesOnAfterWrap() {
        return withWholePass(() -> new CycleModel(config(10, 0, ExpiryQuirk.GO_ON_AFTER_WRAP), 3));
    }

    @Provide
    Arbitrary<ActionChain<CycleModel>> classic() {
        return chain(() -> new CycleModel(ExpiryConfig.classic(), 5));
    }

    private static Arbitrary<ActionChain<CycleModel>> withWholePass(Supplier<CycleModel> start) {
        return chain(start).withAction(1, action("whole pass", Arbitraries.just(1), (model, n) -> model.wholePass()));
    }

    private static ActionChainArbitrary<CycleModel> chain(Supplier<CycleModel> start) {
        Arbitrary<Integer> few = Arbitraries.integers().between(1, 40);
        return ActionChain.startWith(start)
                .withAction(3, action("add", few, CycleModel::addAround))
                .withAction(1, action("postpone or advance", few, CycleModel::postponeOrAdvance))
                .withAction(1, action("remove", few, CycleModel::removeExplicitly))
                .withAction(3, action("move clock", Arbitraries.integers().between(0, 400), CycleModel::moveClock))
                .withAction(3, action("slow", Arbitraries.integers().between(0, 100), CycleModel::slow))
                .withAction(2, action("fast", few, CycleModel::fast))
                .withMaxTransformations(60);
    }

    private static Action.Independent<CycleModel> action(
            String name, Arbitrary<Integer> counts, BiConsumer<CycleModel, Integer> effect) {
        return () -> Combinators.combine(counts, Arbitraries.longs())
                .as((n, seed) -> Transformer.mutate(name + " " + n + ", seed " + seed, model -> {
                    model.random.setSeed(seed);
                    effect.accept(model, n);
                }));
    }
}
