package io.reclaim.core;

import static io.reclaim.core.SlabFixture.PAGE;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
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

class RefSlabModelTest {

    @Property(tries = 150, seed = "51", shrinking = ShrinkingMode.BOUNDED)
    void slab_anyActions_agreesWithTheModel(@ForAll("manyPages") ActionChain<RefSlabModel> chain) {
        chain.withInvariant("integrity", RefSlabModel::checkIntegrity).run().checkRows();
    }

    @Property(tries = 400, seed = "52", shrinking = ShrinkingMode.BOUNDED)
    void slab_fewRefs_agreesWithTheModel(@ForAll("fewRefs") ActionChain<RefSlabModel> chain) {
        chain.withInvariant("integrity", RefSlabModel::checkIntegrity).run().checkRows();
    }

    @Provide
    Arbitrary<ActionChain<RefSlabModel>> manyPages() {
        Arbitrary<Integer> few = Arbitraries.integers().between(1, 5);
        Arbitrary<Integer> many = Arbitraries.integers().between(500, 2 * PAGE);
        return ActionChain.startWith(() -> new RefSlabModel(3, 9 * PAGE + 5))
                .withAction(2, action("take few", few, RefSlabModelTest::take))
                .withAction(4, action("take many", many, RefSlabModelTest::take))
                .withAction(3, action("take pages", few, (model, n) -> take(model, n * PAGE)))
                .withAction(2, action("release few", few, RefSlabModelTest::releaseAnywhere))
                .withAction(2, action("release many", many, RefSlabModelTest::releaseAnywhere))
                .withAction(3, action("release most", few, RefSlabModelTest::releaseMost))
                .withAction(2, action("release page", few, RefSlabModelTest::releasePages))
                .withAction(1, action("release highest", many, RefSlabModelTest::releaseHighest))
                .withAction(4, action("scan", many, (model, n) -> model.scan(n, 3000)))
                .withAction(2, action("scan few", few, (model, n) -> model.scan(n, 3)))
                .withAction(1, action("sample", few, (model, n) -> model.sample(50 * n)))
                .withAction(2, action("look around", many, RefSlabModelTest::lookAround))
                .withAction(3, action("compact few", few, RefSlabModel::compact))
                .withAction(3, action("compact many", many, RefSlabModel::compact))
                .withMaxTransformations(40);
    }

    @Provide
    Arbitrary<ActionChain<RefSlabModel>> fewRefs() {
        Arbitrary<Integer> few = Arbitraries.integers().between(1, 40);
        return ActionChain.startWith(() -> new RefSlabModel(4, 130))
                .withAction(3, action("take", few, RefSlabModelTest::take))
                .withAction(2, action("release", few, RefSlabModelTest::releaseAnywhere))
                .withAction(1, action("release highest", few, RefSlabModelTest::releaseHighest))
                .withAction(3, action("scan", few, (model, n) -> model.scan(n, 1 + n / 2)))
                .withAction(1, action("sample", few, RefSlabModel::sample))
                .withAction(1, action("compact", few, RefSlabModel::compact))
                .withAction(1, action("look around", few, RefSlabModelTest::lookAround))
                .withMaxTransformations(60);
    }

    private static Action.Independent<RefSlabModel> action(
            String name, Arbitrary<Integer> counts, BiConsumer<RefSlabModel, Integer> effect) {
        return () -> Combinators.combine(counts, Arbitraries.longs())
                .as((n, seed) -> Transformer.mutate(name + " " + n + ", seed " + seed, model -> {
                    model.random.setSeed(seed);
                    effect.accept(model, n);
                }));
    }

    private static void take(RefSlabModel model, int n) {
        for (int i = 0; i < n; i++) {
            model.take();
        }
    }

    private static void releaseAnywhere(RefSlabModel model, int n) {
        List<Integer> refs = new ArrayList<>(model.live);
        Collections.shuffle(refs, model.random);
        refs.subList(0, Math.min(n, refs.size())).forEach(model::release);
    }

    /** Leaves a few in a hundred. */
    private static void releaseMost(RefSlabModel model, int n) {
        for (int ref : List.copyOf(model.live)) {
            if (model.random.nextInt(100) >= 2 * n) {
                model.release(ref);
            }
        }
    }

    private static void releaseHighest(RefSlabModel model, int n) {
        for (int i = 0; i < n && !model.live.isEmpty(); i++) {
            model.release(model.live.last());
        }
    }

    private static void releasePages(RefSlabModel model, int n) {
        for (int i = 0; i < n && !model.live.isEmpty(); i++) {
            int first = model.random.nextInt(1 + model.live.last() / PAGE) * PAGE;
            new ArrayList<>(model.live.subSet(first, first + PAGE)).forEach(model::release);
        }
    }

    private static void lookAround(RefSlabModel model, int n) {
        Random random = model.random;
        for (int i = 0; i < 30; i++) {
            model.lookAround(random.nextInt(model.slab.bound() + n));
        }
    }
}
