package io.reclaim.hashtable;

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

class RehashingMapModelTest {

    private interface IntAction {
        void run(MapModel model, int value);
    }

    private static Action.Independent<MapModel> on(String name, int max, IntAction action) {
        return () -> Arbitraries.integers()
                .between(0, max)
                .map(value -> Transformer.mutate(name + " " + value, model -> action.run(model, value)));
    }

    private static Action.Independent<MapModel> on(String name, Consumer<MapModel> action) {
        return () -> Arbitraries.just(Transformer.mutate(name, action));
    }

    private static ActionChainArbitrary<MapModel> chains(int ids, int bulk) {
        return ActionChain.startWith(MapModel::new)
                .withAction(4, on("put", ids, (model, id) -> model.put(id, -id)))
                .withAction(4, on("remove", ids, MapModel::remove))
                .withAction(4, on("put many", 1 << 20, (model, seed) -> {
                    SplittableRandom random = new SplittableRandom(seed);
                    model.putMany(random, random.nextInt(bulk), ids);
                }))
                .withAction(3, on("remove many", 1 << 20, (model, seed) -> {
                    SplittableRandom random = new SplittableRandom(seed);
                    model.removeMany(random, random.nextInt(4 * bulk), ids);
                }))
                .withAction(2, on("iterate", 7, (model, modulus) -> model.iterate(1 + modulus)))
                .withAction(2, on("idle", 30, MapModel::idle))
                .withAction(1, on("idle to the end", model -> model.idle(1 << 20)))
                .withAction(1, on("pause", model -> model.pause(model.pauses == 0)))
                .withAction(2, on("resume", model -> model.pause(false)))
                .withAction(1, on("allow", model -> model.map.mode(ResizeMode.ALLOW)))
                .withAction(1, on("avoid", model -> model.map.mode(ResizeMode.AVOID)))
                .withAction(1, on("forbid", model -> model.map.mode(ResizeMode.FORBID)))
                .withAction(2, on("sample", 1 << 20, MapModel::sample))
                .withAction(1, on("clear", MapModel::clear));
    }

    @Provide
    Arbitrary<ActionChain<MapModel>> small() {
        return chains(200, 60).withMaxTransformations(60);
    }

    @Provide
    Arbitrary<ActionChain<MapModel>> overPages() {
        return chains(12_000, 8000).withMaxTransformations(15);
    }

    @Property(tries = 300, seed = "50", shrinking = ShrinkingMode.BOUNDED)
    void actions_smallMaps_agreeWithHashMap(@ForAll("small") ActionChain<MapModel> chain) {
        chain.withInvariant("integrity", MapModel::check).run();
    }

    @Property(tries = 25, seed = "51", shrinking = ShrinkingMode.OFF)
    void actions_mapsOfSeveralPages_agreeWithHashMap(@ForAll("overPages") ActionChain<MapModel> chain) {
        chain.withInvariant("integrity", MapModel::check).run();
    }
}
