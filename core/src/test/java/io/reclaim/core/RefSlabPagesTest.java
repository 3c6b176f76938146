package io.reclaim.core;

import static io.reclaim.core.RefSlab.NO_REF;
import static io.reclaim.core.SlabFixture.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.accounting.MemoryAccount;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RefSlabPagesTest {
    private final SlabFixture fixture = new SlabFixture(1);
    private final RefSlab slab = fixture.slab;

    private void assertPages(Integer... held) {
        for (int page = 0; page < 8; page++) {
            assertThat(fixture.rows.has(page))
                    .as("page %d", page)
                    .isEqualTo(List.of(held).contains(page));
        }
        assertThat(fixture.ledger.used()).isEqualTo(held.length * fixture.pageCost);
        slab.checkIntegrity();
    }

    private void releasePage(int page) {
        fixture.releaseIf(ref -> ref / PAGE == page);
    }

    @Test
    void takeCost_noPageYet_isWhatTakeCharges() {
        long cost = slab.takeCost();
        assertThat(cost).isGreaterThan(fixture.rows.bytesPerPage() + PAGE / 8);

        slab.take();

        assertThat(fixture.ledger.used()).isEqualTo(cost);
        assertThat(fixture.rowBytes.bytes()).isEqualTo(fixture.rows.bytesPerPage());
        assertThat(slab.takeCost()).isZero();
    }

    @Test
    void takeCost_lastRoomOfAPage_zeroThenAPage() {
        fixture.take(PAGE - 1);
        assertThat(slab.takeCost()).isZero();

        slab.take();
        assertThat(slab.takeCost()).isEqualTo(fixture.pageCost);

        slab.release(17);
        assertThat(slab.takeCost()).isZero();
    }

    @Test
    void takeCost_sparePage_zero() {
        fixture.take(PAGE + 1).releaseIf(ref -> ref == PAGE);

        assertThat(slab.takeCost()).isZero();
    }

    @Test
    void takeCost_allTaken_zeroForTakeChargesNothing() {
        SlabFixture limited = new SlabFixture(1, PAGE).take(PAGE);
        long cost = limited.slab.takeCost();
        long used = limited.ledger.used();

        assertThat(limited.slab.take()).isEqualTo(NO_REF);

        assertThat(limited.ledger.used()).isEqualTo(used);
        assertThat(cost).isZero();
    }

    @Test
    void rows_withoutColumns_pageStillCharged() {
        MemoryAccount rowBytes = MemoryAccount.standalone("rows");
        MemoryAccount bitmapBytes = MemoryAccount.standalone("bitmaps");
        RefSlab bare = new RefSlab(new EntryRows(rowBytes), bitmapBytes, new SplittableRandom(1));
        long cost = bare.takeCost();

        assertThat(bare.take()).isZero();

        assertThat(rowBytes.bytes() + bitmapBytes.bytes()).isEqualTo(cost);
        assertThat(rowBytes.bytes()).isEqualTo(bare.rows().bytesPerPage());
    }

    @Test
    void release_lastRef_keepsOnePageAsSpare() {
        fixture.take(1).releaseIf(ref -> true);

        assertPages(0);
    }

    @Test
    void release_secondPageEmpties_lowestIsKept() {
        fixture.take(4 * PAGE);

        releasePage(3);
        assertPages(0, 1, 2, 3);
        releasePage(1);
        assertPages(0, 1, 2);
        releasePage(2);
        assertPages(0, 1);
        releasePage(0);
        assertPages(0);
        assertThat(slab.size()).isZero();
    }

    @Test
    void take_fromTheSpare_nextEmptyPageIsTheNewSpare() {
        fixture.take(3 * PAGE);
        releasePage(1);
        assertThat(slab.take()).isBetween(PAGE, 2 * PAGE - 1);

        releasePage(2);

        assertPages(0, 1, 2);
        releasePage(1);
        assertPages(0, 1);
    }

    @Test
    void take_pageDroppedInTheMiddle_madeAgainBeforeAHigherOne() {
        fixture.take(4 * PAGE);
        releasePage(2);
        releasePage(1);
        fixture.take(PAGE);
        assertPages(0, 1, 3);

        assertThat(slab.take()).isEqualTo(2 * PAGE);
        assertPages(0, 1, 2, 3);
    }

    @Test
    void take_pageMadeAgain_rowsAreInitial() {
        fixture.take(3 * PAGE);
        fixture.metadata.set(2 * PAGE + 5, 99);
        releasePage(2);
        releasePage(1);
        assertPages(0, 1);

        fixture.take(PAGE + 6);

        assertThat(fixture.metadata.get(2 * PAGE + 5)).isEqualTo(SlabFixture.NO_METADATA);
    }

    @Test
    void sizeSwings_aboutAPageEdge_chargesOnce() {
        fixture.take(PAGE);
        long peak = fixture.ledger.used() + fixture.pageCost;
        for (int i = 0; i < 100; i++) {
            assertThat(slab.take()).isEqualTo(PAGE);
            slab.release(PAGE);
            assertThat(fixture.ledger.used()).isEqualTo(peak);
        }
        assertThat(fixture.ledger.peak()).isEqualTo(peak);
    }

    @Test
    void releaseAll_manyPages_onePageLeftAndAllGoodAgain() {
        fixture.take(67 * PAGE).releaseIf(ref -> true);
        assertPages(0);

        fixture.take(67 * PAGE);
        assertThat(slab.size()).isEqualTo(67 * PAGE);
        assertThat(slab.bound()).isEqualTo(67 * PAGE);
        assertThat(fixture.ledger.used()).isEqualTo(67 * fixture.pageCost);
        slab.checkIntegrity();
    }
}
