package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TagsTest {
    @Test
    void of_topByte_oneToLargestFingerprint() {
        for (int top = 0; top < 256; top++) {
            assertThat(Tags.of(top << 24)).isBetween(1, 253);
            assertThat(Tags.of(top << 24)).isEqualTo(Tags.of(top << 24 | 0xff_ffff));
        }
        assertThat(Tags.of(0)).isEqualTo(1);
        assertThat(Tags.of(-1)).isEqualTo(253);
    }

    @Property(tries = 2000, seed = "1")
    void match_anyWord_likeByteByByte(@ForAll long bits, @ForAll @IntRange(max = 255) int tag, @ForAll byte mask) {
        long word = bits;
        for (int place = 0; place < Tags.PLACES; place++) {
            if ((mask >>> place & 1) != 0) { // more equal and empty bytes than chance gives
                word = Tags.with(Tags.without(word, place), place, place % 2 == 0 ? tag : 0);
            }
        }
        long equal = 0;
        long empty = 0;
        for (int place = 0; place < Tags.PLACES; place++) {
            equal |= Tags.get(word, place) == tag ? 0x80L << (8 * place) : 0;
            empty |= Tags.get(word, place) == 0 ? 0x80L << (8 * place) : 0;
        }
        assertThat(Tags.match(word, tag)).isEqualTo(equal);
        assertThat(Tags.empty(word)).isEqualTo(empty);
        assertThat(Tags.taken(word)).isEqualTo(empty ^ 0x8080_8080_8080_8080L);
        if (equal != 0) {
            assertThat(Tags.get(word, Tags.first(equal))).isEqualTo(tag);
            assertThat(Tags.get(word, Tags.last(equal))).isEqualTo(tag);
        }
    }
}
