package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PackedTagsTest {
    @Property(tries = 300, seed = "41")
    void set_anyBitsAnyOrder_allOthersStay(
            @ForAll @IntRange(min = 1, max = 32) int bits,
            @ForAll @IntRange(min = 1, max = 200) int count,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] tags = new byte[PackedTags.length(count, bits)];
        int[] model = new int[count];
        for (int step = 0; step < 3 * count; step++) {
            int i = random.nextInt(count);
            model[i] = random.nextInt() & PackedTags.mask(bits);
            PackedTags.set(tags, bits, i, model[i]);
        }
        assertAll(tags, bits, model);
        int wider = random.nextInt(bits, 33);
        assertAll(PackedTags.widened(tags, bits, count, wider), wider, model);
    }

    private static void assertAll(byte[] tags, int bits, int[] model) {
        for (int i = 0; i < model.length; i++) {
            assertThat(PackedTags.get(tags, bits, i)).as("tag %d", i).isEqualTo(model[i]);
        }
    }

    @Property
    void bits_anyTag_fewestThatHoldIt(@ForAll int tag) {
        int bits = PackedTags.bits(tag);

        assertThat(tag & PackedTags.mask(bits)).isEqualTo(tag);
        assertThat(bits == 1 || (tag & PackedTags.mask(bits - 1)) != tag).isTrue();
    }

    @Example
    void bits_edges() {
        assertThat(PackedTags.bits(0)).isEqualTo(1);
        assertThat(PackedTags.bits(1)).isEqualTo(1);
        assertThat(PackedTags.bits(2)).isEqualTo(2);
        assertThat(PackedTags.bits(Integer.MAX_VALUE)).isEqualTo(31);
        assertThat(PackedTags.bits(-1)).isEqualTo(32);
    }
}
