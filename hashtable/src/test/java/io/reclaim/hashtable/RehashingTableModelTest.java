package io.reclaim.hashtable;

import io.reclaim.core.WorkBudget;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

class RehashingTableModelTest {
    /** Few hashes for all keys: the length of the key. */
    static final KeyEquality<byte[]> BY_LENGTH = new KeyEquality<>() {
        @Override
        public int hash(byte[] key) {
            return key.length;
        }

        @Override
        public boolean same(byte[] a, byte[] b) {
            return Arrays.equals(a, b);
        }
    };

    private static Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("abc").ofMaxLength(5);
    }

    private static Action.Independent<TableModel> toggleOne() {
        return () -> texts().map(text -> Transformer.mutate("toggle " + text, model -> model.toggle(text)));
    }

    private static Action.Independent<TableModel> toggleMany() {
        return () -> texts().list().uniqueElements().ofMaxSize(60).map(list -> toggle(list));
    }

    private static Transformer<TableModel> toggle(List<String> texts) {
        return Transformer.mutate("toggle " + texts, model -> texts.forEach(model::toggle));
    }

    private static Action.Independent<TableModel> idle() {
        return () -> Arbitraries.integers()
                .between(0, 20)
                .map(units -> Transformer.mutate(
                        "idle " + units, model -> model.table.rehashing().step(0, WorkBudget.ofUnits(units))));
    }

    private static Action.Independent<TableModel> spread() {
        return () -> texts().list()
                .uniqueElements()
                .ofMaxSize(6)
                .map(list -> Transformer.mutate("spread " + list, model -> model.spread(list)));
    }

    private static Action.Independent<TableModel> compact() {
        return () -> Arbitraries.integers()
                .between(0, 8)
                .map(units -> Transformer.mutate("compact " + units, model -> model.compact(units)));
    }

    private static Action.Independent<TableModel> gate() {
        return () -> Arbitraries.of(true, false)
                .map(open -> Transformer.mutate("gate " + open, model -> model.gate.open = open));
    }

    private static Action.Independent<TableModel> mode() {
        return () -> Arbitraries.of(ResizeMode.class)
                .map(mode -> Transformer.mutate("mode " + mode, model -> model.table.mode(mode)));
    }

    private static Action.Independent<TableModel> removeAll() {
        return () -> Arbitraries.just(Transformer.mutate("remove all", model -> {
            for (String text : List.copyOf(model.refs.keySet())) {
                model.remove(text);
            }
        }));
    }

    @Provide
    Arbitrary<ActionChain<TableModel>> chains() {
        return Arbitraries.of(KeyEquality.bytes(new SipHash(3, 4)), BY_LENGTH)
                .flatMap(equality -> ActionChain.startWith(() -> new TableModel(equality))
                        .withAction(4, toggleOne())
                        .withAction(4, toggleMany())
                        .withAction(2, idle())
                        .withAction(2, spread())
                        .withAction(2, compact())
                        .withAction(1, gate())
                        .withAction(1, mode())
                        .withAction(1, removeAll())
                        .withMaxTransformations(40));
    }

    @Property(tries = 200, seed = "30")
    void actions_byteArrayKeys_agreeWithModel(@ForAll("chains") ActionChain<TableModel> chain) {
        chain.withInvariant("integrity", TableModel::check).run();
    }
}
