package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.accounting.MemoryAccount.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

class MemoryLedgerModelTest {

    /** A ledger beside a map of what each account holds. */
    private static final class Model {
        private static final String[] BRANCHES = {"a", "a.b", "a.c", "d.e.f"};

        private final MemoryLedger ledger = new MemoryLedger();
        private final Map<String, Long> bytes = new LinkedHashMap<>();
        private long peak;

        void open(Kind kind) {
            String name = kind + "." + BRANCHES[bytes.size() % BRANCHES.length] + "." + bytes.size();
            ledger.open(name, kind);
            bytes.put(name, 0L);
        }

        void change(int index, long amount) {
            if (bytes.isEmpty()) {
                return;
            }
            MemoryAccount account = ledger.accounts().get(index % bytes.size());
            long held = bytes.get(account.name());
            if (amount >= 0) {
                account.charge(amount);
                bytes.put(account.name(), held + amount);
                peak = Math.max(peak, sum(""));
            } else if (-amount <= held) {
                account.release(-amount);
                bytes.put(account.name(), held + amount);
            } else {
                try {
                    account.release(-amount);
                } catch (IllegalStateException expected) {
                    return;
                }
                throw new AssertionError("released " + -amount + " of " + held);
            }
        }

        private long sum(String prefix) {
            return bytes.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith(prefix))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }

        void checkIntegrity() {
            ledger.checkIntegrity();
            assertThat(ledger.used()).isEqualTo(sum(""));
            assertThat(ledger.dataset()).isEqualTo(sum("DATASET"));
            assertThat(ledger.overhead()).isEqualTo(sum("OVERHEAD") + sum("NOT_COUNTED"));
            assertThat(ledger.dataset()).isEqualTo(ledger.used() - ledger.overhead());
            assertThat(ledger.notCounted()).isEqualTo(sum("NOT_COUNTED"));
            assertThat(ledger.peak()).isEqualTo(peak).isGreaterThanOrEqualTo(ledger.used());
            assertThat(ledger.accounts()).extracting(MemoryAccount::name).containsExactlyElementsOf(bytes.keySet());
            assertThat(ledger.accounts()).extracting(MemoryAccount::bytes).containsExactlyElementsOf(bytes.values());
            checkSnapshot(ledger.snapshot());
        }

        private void checkSnapshot(MemorySnapshot snapshot) {
            assertThat(snapshot.used()).isEqualTo(ledger.used());
            assertThat(snapshot.peak()).isEqualTo(ledger.peak());
            assertThat(snapshot.overhead()).isEqualTo(ledger.overhead());
            assertThat(snapshot.notCounted()).isEqualTo(ledger.notCounted());
            assertThat(snapshot.dataset()).isEqualTo(ledger.dataset());
            Map<String, Long> tree = snapshot.tree();
            assertThat(children(tree, "").values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(ledger.used());
            tree.forEach((path, held) -> {
                assertThat(held).as(path).isEqualTo(ledger.bytes(path)).isEqualTo(snapshot.bytes(path));
                Map<String, Long> children = children(tree, path + ".");
                if (!bytes.containsKey(path)) {
                    assertThat(children).as(path).isNotEmpty();
                    assertThat(children.values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum())
                            .as(path)
                            .isEqualTo(held);
                }
            });
            assertThat(tree.keySet()).containsAll(bytes.keySet());
        }

        private static Map<String, Long> children(Map<String, Long> tree, String prefix) {
            Map<String, Long> children = new LinkedHashMap<>(tree);
            children.keySet().removeIf(path -> !path.startsWith(prefix) || path.indexOf('.', prefix.length()) >= 0);
            return children;
        }
    }

    @Property(tries = 150, seed = "92")
    void ledger_anyActions_sumsAreThoseOfTheAccounts(@ForAll("actions") ActionChain<Model> chain) {
        chain.withInvariant("integrity", Model::checkIntegrity).run();
    }

    @Provide
    Arbitrary<ActionChain<Model>> actions() {
        Action.Independent<Model> open =
                () -> Arbitraries.of(Kind.class).map(kind -> Transformer.mutate("open " + kind, m -> m.open(kind)));
        Action.Independent<Model> change = () -> Combinators.combine(
                        Arbitraries.integers().between(0, 50),
                        Arbitraries.longs().between(-1L << 40, 1L << 40))
                .as((index, amount) ->
                        Transformer.mutate("change " + index + " by " + amount, m -> m.change(index, amount)));
        return ActionChain.startWith(Model::new)
                .withAction(1, open)
                .withAction(6, change)
                .withMaxTransformations(60);
    }
}
