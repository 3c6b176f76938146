package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.reclaim.core.accounting.MemoryAccount.Kind;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryLimitTest {
    private final MemoryLedger ledger = new MemoryLedger();
    private final MemoryAccount values = ledger.open("values", Kind.DATASET);
    private final MemoryAccount rows = ledger.open("rows", Kind.OVERHEAD);
    private final MemoryAccount log = ledger.open("log", Kind.NOT_COUNTED);
    private final MemoryLimit limit = new MemoryLimit(ledger, 1000);

    @Test
    void constructor_noLedger_throws() {
        assertThatNullPointerException()
                .isThrownBy(() -> new MemoryLimit(null, 1))
                .withMessage("ledger");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0})
    void maxBytes_notPositive_throwsAndKeepsTheFormer(long maxBytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MemoryLimit(ledger, maxBytes))
                .withMessage("maxBytes must be positive: " + maxBytes);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limit.maxBytes(maxBytes))
                .withMessage("maxBytes must be positive: " + maxBytes);
        assertThat(limit.maxBytes()).isEqualTo(1000);
    }

    @Test
    void counted_eachKind_notCountedIsLeftOut() {
        values.charge(100);
        rows.charge(20);
        log.charge(5000);

        assertThat(limit.counted()).isEqualTo(120);
        assertThat(limit.excess()).isZero();
        assertThat(limit.level()).isEqualTo(0.12);
        assertThat(limit).hasToString("MemoryLimit[120 of 1000]");
    }

    @Test
    void excess_limitLowered_isWhatMustGo() {
        values.charge(1000);
        assertThat(limit.excess()).isZero();

        limit.maxBytes(400);
        assertThat(limit.excess()).isEqualTo(600);
        assertThat(limit.level()).isEqualTo(2.5);

        values.release(600);
        assertThat(limit.excess()).isZero();
        assertThat(limit.level()).isEqualTo(1);
    }

    @Test
    void admits_upToTheLimit_notBeyond() {
        values.charge(990);

        assertThat(limit.admits(0)).isTrue();
        assertThat(limit.admits(10)).isTrue();
        assertThat(limit.admits(11)).isFalse();
        assertThat(limit.admits(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void admits_exactlyFull_nothingMore() {
        values.charge(1000);

        assertThat(limit.admits(0)).isTrue();
        assertThat(limit.admits(1)).isFalse();
    }

    @Test
    void admits_overTheLimit_nothing() {
        values.charge(1000);
        limit.maxBytes(1);

        assertThat(limit.admits(1)).isFalse();
        assertThat(limit.admits(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void unlimited_anyCharge_admitted() {
        limit.maxBytes(MemoryLimit.UNLIMITED);
        values.charge(1L << 62);

        assertThat(limit.admits((1L << 62) - 1)).isTrue();
        assertThat(limit.excess()).isZero();
        assertThat(limit.level()).isZero();
        assertThat(limit.toString()).endsWith(" of unlimited]");
    }

    @Property(tries = 500, seed = "93")
    void admits_anyState_saysWhetherTheChargeWouldFit(
            @ForAll @LongRange(min = 1, max = 2000) long maxBytes,
            @ForAll @LongRange(min = 0, max = 1000) long dataset,
            @ForAll @LongRange(min = 0, max = 1000) long overhead,
            @ForAll @LongRange(min = 0, max = 1000) long notCounted,
            @ForAll @LongRange(min = 0, max = 1000) long charge) {
        MemoryLimitTest fresh = new MemoryLimitTest();
        fresh.limit.maxBytes(maxBytes);
        fresh.values.charge(dataset);
        fresh.rows.charge(overhead);
        fresh.log.charge(notCounted);
        assertThat(fresh.limit.counted()).isEqualTo(dataset + overhead);
        assertThat(fresh.limit.excess()).isEqualTo(Math.max(0, dataset + overhead - maxBytes));

        boolean admitted = fresh.limit.admits(charge);
        fresh.rows.charge(charge);

        assertThat(admitted).isEqualTo(fresh.limit.excess() == 0);
    }

    @Property(tries = 200, seed = "94")
    void admits_askedBeforeEachCharge_limitIsNeverOvershot(
            @ForAll @LongRange(min = 1, max = 5000) long maxBytes,
            @ForAll @Size(max = 50) List<@LongRange(min = 0, max = 1500) Long> charges) {
        MemoryLimitTest fresh = new MemoryLimitTest();
        fresh.limit.maxBytes(maxBytes);
        for (long charge : charges) {
            if (fresh.limit.admits(charge)) {
                fresh.values.charge(charge);
            } else {
                fresh.values.release(fresh.values.bytes() / 2);
            }
            assertThat(fresh.limit.excess()).isZero();
        }
        assertThat(fresh.ledger.peak()).isLessThanOrEqualTo(maxBytes);
    }

    @Test
    void reservedPercent_changed_movesTheCeiling() {
        values.charge(700);
        limit.reservedPercent(25);

        assertThat(limit.maxBytes()).isEqualTo(1000);
        assertThat(limit.ceiling()).isEqualTo(750);
        assertThat(limit.admits(50)).isTrue();
        assertThat(limit.admits(51)).isFalse();
        assertThat(limit).hasToString("MemoryLimit[700 of 750, 25% of 1000 reserved]");
        limit.maxBytes(800);
        assertThat(limit.ceiling()).isEqualTo(600);
        assertThat(limit.excess()).isEqualTo(100);
        limit.maxBytes(MemoryLimit.UNLIMITED);
        assertThat(limit.ceiling()).isEqualTo(MemoryLimit.UNLIMITED);
        limit.reservedPercent(0);
        limit.maxBytes(700);
        assertThat(limit.level()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 91, 100, Integer.MAX_VALUE})
    void reservedPercent_outOfRange_throwsAndKeepsTheFormer(int percent) {
        limit.reservedPercent(10);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limit.reservedPercent(percent))
                .withMessage("reservedPercent must be 0 to 90: " + percent);
        assertThat(limit.ceiling()).isEqualTo(900);
    }

    @Property(tries = 300, seed = "98")
    void ceiling_anyLimit_isTheRoundedDownShare(
            @ForAll @LongRange(min = 1, max = Long.MAX_VALUE - 1) long maxBytes,
            @ForAll @IntRange(max = MemoryLimit.MOST_RESERVED_PERCENT) int percent) {
        long exact = BigInteger.valueOf(maxBytes)
                .multiply(BigInteger.valueOf(100 - percent))
                .divide(BigInteger.valueOf(100))
                .longValueExact();
        assertThat(MemoryLimit.ceiling(maxBytes, percent)).isEqualTo(Math.max(1, exact));
    }

    /** Charges that were admitted never go over; what is over after the limit was lowered only becomes less. */
    @Property(tries = 300, seed = "99")
    void counted_anyInterleavingWithChangesOfTheLimit_neverGoesOver(
            @ForAll @Size(max = 80) List<@LongRange(min = 0, max = 8000) Long> choices) {
        MemoryLimitTest fresh = new MemoryLimitTest();
        for (long choice : choices) {
            long amount = choice / 8;
            long over = fresh.limit.excess();
            long countedBefore = fresh.limit.counted();
            switch ((int) (choice % 8)) {
                case 0 -> fresh.limit.maxBytes(amount + 1);
                case 1 -> fresh.limit.reservedPercent((int) (amount % 91));
                case 2 -> fresh.values.release(Math.min(amount, fresh.values.bytes()));
                case 3 -> fresh.log.charge(amount);
                default -> {
                    MemoryAccount account = amount % 2 == 0 ? fresh.values : fresh.rows;
                    if (fresh.limit.admits(amount)) {
                        account.charge(amount);
                        assertThat(over).isZero();
                        assertThat(fresh.limit.excess()).isZero();
                    } else {
                        assertThat(countedBefore + amount).isGreaterThan(fresh.limit.ceiling());
                    }
                }
            }
            if (choice % 8 >= 2) {
                assertThat(fresh.limit.excess()).isLessThanOrEqualTo(over);
            }
        }
    }
}
