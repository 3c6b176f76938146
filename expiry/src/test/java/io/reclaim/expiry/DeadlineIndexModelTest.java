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

class DeadlineIndexModelTest {

    @Property(tries = 500, seed = "51", shrinking = ShrinkingMode.BOUNDED)
    void index_fewEntries_agreesWithTheModel(@ForAll("fewEntries") ActionChain<IndexModel> chain) {
        chain.withInvariant("integrity", IndexModel::checkIntegrity).run().checkEveryRef();
    }

    @Property(tries = 60, seed = "52", shrinking = ShrinkingMode.BOUNDED)
    void index_manyPages_agreesWithTheModel(@ForAll("manyPages") ActionChain<IndexModel> chain) {
        chain.withInvariant("integrity", IndexModel::checkIntegrity).run().checkEveryRef();
    }

    @Provide
    Arbitrary<ActionChain<IndexModel>> fewEntries() {
        Arbitrary<Integer> few = Arbitraries.integers().between(1, 12);
        return chain(few, few).withMaxTransformations(60);
    }

    @Provide
    Arbitrary<ActionChain<IndexModel>> manyPages() {
        Arbitrary<Integer> many = Arbitraries.integers().between(200, 2 * PAGE);
        return chain(many, Arbitraries.integers().between(1, 1500)).withMaxTransformations(30);
    }

    private static ActionChainArbitrary<IndexModel> chain(Arbitrary<Integer> counts, Arbitrary<Integer> few) {
        return ActionChain.<IndexModel>startWith(() -> new IndexModel(5))
                .withAction(1, times("take", few, IndexModel::take))
                .withAction(4, times("put", counts, IndexModel::put))
                .withAction(2, times("postpone", few, IndexModel::postpone))
                .withAction(2, times("remove", few, IndexModel::remove))
                .withAction(1, times("remove without", few, IndexModel::removeWithout))
                .withAction(3, times("release", counts, IndexModel::release))
                .withAction(5, action("scan", few, (model, n) -> model.scan(n, 1 + n / 2)))
                .withAction(2, action("scan to target", counts, (model, n) -> model.scan(n, n)))
                .withAction(1, action("sample", few, IndexModel::sample))
                .withAction(1, action("spread", few, IndexModel::spread))
                .withAction(3, action("compact", few, IndexModel::compact))
                .withAction(1, action("look at", counts, IndexModel::lookAt));
    }

    private static Action.Independent<IndexModel> times(
            String name, Arbitrary<Integer> counts, Consumer<IndexModel> effect) {
        return action(name, counts, (model, n) -> {
            for (int i = 0; i < n; i++) {
                effect.accept(model);
            }
        });
    }

    private static Action.Independent<IndexModel> action(
            String name, Arbitrary<Integer> counts, BiConsumer<IndexModel, Integer> effect) {
        return () -> Combinators.combine(counts, Arbitraries.longs())
                .as((n, seed) -> Transformer.mutate(name + " " + n + ", seed " + seed, model -> {
                    model.random.setSeed(seed);
                    effect.accept(model, n);
                }));
    }
}
