package io.reclaim.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.EntryRows;
import io.reclaim.core.RefSlab;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Memory that is not to be had: nothing is charged for it, nothing is torn. */
class ChargedMemoryTest {
    private static final long YEAR = 365L * 86_400_000;

    /** Fails a share of the time while it is told to. */
    private static final class Scarce extends ChargedMemory {
        private final SplittableRandom random = new SplittableRandom(7);
        private boolean scarce;
        private int failures;

        Scarce(MemoryAccount account) {
            super(account);
        }

        @Override
        <T> T take(long bytes, Supplier<T> maker) {
            return super.take(bytes, () -> {
                if (scarce && random.nextInt(3) > 0) {
                    failures++;
                    throw new OutOfMemoryError("made up");
                }
                return maker.get();
            });
        }
    }

    private enum Kind {
        EXACT,
        COMPACT,
        SAMPLING,
        FAITHFUL
    }

    private final MemoryAccount rows = MemoryAccount.standalone("rows");
    private final RefSlab slab = new RefSlab(new EntryRows(rows), rows, new SplittableRandom(1));
    private final Scarce memory = new Scarce(MemoryAccount.standalone("deadlines"));

    private ExpiryStrategy strategy(Kind kind) {
        SplittableRandom random = new SplittableRandom(2);
        return switch (kind) {
            case EXACT -> new DeadlineIndex(slab, remover(), memory, random, 0, bytes -> true);
            case COMPACT -> new DeadlineBoundsTree(slab, remover(), memory, random);
            case SAMPLING -> new SweepingExpiry(new DeadlineArray(slab, memory, random), remover(), 0.5);
            case FAITHFUL ->
                new ExpiryCycle(new DeadlineTable(slab, memory, random), remover(), ExpiryConfig.effort(10));
        };
    }

    private ExpiryStrategy made;
    private int stepsFailed;

    private EntryRemover remover() {
        return (ref, cause) -> {
            made.remove(ref);
            slab.release(ref);
            return 0;
        };
    }

    @Test
    void take_makerThrows_chargeIsGivenBack() {
        MemoryAccount account = MemoryAccount.standalone("some");
        ChargedMemory some = new ChargedMemory(account);
        assertThatThrownBy(() -> some.take(100, () -> {
                    assertThat(account.bytes()).isEqualTo(100);
                    throw new OutOfMemoryError("made up");
                }))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(account.bytes()).isZero();
        assertThat(some.take(100, () -> "memory")).isEqualTo("memory");
        assertThat(account.bytes()).isEqualTo(100);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void anyOperation_memoryEndsNowAndThen_nothingTornAllExpireInTheEnd(Kind kind) {
        made = strategy(kind);
        SplittableRandom random = new SplittableRandom(3);
        List<Integer> without = new ArrayList<>();
        long now = 1000;
        for (int round = 0; round < 200; round++) {
            memory.scarce = round % 3 != 0;
            for (int i = 0; i < 500; i++) {
                int ref = without.isEmpty() ? slab.take() : without.remove(without.size() - 1);
                if (!put(ref, deadline(random, now))) {
                    without.add(ref);
                }
                int other = slab.draw();
                if (other != RefSlab.NO_REF && made.deadline(other) != Deadlines.NO_DEADLINE) {
                    put(other, deadline(random, now));
                }
            }
            now = Math.max(0, now + (random.nextInt(20) == 0 ? -random.nextInt(5000) : random.nextInt(1000)));
            try {
                made.step(now, WorkBudget.ofUnits(random.nextInt(1000)));
            } catch (OutOfMemoryError e) {
                stepsFailed++;
            }
            made.checkIntegrity();
        }
        assertThat(stepsFailed > 0).isEqualTo(kind == Kind.EXACT);
        assertThat(memory.failures).as("seeds 3 and 7").isGreaterThan(10);
        memory.scarce = false;
        for (int i = 0; i < 10; i++) {
            made.step(now + 100 * YEAR + i * 10_000L, WorkBudget.ofUnits(10_000_000));
        }
        made.checkIntegrity();
        assertThat(made.population().size()).isZero();
    }

    private boolean put(int ref, long deadline) {
        try {
            made.put(ref, deadline);
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    private static long deadline(SplittableRandom random, long now) {
        return now + 1 + (random.nextInt(4) == 0 ? random.nextLong(YEAR) : random.nextInt(10_000));
    }
}
