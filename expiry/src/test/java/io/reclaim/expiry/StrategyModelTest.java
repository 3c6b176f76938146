package io.reclaim.expiry;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/** All strategies under random operations, clocks that jump, small budgets, refusals, and listeners that insert. */
class StrategyModelTest {

    @Property(tries = 500, seed = "71", shrinking = ShrinkingMode.BOUNDED)
    void strategy_fewEntries_agreesWithTheModel(@ForAll("few") ActionChain<StrategyModel> chain) {
        chain.withInvariant("integrity", StrategyModel::checkIntegrity).run().end();
    }

    @Property(tries = 40, seed = "72", shrinking = ShrinkingMode.BOUNDED)
    void strategy_manyEntries_agreesWithTheModel(@ForAll("many") ActionChain<StrategyModel> chain) {
        chain.withInvariant("integrity", StrategyModel::checkIntegrity).run().end();
    }

    @Provide
    Arbitrary<ActionChain<StrategyModel>> few() {
        return Arbitraries.of(Mode.values())
                .flatMap(mode -> chain(mode, Arbitraries.integers().between(1, 10), 60));
    }

    @Provide
    Arbitrary<ActionChain<StrategyModel>> many() {
        return Arbitraries.of(Mode.values())
                .flatMap(mode -> chain(mode, Arbitraries.integers().between(1, 3000), 25));
    }

    private static Arbitrary<ActionChain<StrategyModel>> chain(Mode mode, Arbitrary<Integer> counts, int length) {
        Arbitrary<Integer> small = Arbitraries.integers().between(1, 40);
        return ActionChain.<StrategyModel>startWith(() -> new StrategyModel(mode))
                .withAction(5, times("put", counts, StrategyModel::put))
                .withAction(1, times("put without", counts, StrategyModel::putWithout))
                .withAction(1, times("put on one without", counts, StrategyModel::putOnOneWithout))
                .withAction(2, times("put again", counts, StrategyModel::putAgain))
                .withAction(2, times("postpone", counts, StrategyModel::postpone))
                .withAction(2, times("remove", counts, StrategyModel::remove))
                .withAction(2, times("release", counts, StrategyModel::release))
                .withAction(1, action("compact", counts, StrategyModel::compact))
                .withAction(3, action("pass", small, StrategyModel::advance))
                .withAction(2, action("pass a while", small, (model, n) -> model.advance(211L * n)))
                .withAction(1, action("jump", small, (model, n) -> model.advance(1L << n)))
                .withAction(1, action("leap", small, (model, n) -> model.advance(Integer.MAX_VALUE + 1L)))
                .withAction(1, action("go back", small, (model, n) -> model.advance(-(1L << n))))
                .withAction(1, action("go back a little", small, (model, n) -> model.advance(-n)))
                .withAction(4, action("step", counts, (model, n) -> model.step(1_000_000)))
                .withAction(4, action("step a little", small, (model, n) -> model.step(n)))
                .withAction(1, action("behave", small, (model, n) -> model.behave(n % 5, n % 3)))
                .withAction(2, action("scan", counts, (model, n) -> model.scan(n, 1 + n / 2)))
                .withAction(1, action("sample", small, StrategyModel::sample))
                .withMaxTransformations(length);
    }

    private static Action.Independent<StrategyModel> times(
            String name, Arbitrary<Integer> counts, Consumer<StrategyModel> effect) {
        return action(name, counts, (model, n) -> {
            for (int i = 0; i < n; i++) {
                effect.accept(model);
            }
        });
    }

    private static Action.Independent<StrategyModel> action(
            String name, Arbitrary<Integer> counts, BiConsumer<StrategyModel, Integer> effect) {
        return () -> Combinators.combine(counts, Arbitraries.longs())
                .as((n, seed) -> Transformer.mutate(name + " " + n + ", seed " + seed, model -> {
                    model.random.setSeed(seed);
                    effect.accept(model, n);
                }));
    }
}
