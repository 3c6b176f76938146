package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

class LogarithmicLfuModelTest {
    private static final long MINUTE = 60_000;
    private static final long WRAP = 65_536;

    /** An entry of the policy beside a count and a time that do not wrap. */
    private static final class Entry {
        private final int factor;
        private final int decayMinutes;
        private final FixedChance chance = new FixedChance(0);
        private final LogarithmicLfu lfu;
        private long now;
        private int metadata;
        private long count = 5;
        private long used;

        Entry(int factor, int decayMinutes, long startMillis) {
            this.factor = factor;
            this.decayMinutes = decayMinutes;
            lfu = new LogarithmicLfu(new MorrisCounter(factor, chance), decayMinutes);
            now = startMillis;
            used = startMillis / MINUTE;
            metadata = lfu.admit(0, now);
        }

        private long decayed() {
            return decayMinutes == 0 ? count : Math.max(0, count - (now / MINUTE - used) / decayMinutes);
        }

        void pass(long millis) {
            long room = (used + WRAP) * MINUTE - 1 - now;
            now += Math.min(millis, room);
        }

        void touch(double draw) {
            chance.next = draw;
            metadata = lfu.touch(metadata, now);
            count = decayed();
            if (count < 255 && (count <= 5 || draw < 1 / ((count - 5.0) * factor + 1))) {
                count++;
            }
            used = now / MINUTE;
        }

        void restore(int restored) {
            metadata = LogarithmicLfu.metadata(restored, now);
            count = restored;
            used = now / MINUTE;
        }

        void check() {
            assertThat(lfu.counter(metadata, now)).isEqualTo((int) decayed());
            assertThat(lfu.coldness(Integer.toUnsignedLong(metadata), now)).isEqualTo(255 - decayed());
            assertThat(metadata).isEqualTo((int) ((used % WRAP) << 8 | count));
        }
    }

    @Property(tries = 300, seed = "45")
    void entry_anyUse_agreesWithTheModel(@ForAll("chains") ActionChain<Entry> chain) {
        chain.withInvariant("agrees", Entry::check).run();
    }

    @Provide
    Arbitrary<ActionChain<Entry>> chains() {
        Arbitrary<Integer> factors = Arbitraries.of(0, 1, 10, 100);
        Arbitrary<Integer> decays = Arbitraries.of(0, 1, 2, 7, 60, 10_000);
        Arbitrary<Long> starts = Arbitraries.longs().between(0, 3 * WRAP * MINUTE);
        return Combinators.combine(factors, decays, starts)
                .flatAs((factor, decay, start) -> ActionChain.startWith(() -> new Entry(factor, decay, start))
                        .withAction(4, touches())
                        .withAction(2, waits("seconds", 100_000))
                        .withAction(2, waits("hours", 300 * MINUTE))
                        .withAction(1, waits("weeks", WRAP * MINUTE))
                        .withAction(1, restores())
                        .withMaxTransformations(50));
    }

    private static Action.Independent<Entry> touches() {
        return () -> Arbitraries.doubles()
                .between(0, 0.999999)
                .ofScale(6)
                .map(draw -> Transformer.mutate("touch " + draw, entry -> entry.touch(draw)));
    }

    private static Action.Independent<Entry> restores() {
        return () -> Arbitraries.integers()
                .between(0, 255)
                .map(count -> Transformer.mutate("restore " + count, entry -> entry.restore(count)));
    }

    private static Action.Independent<Entry> waits(String unit, long most) {
        return () -> Arbitraries.longs()
                .between(0, most)
                .map(millis -> Transformer.mutate("wait " + unit + ": " + millis, entry -> entry.pass(millis)));
    }
}
