package io.reclaim.core;

import static io.reclaim.core.SlabFixture.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.reclaim.core.accounting.MemoryAccount;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryRowsTest {
    private final MemoryAccount account = MemoryAccount.standalone("rows");
    private final EntryRows rows = new EntryRows(account);

    private RefSlab slab() {
        return new RefSlab(rows, MemoryAccount.standalone("bitmaps"), new SplittableRandom(1));
    }

    @Test
    void constructor_noAccount_throws() {
        assertThatNullPointerException().isThrownBy(() -> new EntryRows(null)).withMessage("account");
    }

    @Test
    void bytes_columnsDeclared_fourAndEightEach() {
        assertThat(rows.bytesPerRow()).isZero();
        rows.intColumn("a", 0);
        assertThat(rows.bytesPerRow()).isEqualTo(4);
        rows.longColumn("b", 0);
        assertThat(rows.bytesPerRow()).isEqualTo(12);
        rows.intColumn("c", 0);

        assertThat(rows.bytesPerRow()).isEqualTo(16);
        assertThat(rows.bytesPerPage()).isEqualTo(16L + 16 * PAGE);
        assertThat(account.bytes()).as("declaring charges nothing").isZero();
        assertThat(rows).hasToString("EntryRows[16 bytes, columns=[a, b, c]]");
    }

    @Test
    void constants_pageSize_isAPowerOfTwo() {
        assertThat(EntryRows.ENTRIES_PER_PAGE).isEqualTo(4096).isEqualTo(1 << EntryRows.PAGE_LOG2);
    }

    @Test
    void declare_nameTaken_throwsAndDeclaresNothing() {
        rows.intColumn("link", 0);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> rows.intColumn("link", 1))
                .withMessage("column is declared already: link");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rows.longColumn("link", 1))
                .withMessage("column is declared already: link");
        assertThat(rows.bytesPerRow()).isEqualTo(4);
    }

    @Test
    void declare_noName_throws() {
        assertThatNullPointerException().isThrownBy(() -> rows.intColumn(null, 0));
        assertThatNullPointerException().isThrownBy(() -> rows.longColumn(null, 0));
        assertThat(rows.bytesPerRow()).isZero();
    }

    @Test
    void declare_refTakenOnce_throwsForEver() {
        rows.intColumn("a", 0);
        RefSlab slab = slab();
        slab.release(slab.take());

        assertThatIllegalStateException()
                .isThrownBy(() -> rows.intColumn("late", 0))
                .withMessageEndingWith("cannot add: late");
        assertThatIllegalStateException()
                .isThrownBy(() -> rows.longColumn("later", 0))
                .withMessageEndingWith("cannot add: later");
    }

    @Test
    void declare_slabMadeButNothingTaken_accepted() {
        RefSlab slab = slab();
        LongColumn column = rows.longColumn("a", -3);

        assertThat(column.get(slab.take())).isEqualTo(-3);
        assertThat(account.bytes()).isEqualTo(rows.bytesPerPage());
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                -1,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                0x7fff_ffffL,
                0x8000_0000L,
                0xffff_ffffL,
                0x1_0000_0000L,
                0xffff_ffff_0000_0000L,
                0x7fff_ffff_8000_0000L
            })
    void columns_extremeValues_initialAndWritten(long value) {
        IntColumn intInitial = rows.intColumn("int initial", (int) value);
        LongColumn longInitial = rows.longColumn("long initial", value);
        IntColumn intWritten = rows.intColumn("int written", 5);
        LongColumn longWritten = rows.longColumn("long written", 5);
        int ref = slab().take();
        intWritten.set(ref, (int) value);
        longWritten.set(ref, value);

        assertThat(intInitial.get(ref)).isEqualTo((int) value);
        assertThat(longInitial.get(ref)).isEqualTo(value);
        assertThat(intWritten.get(ref)).isEqualTo((int) value);
        assertThat(longWritten.get(ref)).isEqualTo(value);
    }

    @Test
    void columns_pageEdges_rowsAreApart() {
        LongColumn column = rows.longColumn("a", 0);
        RefSlab slab = slab();
        for (int i = 0; i < 5 * PAGE; i++) {
            column.set(slab.take(), ~(long) i << 20);
        }

        for (int ref : new int[] {0, 1, PAGE - 1, PAGE, PAGE + 1, 4 * PAGE - 1, 4 * PAGE, 5 * PAGE - 1}) {
            assertThat(column.get(ref)).isEqualTo(~(long) ref << 20);
        }
        assertThat(account.bytes()).isEqualTo(5 * rows.bytesPerPage());
    }

    @Test
    void charge_pageMade_chargedOnceUntilDropped() {
        rows.longColumn("a", 0);
        RefSlab slab = slab();
        for (int i = 0; i < 2 * PAGE + 1; i++) {
            slab.take();
        }
        assertThat(account.bytes()).isEqualTo(3 * rows.bytesPerPage());

        for (int ref = 2 * PAGE; ref >= 0; ref--) {
            slab.release(ref);
        }
        assertThat(account.bytes()).isEqualTo(rows.bytesPerPage());
    }
}
