package io.reclaim.benchmarks.store;

import io.reclaim.allocator.DirectPages;
import io.reclaim.allocator.HeapPages;
import io.reclaim.allocator.PageSource;
import io.reclaim.allocator.SizeClasses;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.expiry.ExpireCondition;
import java.util.List;
import java.util.Random;
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

class ReferenceStoreModelTest {
    private static final List<SizeClasses> CLASSES =
            List.of(StoreFixture.CLASSES, new SizeClasses(14, 8), new SizeClasses(16, 16), new SizeClasses(20));

    @Property(tries = 300, seed = "61", shrinking = ShrinkingMode.BOUNDED)
    void store_tightLimit_agreesWithTheModel(@ForAll("tight") ActionChain<StoreModel> chain) {
        chain.withInvariant("integrity", StoreModel::checkIntegrity).run().checkContents();
    }

    @Property(tries = 100, seed = "62", shrinking = ShrinkingMode.BOUNDED)
    void store_roomyLimit_agreesWithTheModel(@ForAll("roomy") ActionChain<StoreModel> chain) {
        chain.withInvariant("integrity", StoreModel::checkIntegrity).run().checkContents();
    }

    @Property(tries = 100, seed = "63", shrinking = ShrinkingMode.BOUNDED)
    void store_pagesExhausted_agreesWithTheModel(@ForAll("exhaustible") ActionChain<StoreModel> chain) {
        chain.withInvariant("integrity", StoreModel::checkIntegrity).run().checkContents();
    }

    @Property(tries = 40, seed = "64", shrinking = ShrinkingMode.BOUNDED)
    void store_spreadOverPages_agreesWithTheModel(@ForAll("spread") ActionChain<StoreModel> chain) {
        chain.withInvariant("integrity", StoreModel::checkIntegrity).run().checkContents();
    }

    @Provide
    Arbitrary<ActionChain<StoreModel>> tight() {
        Arbitrary<Long> extra = Arbitraries.longs().between(0, 60_000).edgeCases(edges -> edges.add(0L, 1L));
        return Combinators.combine(setup(), extra).as(Setup::of).flatMap(setup -> chain(setup, 60, 40));
    }

    @Provide
    Arbitrary<ActionChain<StoreModel>> roomy() {
        Arbitrary<Long> extra = Arbitraries.of(300_000L, 1_000_000L, 8L << 20, MemoryLimit.UNLIMITED);
        return Combinators.combine(setup(), extra).as(Setup::of).flatMap(setup -> chain(setup, 300, 25));
    }

    @Provide
    Arbitrary<ActionChain<StoreModel>> exhaustible() {
        Arbitrary<Double> chunks = Arbitraries.of(0.1, 1.0, 3.0, 6.1);
        return Combinators.combine(setup(), chunks)
                .as((setup, n) -> setup.of(200_000).from((long) (n * setup.classes.chunkBytes())))
                .flatMap(setup -> chain(setup, 60, 40));
    }

    /** From about three pages of rows, of which one is enough. */
    @Provide
    Arbitrary<ActionChain<StoreModel>> spread() {
        return setup().flatMap(setup -> chain(setup, 400, 30, () -> {
            StoreModel model = setup.model();
            model.random.setSeed(setup.seed);
            model.spread(9_000, 300);
            return model;
        }));
    }

    /** What a store is made of. */
    private record Setup(
            MaxMemoryPolicy policy,
            boolean direct,
            SizeClasses classes,
            long paceNanos,
            long seed,
            long maxBytes,
            long sourceBytes) {

        /** With a limit that is this much above the least. */
        Setup of(long extraBytes) {
            long most = MemoryLimit.UNLIMITED - StoreFixture.minimum(classes);
            long limit = extraBytes > most ? MemoryLimit.UNLIMITED : StoreFixture.minimum(classes) + extraBytes;
            return new Setup(policy, direct, classes, paceNanos, seed, limit, sourceBytes);
        }

        Setup from(long wantedSourceBytes) {
            return new Setup(policy, direct, classes, paceNanos, seed, maxBytes, wantedSourceBytes);
        }

        StoreModel model() {
            PageSource pages = direct ? new DirectPages(sourceBytes) : new HeapPages(sourceBytes);
            StoreConfig config = StoreFixture.config(maxBytes, policy, pages, classes);
            return new StoreModel(config.withSeed(seed, new CountingTicker(paceNanos)), sourceBytes < Long.MAX_VALUE);
        }
    }

    private static Arbitrary<Setup> setup() {
        return Combinators.combine(
                        Arbitraries.of(MaxMemoryPolicy.class),
                        Arbitraries.of(false, true),
                        Arbitraries.of(CLASSES),
                        Arbitraries.of(50_000L, 1_000_000L, 20_000_000L),
                        Arbitraries.longs())
                .as((policy, direct, classes, pace, seed) ->
                        new Setup(policy, direct, classes, pace, seed, Long.MAX_VALUE, Long.MAX_VALUE));
    }

    private static Arbitrary<ActionChain<StoreModel>> chain(Setup setup, int keys, int length) {
        return chain(setup, keys, length, setup::model);
    }

