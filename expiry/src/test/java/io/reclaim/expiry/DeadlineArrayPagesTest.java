package io.reclaim.expiry;

import static io.reclaim.expiry.ExpiryFixture.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeadlineArrayPagesTest {
    private final ExpiryFixture fixture = new ExpiryFixture();
    private final DeadlineArray index = fixture.index;
    private final long pageCost = index.putCost();

    private void fill(int size) {
        for (int ref = index.size(); ref < size; ref++) {
            assertThat(fixture.add(ref)).isEqualTo(ref);
        }
    }

    private void shrink(int size) {
        for (int ref = index.size() - 1; ref >= size; ref--) {
            fixture.drop(ref);
        }
    }

    private long pages() {
        fixture.checkIntegrity();
        assertThat(fixture.places.bytes() % pageCost).isZero();
        return fixture.places.bytes() / pageCost;
    }

    @Test
    void putCost_empty_isAPageOf4096Refs() {
        assertThat(pageCost).isEqualTo(4L * PAGE + 16).isEqualTo(DeadlineArray.PAGE_BYTES);
        assertThat(pages()).isZero();
    }

    @Test
    void putCost_anySize_isWhatPutCharges() {
        for (int i = 0; i < 3 * PAGE + 2; i++) {
            int ref = fixture.slab.take();
            long before = fixture.places.bytes();
            long cost = index.putCost();
            index.put(ref, i);
            assertThat(fixture.places.bytes() - before).as("put %d", i).isEqualTo(cost);
            assertThat(cost).as("put %d", i).isEqualTo(i % PAGE == 0 ? pageCost : 0);
        }
        assertThat(pages()).isEqualTo(4);
    }

    @Test
    void put_again_chargesNothingThoughThePageIsFull() {
        fill(PAGE);
        assertThat(index.putCost()).isEqualTo(pageCost);
        index.put(PAGE - 1, 5);

        assertThat(pages()).isEqualTo(1);
    }

    @Test
    void remove_onePageEmpty_isKeptAsSpare() {
        fill(PAGE + 1);
        shrink(PAGE);
        assertThat(pages()).isEqualTo(2);
        assertThat(index.putCost()).isZero();

        shrink(1);
        assertThat(pages()).isEqualTo(2);
    }

    @Test
    void remove_secondPageEmpty_isGivenBack() {
        fill(3 * PAGE);
        shrink(PAGE + 1);
        assertThat(pages()).isEqualTo(3);
        shrink(PAGE);
        assertThat(pages()).isEqualTo(2);
    }

    @Test
    void remove_last_oneSpareStays() {
        fill(2 * PAGE + 1);
        shrink(0);

        assertThat(pages()).isEqualTo(1);
        assertThat(index.putCost()).isZero();
    }

    @Test
    void size_swingsAboutAnEdge_nothingIsCharged() {
        fill(2 * PAGE + 1);
        for (int i = 0; i < 5; i++) {
            shrink(2 * PAGE - 1);
            assertThat(pages()).isEqualTo(3);
            fill(2 * PAGE + 1);
            assertThat(pages()).isEqualTo(3);
        }
    }

    @Test
    void remove_inALowPage_lastEntryOfTheHighPageComesDown() {
        fill(2 * PAGE + 1);
        fixture.drop(7);

        assertThat(index.deadline(2 * PAGE)).isEqualTo(2 * PAGE);
        assertThat(fixture.pass(PAGE, PAGE))
                .hasSize(2 * PAGE)
                .doesNotHaveDuplicates()
                .doesNotContain(7);
        assertThat(pages()).isEqualTo(3);
    }

    @Test
    void size_manyPagesUpAndDownTwice_everyEntryKeepsItsDeadline() {
        for (int round = 0; round < 2; round++) {
            fill(9 * PAGE + 17);
            assertThat(pages()).isEqualTo(10);
            for (int ref = 0; ref < index.size(); ref += 97) {
                assertThat(index.deadline(ref)).isEqualTo(ref);
            }
            assertThat(fixture.pass(1000, 1000)).hasSize(9 * PAGE + 17).doesNotHaveDuplicates();
            shrink(round);
            assertThat(pages()).isEqualTo(round == 0 ? 1 : 2);
        }
    }
}
