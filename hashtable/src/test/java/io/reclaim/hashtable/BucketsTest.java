package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BucketsTest {
    private final Buckets buckets = new Buckets();

    private static long pageBytes(int length) {
        return 32 + (long) length * (8 + 16L * References.BYTES);
    }

    @Test
    void tag_topByte_oneToLargestFingerprint() {
        for (int top = 0; top < 256; top++) {
            assertThat(Buckets.tag(top << 24)).isBetween(1, 253);
            assertThat(Buckets.tag(top << 24)).isEqualTo(Buckets.tag(top << 24 | 0xff_ffff));
        }
        assertThat(Buckets.tag(0)).isEqualTo(1);
        assertThat(Buckets.tag(-1)).isEqualTo(253);
    }

    @Test
    void get_absentPages_null() {
        assertThat(buckets.get(0, 1, "a")).isNull();
        assertThat(buckets.get(Buckets.PAGE * 9, 1, "a")).isNull();
        assertThat(buckets.remove(Buckets.PAGE * 9, 1, "a")).isNull();
        assertThat(buckets.replace(3, 1, "a", "b")).isNull();
        assertThat(buckets.pairsOf(Buckets.PAGE)).isZero();
        assertThat(buckets.bytes()).isZero();
    }

    @Test
    void get_bucketBeyondFirstPagesLength_null() {
        buckets.add(0, 1, "a", "b");
        assertThat(buckets.get(1, 1, "a")).isNull();
    }

    @Test
    void get_sameFingerprintOtherKey_null() {
        buckets.add(0, 1, "a", "b");
        assertThat(buckets.get(0, 1, "c")).isNull();
        assertThat(buckets.get(0, 2, "a")).isNull();
    }

    @Test
    void add_firstPage_growsByPowersOfTwo() {
        int[] bucket = {0, 1, 2, 3, 4, 255, 256, 511};
        int[] length = {1, 2, 4, 4, 8, 256, 512, 512};
        for (int i = 0; i < bucket.length; i++) {
            buckets.add(bucket[i], 1, "a" + i, "b");
            assertThat(buckets.bytes()).as("bucket %d", bucket[i]).isEqualTo(pageBytes(length[i]));
        }
        for (int i = 0; i < bucket.length; i++) {
            assertThat(buckets.get(bucket[i], 1, "a" + i)).isEqualTo("b");
        }
    }

    @Test
    void add_laterPage_wholePageAndNoOther() {
        buckets.add(3 * Buckets.PAGE + 5, 1, "a", "b");
        assertThat(buckets.bytes()).isEqualTo(pageBytes(Buckets.PAGE));
        assertThat(buckets.get(3 * Buckets.PAGE + 5, 1, "a")).isEqualTo("b");
        assertThat(buckets.get(2 * Buckets.PAGE + 5, 1, "a")).isNull();
    }

    @Test
    void dropUnused_firstBucketOfPage_pageGivenBack() {
        buckets.add(Buckets.PAGE, 1, "a", "b");
        buckets.drain(Buckets.PAGE, new Object[2]);
        buckets.dropUnused(Buckets.PAGE + 1);
        assertThat(buckets.bytes()).isEqualTo(pageBytes(Buckets.PAGE));
        buckets.dropUnused(Buckets.PAGE);
        assertThat(buckets.bytes()).isZero();
        buckets.dropUnused(Buckets.PAGE);
        assertThat(buckets.bytes()).isZero();
    }

    @Test
    void dropUnused_powerOfTwoInFirstPage_halved() {
        buckets.add(0, 1, "a", "b");
        buckets.add(7, 1, "c", "d");
        buckets.drain(7, new Object[2]);
        buckets.dropUnused(7);
        assertThat(buckets.bytes()).isEqualTo(pageBytes(8));
        buckets.dropUnused(4);
        assertThat(buckets.bytes()).isEqualTo(pageBytes(4));
        buckets.dropUnused(1);
        assertThat(buckets.bytes()).isEqualTo(pageBytes(1));
        assertThat(buckets.get(0, 1, "a")).isEqualTo("b");
    }

    @Test
    void remove_fromFullBucketWithoutChain_slotReused() {
        for (int i = 0; i < Buckets.SLOTS; i++) {
            buckets.add(0, 1 + i, i, i);
        }
        assertThat(buckets.remove(0, 4, 3)).isEqualTo(3);
        buckets.add(0, 9, 9, 9);
        assertThat(buckets.deepest()).isZero();
        assertThat(buckets.get(0, 9, 9)).isEqualTo(9);
        assertThat(buckets.get(0, 4, 3)).isNull();
    }

    @Test
    void drain_chained_bytesOfChunksReleased() {
        for (int i = 0; i < 40; i++) {
            buckets.add(0, 5, i, i);
        }
        assertThat(buckets.deepest()).isEqualTo(5);
        buckets.drain(0, new Object[80]);
        assertThat(buckets.bytes()).isEqualTo(pageBytes(1));
        assertThat(buckets.pairsOf(0)).isZero();
    }
}
