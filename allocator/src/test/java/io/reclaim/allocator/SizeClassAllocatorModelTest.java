package io.reclaim.allocator;

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
import net.jqwik.api.state.Transformer;

class SizeClassAllocatorModelTest {
    private static final int CHUNK_LOG2 = 14;
    private static final int CHUNK = 1 << CHUNK_LOG2;
    private static final int MAX = CHUNK / 16;

    @Property(tries = 60, seed = "21", shrinking = ShrinkingMode.BOUNDED)
    void allocator_allSizes_agreesWithTheModel(@ForAll("allSizes") ActionChain<AllocatorModel> chain) {
        run(chain);
    }

    @Property(tries = 30, seed = "22", shrinking = ShrinkingMode.BOUNDED)
    void allocator_offHeap_agreesWithTheModel(@ForAll("offHeap") ActionChain<AllocatorModel> chain) {
        run(chain);
    }

    @Property(tries = 60, seed = "23", shrinking = ShrinkingMode.BOUNDED)
    void allocator_fewPages_agreesWithTheModel(@ForAll("fewPages") ActionChain<AllocatorModel> chain) {
        run(chain);
    }

    @Property(tries = 60, seed = "24", shrinking = ShrinkingMode.BOUNDED)
    void allocator_fewClasses_agreesWithTheModel(@ForAll("fewClasses") ActionChain<AllocatorModel> chain) {
        run(chain);
    }

    @Property(tries = 60, seed = "25", shrinking = ShrinkingMode.BOUNDED)
    void allocator_checked_agreesWithTheModel(@ForAll("checked") ActionChain<AllocatorModel> chain) {
        run(chain);
    }

    private static void run(ActionChain<AllocatorModel> chain) {
        AllocatorModel model =
                chain.withInvariant("integrity", AllocatorModel::checkIntegrity).run();
        model.defragment(7);
        model.checkIntegrity();
        model.freePercent(100);
        model.defragment(1);
        model.allocator.purge();
        model.checkIntegrity();
        if (model.ledger.used() != 0 || model.pages.reserved() != 0) {
            throw new AssertionError("left over: " + model);
        }
    }

    @Provide
    Arbitrary<ActionChain<AllocatorModel>> allSizes() {
        return chain(() -> new AllocatorModel(CHUNK_LOG2), sizes(0, 3 * MAX));
    }

    @Provide
    Arbitrary<ActionChain<AllocatorModel>> offHeap() {
        return chain(() -> new AllocatorModel(CHUNK_LOG2, new DirectPages()), sizes(0, 3 * MAX));
    }

    @Provide
    Arbitrary<ActionChain<AllocatorModel>> fewPages() {
        return chain(() -> new AllocatorModel(CHUNK_LOG2, new HeapPages(6 * CHUNK)), sizes(0, 2 * MAX));
    }

    @Provide
    Arbitrary<ActionChain<AllocatorModel>> checked() {
        return chain(() -> new AllocatorModel(CHUNK_LOG2, new HeapPages(8 * CHUNK), true), sizes(0, 2 * MAX));
    }

    @Provide
    Arbitrary<ActionChain<AllocatorModel>> fewClasses() {
        return chain(() -> new AllocatorModel(CHUNK_LOG2), Arbitraries.of(30, 32, 100, 200, 240, 1000, MAX));
    }

    private static Arbitrary<Integer> sizes(int from, int to) {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(from, to), Arbitraries.integers().between(from, MAX / 4));
    }

    private static Arbitrary<ActionChain<AllocatorModel>> chain(
            Supplier<AllocatorModel> start, Arbitrary<Integer> sizes) {
        Arbitrary<Integer> percent = Arbitraries.integers().between(20, 97);
        Arbitrary<Integer> units = Arbitraries.integers().between(0, 12);
        Arbitrary<Integer> few = Arbitraries.integers().between(1, 20);
        return ActionChain.startWith(start)
                .withAction(4, action("allocate alike", sizes, SizeClassAllocatorModelTest::allocateAlike))
                .withAction(4, action("allocate mixed", sizes, SizeClassAllocatorModelTest::allocateMixed))
                .withAction(3, action("free percent", percent, AllocatorModel::freePercent))
                .withAction(2, action("free few", few, SizeClassAllocatorModelTest::freeFew))
                .withAction(2, action("free page", few, SizeClassAllocatorModelTest::freePage))
                .withAction(6, action("defragment a little", units, AllocatorModel::step))
                .withAction(3, action("defragment and change", units, SizeClassAllocatorModelTest::stepAndChange))
                .withAction(1, action("defragment", few, AllocatorModel::defragment))
                .withAction(4, action("defragment some moves", few, AllocatorModel::stepOfMoves))
                .withAction(4, action("resize", sizes, SizeClassAllocatorModelTest::resizeSome))
                .withAction(1, action("purge", few, (model, n) -> model.allocator.purge()))
                .withAction(1, action("bad handles", few, (model, n) -> model.tryBadHandles()))
                .withMaxTransformations(40);
    }

    private static void resizeSome(AllocatorModel model, int bytes) {
        for (int i = 0; i < 10 && !model.live.isEmpty(); i++) {
            AllocatorModel.Block block = model.live.get(model.random.nextInt(model.live.size()));
            model.resize(block, i % 2 == 0 ? bytes : model.random.nextInt(2 * MAX));
        }
    }

    private static Action.Independent<AllocatorModel> action(
            String name, Arbitrary<Integer> numbers, BiConsumer<AllocatorModel, Integer> effect) {
        return () -> Combinators.combine(numbers, Arbitraries.longs())
                .as((n, seed) -> Transformer.mutate(name + " " + n + ", seed " + seed, model -> {
                    model.random.setSeed(seed);
                    effect.accept(model, n);
                }));
    }

    private static void allocateAlike(AllocatorModel model, int bytes) {
        model.allocate(Math.min(120, 2 * CHUNK / Math.max(1, bytes)), bytes);
    }

    private static void allocateMixed(AllocatorModel model, int largest) {
        for (int i = 0; i < 40; i++) {
            model.allocate(model.random.nextInt(largest + 1));
        }
    }

    private static void freeFew(AllocatorModel model, int n) {
        for (int i = 0; i < n; i++) {
            model.freeAny();
        }
    }

    /** Frees all of a page, in one or the other order. */
    private static void freePage(AllocatorModel model, int n) {
        int page = model.random.nextInt(model.allocator.chunks().bound() + 1);
        model.live.stream()
                .filter(block -> Handle.page(block.handle) == page)
                .toList()
                .forEach(model::free);
    }

    private static void stepAndChange(AllocatorModel model, int units) {
        for (int i = 0; i < 10 && model.stepOfMoves(units / 2); i++) {
            model.freeAny();
            model.allocate(model.random.nextInt(MAX / 2));
            model.freeAny();
            AllocatorAudit.check(model.allocator, true);
        }
    }
}
