package io.reclaim.expiry;

import static io.reclaim.expiry.ExpiryFixture.PAGE;

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

class DeadlineArrayModelTest {

    @Property(tries = 500, seed = "51", shrinking = ShrinkingMode.BOUNDED)
    void index_fewEntries_agreesWithTheModel(@ForAll("fewEntries") ActionChain<ArrayModel> chain) {
        chain.withInvariant("integrity", ArrayModel::checkIntegrity).run().checkEveryRef();
    }

    @Property(tries = 60, seed = "52", shrinking = ShrinkingMode.BOUNDED)
    void index_manyPages_agreesWithTheModel(@ForAll("manyPages") ActionChain<ArrayModel> chain) {
        chain.withInvariant("integrity", ArrayModel::checkIntegrity).run().checkEveryRef();
    }

    @Provide
    Arbitrary<ActionChain<ArrayModel>> fewEntries() {
        Arbitrary<Integer> few = Arbitraries.integers().between(1, 12);
        return chain(few, few).withMaxTransformations(60);
    }

    @Provide
    Arbitrary<ActionChain<ArrayModel>> manyPages() {
        Arbitrary<Integer> many = Arbitraries.integers().between(200, 2 * PAGE);
        return chain(many, Arbitraries.integers().between(1, 1500)).withMaxTransformations(30);
    }

    private static ActionChainArbitrary<ArrayModel> chain(Arbitrary<Integer> counts, Arbitrary<Integer> few) {
        return ActionChain.<ArrayModel>startWith(() -> new ArrayModel(5))
                .withAction(1, times("take", few, ArrayModel::take))
                .withAction(4, times("put", counts, ArrayModel::put))
                .withAction(2, times("postpone", few, ArrayModel::postpone))
                .withAction(2, times("remove", few, ArrayModel::remove))
                .withAction(1, times("remove without", few, ArrayModel::removeWithout))
                .withAction(3, times("release", counts, ArrayModel::release))
                .withAction(5, action("scan", few, (model, n) -> model.scan(n, 1 + n / 2)))
                .withAction(2, action("scan to target", counts, (model, n) -> model.scan(n, n)))
                .withAction(1, action("sample", few, ArrayModel::sample))
                .withAction(1, action("spread", few, ArrayModel::spread))
                .withAction(3, action("compact", few, ArrayModel::compact))
                .withAction(1, action("look at", counts, ArrayModel::lookAt));
    }

    private static Action.Independent<ArrayModel> times(
            String name, Arbitrary<Integer> counts, Consumer<ArrayModel> effect) {
        return action(name, counts, (model, n) -> {
            for (int i = 0; i < n; i++) {
                effect.accept(model);
            }
        });
    }

    private static Action.Independent<ArrayModel> action(
            String name, Arbitrary<Integer> counts, BiConsumer<ArrayModel, Integer> effect) {
        return () -> Combinators.combine(counts, Arbitraries.longs())
                .as((n, seed) -> Transformer.mutate(name + " " + n + ", seed " + seed, model -> {
                    model.random.setSeed(seed);
                    effect.accept(model, n);
                }));
    }
}
