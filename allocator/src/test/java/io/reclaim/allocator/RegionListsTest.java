package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RegionListsTest {

    @Test
    void magnitude_anySize_smallestThatHoldsIt() {
        assertThat(RegionLists.magnitude(1)).isEqualTo(12);
        assertThat(RegionLists.magnitude(4096)).isEqualTo(12);
        assertThat(RegionLists.magnitude(4097)).isEqualTo(13);
        assertThat(RegionLists.magnitude(1 << 20)).isEqualTo(20);
        assertThat(RegionLists.magnitude((1 << 30) + 1)).isEqualTo(31);
        assertThat(RegionLists.capacity(20)).isEqualTo(1 << 20);
        assertThat(RegionLists.capacity(RegionLists.magnitude(Integer.MAX_VALUE)))
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void lists_severalMagnitudes_largestIsKnown() {
        CountedMemory memory = new CountedMemory(0, true);
        CountedMemory.CountedRegion first = memory.new CountedRegion(ByteBuffer.allocateDirect(1));
        CountedMemory.CountedRegion second = memory.new CountedRegion(ByteBuffer.allocateDirect(1));
        RegionLists lists = new RegionLists();
        assertThat(lists.poll(12)).isNull();
        lists.add(12, first);
        lists.add(20, second);
        lists.add(20, first);

        assertThat(lists.largest()).isEqualTo(20);
        assertThat(lists.peek(20)).isSameAs(first);
        assertThat(lists.poll(20)).isSameAs(first);
        assertThat(lists.poll(20)).isSameAs(second);
        assertThat(lists.poll(20)).isNull();
        assertThat(lists.largest()).isEqualTo(12);
    }
}
