package io.reclaim.eviction;

import java.util.SplittableRandom;
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

class SampledEvictorModelTest {

    @Property(tries = 500, seed = "73", shrinking = ShrinkingMode.BOUNDED)
    void evictor_anyActions_agreesWithTheModel(@ForAll("chains") ActionChain<EvictorModel> chain) {
        chain.withInvariant("integrity", EvictorModel::check).run().drain();
    }

    @Provide
    Arbitrary<ActionChain<EvictorModel>> chains() {
        Arbitrary<MaxMemoryPolicy> names = Arbitraries.of(MaxMemoryPolicy.class)
                .filter(name -> !name.ranksByDeadline() && !name.offersNewcomers());
        Arbitrary<Integer> samples = Arbitraries.integers().between(1, 10);
        Arbitrary<Integer> poolSizes = Arbitraries.integers().between(1, 16);
        return Combinators.combine(names, samples, poolSizes)
                .flatAs((name, sampleSize, poolSize) -> ActionChain.startWith(() -> model(name, sampleSize, poolSize))
                        .withAction(5, actions("insert", 12, EvictorModel::insert))
                        .withAction(3, actions("touch", 8, EvictorModel::touchAny))
                        .withAction(1, actions("remove", 5, EvictorModel::removeAny))
                        .withAction(2, actions("offer", 5, EvictorModel::offerAny))
                        .withAction(6, actions("evict", 6, EvictorModel::evict))
                        .withAction(1, action("refuse", 12, EvictorModel::refuse))
                        .withAction(2, action("millis", 50, EvictorModel::pass))
                        .withAction(2, action("minutes", 20, (model, minutes) -> model.pass(60_000L * minutes)))
                        .withAction(1, actions("forget candidates", 1, EvictorModel::forgetCandidates))
                        .withMaxTransformations(60));
    }

    private static EvictorModel model(MaxMemoryPolicy name, int samples, int poolSize) {
        return new EvictorModel(name.ranking(EvictionConfig.defaults(), new SplittableRandom(74)), samples, poolSize);
    }

    private static Action.Independent<EvictorModel> actions(String name, int most, Consumer<EvictorModel> effect) {
        return action(name, most, (model, times) -> {
            for (int i = 0; i < times; i++) {
                effect.accept(model);
            }
        });
    }

    private static Action.Independent<EvictorModel> action(
            String name, int most, BiConsumer<EvictorModel, Integer> effect) {
        return () -> Combinators.combine(Arbitraries.integers().between(1, most), Arbitraries.longs())
                .as((count, seed) -> Transformer.mutate(name + " " + count + ", seed " + seed, model -> {
                    model.random.setSeed(seed);
                    effect.accept(model, count);
                }));
    }
}