    private static Arbitrary<ActionChain<StoreModel>> chain(
            Setup setup, int keys, int length, Supplier<StoreModel> start) {
        Arbitrary<Integer> few = Arbitraries.integers().between(1, 4);
        Arbitrary<Integer> many = Arbitraries.integers().between(5, keys);
        StoreDraws draws = new StoreDraws(keys);
        return ActionChain.startWith(start)
                .withAction(4, action("put few", few, draws::put))
                .withAction(3, action("put many", many, draws::put))
                .withAction(1, action("put alike", many, draws::putAlike))
                .withAction(2, action("get", few, draws::get))
                .withAction(2, action("remove few", few, draws::remove))
                .withAction(1, action("remove many", many, draws::remove))
                .withAction(3, action("expire", few, draws::expire))
                .withAction(1, action("persist and ttl", few, draws::persist))
                .withAction(2, action("scan", many, (model, n) -> model.scan(1 + n % 64)))
                .withAction(1, action("random key", few, (model, n) -> model.randomKey()))
                .withAction(3, action("poll", few, (model, n) -> model.poll(n * 40)))
                .withAction(1, action("wait", many, (model, n) -> model.now += n))
                .withAction(1, action("clock goes back", many, (model, n) -> model.now -= n))
                .withAction(1, action("limit", few, (model, n) -> limit(model, setup.maxBytes)))
                .withAction(1, action("policy", few, (model, n) -> policy(model)))
                .withAction(1, action("purge", few, (model, n) -> model.store.purge()))
                .withMaxTransformations(length);
    }

    private static Action.Independent<StoreModel> action(
            String name, Arbitrary<Integer> counts, BiConsumer<StoreModel, Integer> effect) {
        return () -> Combinators.combine(counts, Arbitraries.longs())
                .as((n, seed) -> Transformer.mutate(name + " " + n + ", seed " + seed, model -> {
                    model.random.setSeed(seed);
                    effect.accept(model, n);
                }));
    }

    /** Another limit, around the first; every other time ticks are run until it is kept. */
    private static void limit(StoreModel model, long first) {
        Random random = model.random;
        long least = model.store.minimumBytes();
        long most = Math.min(first, least + (1 << 20));
        long wanted = least + random.nextLong(most - least + 1000);
        if (random.nextBoolean()) {
            model.maxBytes(wanted);
        } else {
            model.lower(wanted);
        }
    }

    private static void policy(StoreModel model) {
        MaxMemoryPolicy[] policies = MaxMemoryPolicy.values();
        model.policy(policies[model.random.nextInt(policies.length)]);
    }

    /** Draws keys, values and deadlines for actions. */
    private record StoreDraws(int keys) {
        private static final int[] KEY_LENGTHS = {0, 1, 1023, 1024, 3000};
        private static final int[] VALUE_LENGTHS = {0, 1, 60, 200, 1000, 1030, 3000, 20_000};

        byte[] key(Random random) {
            int i = random.nextInt(keys);
            byte[] key = StoreFixture.bytes("key " + i);
            return i < KEY_LENGTHS.length ? StoreFixture.value(KEY_LENGTHS[i], i) : key;
        }

        byte[] value(Random random) {
            int most = VALUE_LENGTHS[Math.min(random.nextInt(16), random.nextInt(VALUE_LENGTHS.length))];
            byte[] value = new byte[random.nextInt(most + 1)];
            random.nextBytes(value);
            return value;
        }

        long deadline(StoreModel model) {
            Random random = model.random;
            return switch (random.nextInt(8)) {
                case 0 -> random.nextInt(3) - 1;
                case 1 -> model.now + random.nextInt(3) - 1;
                case 2, 3, 4 -> model.now + random.nextInt(200);
                case 5 -> Long.MAX_VALUE - 1;
                default -> model.now + 100_000L + random.nextInt(100_000);
            };
        }

        void put(StoreModel model, int n) {
            for (int i = 0; i < n; i++) {
                boolean timed = model.random.nextInt(5) < 2;
                model.put(key(model.random), value(model.random), timed ? deadline(model) : Long.MAX_VALUE);
            }
        }

        void putAlike(StoreModel model, int n) {
            int length = model.random.nextInt(200);
            for (int i = 0; i < 3 * n; i++) {
                byte[] value = StoreFixture.value(length, model.random.nextInt());
                model.put(StoreFixture.bytes("key " + i), value, Long.MAX_VALUE);
            }
        }

        void get(StoreModel model, int n) {
            for (int i = 0; i < n; i++) {
                model.get(key(model.random));
                model.getInto(key(model.random), model.random.nextInt(100));
            }
        }

        void remove(StoreModel model, int n) {
            for (int i = 0; i < n; i++) {
                model.remove(key(model.random));
            }
        }

        void expire(StoreModel model, int n) {
            ExpireCondition[] conditions = ExpireCondition.values();
            for (int i = 0; i < 2 * n; i++) {
                ExpireCondition condition = conditions[model.random.nextInt(conditions.length)];
                model.expire(key(model.random), deadline(model), condition);
            }
        }

        void persist(StoreModel model, int n) {
            for (int i = 0; i < n; i++) {
                model.ttl(key(model.random));
                model.persist(key(model.random));
            }
        }
    }
}
