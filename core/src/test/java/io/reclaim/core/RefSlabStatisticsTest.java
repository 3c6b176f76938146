package io.reclaim.core;

import static io.reclaim.core.SlabFixture.PAGE;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefSlabStatisticsTest {
    private static final int DRAWS_PER_REF = 100;

    /** Draws of each live ref by its rank, against equal shares. */
    private static void assertDrawsUniform(String what, SlabFixture fixture) {
        int[] refs = SlabFixture.pass(fixture.slab, 1000, 1000).stream()
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        long[] counts = new long[refs.length];
        for (int i = 0; i < DRAWS_PER_REF * refs.length; i++) {
            counts[Arrays.binarySearch(refs, fixture.slab.draw())]++;
        }
        ChiSquare.assertUniform(what, counts);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 10, 64, 1000, PAGE, PAGE + 100})
    void draw_dense_eachRefAlike(int size) {
        assertDrawsUniform("dense, " + size + " refs, seed 71", new SlabFixture(71).take(size));
    }

    @Test
    void draw_halfAndTenth_guessesAndRanksMixEvenly() {
        for (int one : new int[] {2, 5, 10, 20}) {
            SlabFixture fixture = new SlabFixture(72).take(2 * PAGE).releaseIf(ref -> ref % one != 1);
            assertDrawsUniform("one in " + one + ", seed 72", fixture);
        }
    }

    @Test
    void draw_sparseOverManyPages_eachRefAlike() {
        SlabFixture fixture = new SlabFixture(73).take(100 * PAGE).releaseIf(ref -> ref % 2003 != 0);

        assertDrawsUniform("one in 2003 over 100 pages, seed 73", fixture);
    }

    @Test
    void draw_fewRefsInSeveralGroups_eachRefAlike() {
        List<Integer> kept =
                List.of(0, 63, 64, PAGE - 1, 63 * PAGE, 64 * PAGE - 1, 64 * PAGE, 128 * PAGE, 129 * PAGE + 5);
        SlabFixture fixture = new SlabFixture(74).take(130 * PAGE).releaseIf(ref -> !kept.contains(ref));

        assertDrawsUniform("nine refs in three groups of pages, seed 74", fixture);
    }

    @Test
    void draw_oneRefInAHighPage_asOftenAsAnyOther() {
        SlabFixture fixture = new SlabFixture(75).take(9 * PAGE + 1).releaseIf(ref -> ref >= 300 && ref < 9 * PAGE);

        assertDrawsUniform("300 low refs and one in page 9, seed 75", fixture);
    }

    @Test
    void draw_pagesOfUnequalFill_eachPageByItsShare() {
        int[] livePerPage = {PAGE, 1, 40, PAGE / 2, 700, 0, PAGE, 300};
        SlabFixture fixture = new SlabFixture(76)
                .take(livePerPage.length * PAGE)
                .releaseIf(ref -> ref % PAGE >= livePerPage[ref / PAGE]);
        long[] counts = new long[livePerPage.length - 1];
        double[] shares = new double[livePerPage.length - 1];
        for (int page = 0; page < livePerPage.length; page++) {
            if (livePerPage[page] > 0) {
                shares[page > 5 ? page - 1 : page] = livePerPage[page];
            }
        }
        for (int i = 0; i < 200_000; i++) {
            int page = fixture.slab.draw() / PAGE;
            counts[page > 5 ? page - 1 : page]++;
        }

        ChiSquare.assertFits("pages of unequal fill, seed 76", counts, shares);
    }

    @Test
    void sample_neighboursInASample_areIndependent() {
        SlabFixture fixture = new SlabFixture(77).take(60).releaseIf(ref -> ref % 5 != 0);
        int n = fixture.slab.size();
        EntrySample sample = new EntrySample(2);
        long[] pairs = new long[n * n];
        for (int i = 0; i < DRAWS_PER_REF * pairs.length; i++) {
            fixture.slab.sample(sample.clear(2));
            pairs[sample.ref(0) / 5 * n + sample.ref(1) / 5]++;
        }

        ChiSquare.assertUniform("pairs of one sample, seed 77", pairs);
    }
}
