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
import net.jqwik.api.state.ActionChainArbitrary;
import net.jqwik.api.state.Transformer;

class DeadlineTableModelTest {

    @Property(tries = 500, seed = "55", shrinking = ShrinkingMode.BOUNDED)
    void table_fewEntries_agreesWithTheModel(@ForAll("fewEntries") ActionChain<TableModel> chain) {
        chain.withInvariant("integrity", TableModel::checkIntegrity).run().checkEveryRef();
    }

    @Property(tries = 60, seed = "56", shrinking = ShrinkingMode.BOUNDED)
    void table_manyPages_agreesWithTheModel(@ForAll("manyPages") ActionChain<TableModel> chain) {
        chain.withInvariant("integrity", TableModel::checkIntegrity).run().checkEveryRef();
    }

    @Provide
    Arbitrary<ActionChain<TableModel>> fewEntries() {
        Arbitrary<Integer> few = Arbitraries.integers().between(1, 12);
        return chain(few, few).withMaxTransformations(80);
    }

    @Provide
    Arbitrary<ActionChain<TableModel>> manyPages() {
        Arbitrary<Integer> many = Arbitraries.integers().between(200, 6000);
        return chain(many, Arbitraries.integers().between(1, 1500)).withMaxTransformations(40);
    }

    private static ActionChainArbitrary<TableModel> chain(Arbitrary<Integer> counts, Arbitrary<Integer> few) {
        return ActionChain.<TableModel>startWith(() -> new TableModel(5))
                .withAction(1, times("take", few, TableModel::take))
                .withAction(4, times("put", counts, TableModel::put))
                .withAction(2, times("put again", few, TableModel::putAgain))
                .withAction(1, times("postpone", few, TableModel::postpone))
                .withAction(3, times("remove", counts, TableModel::remove))
                .withAction(3, times("release", counts, TableModel::release))
                .withAction(5, action("walk", few, TableModel::walk))
                .withAction(1, action("whole walk", few, (model, n) -> model.wholeWalk()))
                .withAction(1, action("sample", few, TableModel::sample))
                .withAction(3, action("compact", few, TableModel::compact))
                .withAction(1, action("look at", counts, TableModel::lookAt));
    }

    private static Action.Independent<TableModel> times(
            String name, Arbitrary<Integer> counts, Consumer<TableModel> effect) {
        return action(name, counts, (model, n) -> {
            for (int i = 0; i < n; i++) {
                effect.accept(model);
            }
        });
    }

    private static Action.Independent<TableModel> action(
            String name, Arbitrary<Integer> counts, BiConsumer<TableModel, Integer> effect) {
        return () -> Combinators.combine(counts, Arbitraries.longs())
                .as((n, seed) -> Transformer.mutate(name + " " + n + ", seed " + seed, model -> {
                    model.random.setSeed(seed);
                    effect.accept(model, n);
                }));
    }
}
